import { worstHazard } from '../diff/order-hazard.ts';
import { risks, type BlastRadius, type Change, type Review, type Risk } from '../diff/model.ts';

/** A review in numbers, and who is touched by it. */
export interface ReviewSummary {
  readonly counts: Readonly<Record<Risk, number>>;
  /** The worst risk of what nobody has confirmed; undefined where there is nothing. */
  readonly maxRisk: Risk | undefined;
  readonly confirmed: number;
  readonly removals: number;
  readonly directors: readonly string[];
  readonly realServers: readonly string[];
  readonly reloads: readonly string[];
  readonly kicked: readonly string[];
}

/** Sums up a review; host names are listed once, in the order in which the changes have them. */
export function summarize({ changes, removals }: Review): ReviewSummary {
  const open = changes.filter(({ confirmed }) => !confirmed);
  return {
    counts: Object.fromEntries(risks.map((risk) => [risk, ofRisk(changes, risk).length])) as Record<
      Risk,
      number
    >,
    maxRisk: risks.find((risk) => ofRisk(open, risk).length > 0),
    confirmed: changes.length - open.length,
    removals,
    ...unionOfBlasts(changes.map(({ blast }) => blast)),
  };
}

/** The file of the new inventory, whatever revision it is from. */
export function inventoryFile({ after }: Review): string {
  return after.directors.at.file;
}

/** The changes of one risk. */
export function ofRisk(changes: readonly Change[], risk: Risk): Change[] {
  return changes.filter((change) => change.risk === risk);
}

/** All that several changes touch together; one order has to suit all of them. */
export function unionOfBlasts(blasts: readonly BlastRadius[]): BlastRadius {
  return {
    directors: union(blasts, 'directors'),
    realServers: union(blasts, 'realServers'),
    reloads: union(blasts, 'reloads'),
    kicked: union(blasts, 'kicked'),
    unknownHosts: union(blasts, 'unknownHosts'),
    hazard: worstHazard(blasts.map(({ hazard }) => hazard)),
  };
}

function union(blasts: readonly BlastRadius[], key: Exclude<keyof BlastRadius, 'hazard'>): string[] {
  return [...new Set(blasts.flatMap((blast) => blast[key]))];
}
