import { sortFindings, type Finding, type Result } from './diagnostics/finding.ts';
import { applyHiera, type HieraResult } from './hiera/apply-hiera.ts';
import { applyAcknowledgements } from './inventory/acknowledge.ts';
import { addKnownServers } from './inventory/known-servers.ts';
import type { Inventory } from './inventory/model.ts';
import { parseInventory } from './inventory/parse-inventory.ts';
import type { Source } from './inventory/source.ts';
import { stoodBefore, type Commented } from './inventory/stood-before.ts';
import type { Comment } from './inventory/tokens.ts';
import { allChangeRules, allRules } from './rules/index.ts';

/** An inventory, where it could be read, and everything found in it, sorted by place. */
export interface LintResult {
  readonly inventory: Inventory | undefined;
  readonly findings: readonly Finding[];
  /** The texts that were read besides the inventory, without what must not be shown. */
  readonly beside: readonly Source[];
  /** The comments of all files, which a comparison with a newer inventory needs, see `KnownFacts`. */
  readonly comments: readonly Comment[];
}

/** What is known besides the inventory. */
export interface KnownFacts {
  /** The servers of roles with `discover`, see `addKnownServers`. */
  readonly servers?: Source | undefined;
  /** Data of Hiera, the file with the highest priority first, see `applyHiera`. */
  readonly hiera?: readonly Source[] | undefined;
  /** The inventory that was in force before: what of the change skips a step is a finding, too. Its comments allow nothing new. */
  readonly before?: Commented | undefined;
}

/**
 * Parses an inventory, puts in what is known besides, and applies every semantic rule. The rules run only on an
 * inventory without mistakes of shape: on half of one they would report what follows from those.
 */
export function lint(source: Source, known: KnownFacts = {}): LintResult {
  const { inventory, shape, discovered, comments, overlaid, beside } = assemble(source, known);
  const ofChange = changeFindings(known, inventory);
  const allComments = [...comments, ...overlaid.comments];
  const stood = inventory && known.before && stoodBefore(known.before, { inventory, comments: allComments });
  const all = applyAcknowledgements(
    [...shape, ...overlaid.findings, ...semanticFindings(inventory), ...ofChange],
    allComments,
    stood,
  );
  const findings =
    known.hiera === undefined
      ? all
      : withoutUsedAlone(
          all,
          source,
          applyAcknowledgements([...shape, ...semanticFindings(discovered), ...ofChange], comments, stood),
        );
  return { inventory, findings: sortFindings(findings), beside, comments: allComments };
}

/**
 * An inventory with what is known besides, and the mistakes of shape alone: of what is in force already nobody wants to hear
 * what the rules say.
 */
export function readInForce(source: Source, known: KnownFacts = {}): LintResult {
  const { inventory, shape, comments, overlaid, beside } = assemble(source, known);
  const findings = sortFindings([...shape, ...overlaid.findings]);
  return { inventory, findings, beside, comments: [...comments, ...overlaid.comments] };
}

/** An inventory on its way: as it was written, with the servers that are discovered, with the data of Hiera. */
interface Assembled {
  readonly inventory: Inventory | undefined;
  readonly discovered: Inventory | undefined;
  readonly overlaid: HieraResult;
  /** The findings before the data of Hiera. */
  readonly shape: readonly Finding[];
  readonly comments: readonly Comment[];
  readonly beside: readonly Source[];
}

function assemble(source: Source, known: KnownFacts): Assembled {
  const parsed = parseInventory(source);
  const discovered = discover(parsed.value, known);
  const overlaid = overlay(discovered.value, known);
  return {
    inventory: overlaid.value,
    discovered: discovered.value,
    overlaid,
    shape: [...parsed.findings, ...discovered.findings],
    comments: parsed.comments,
    beside: [...(known.servers === undefined ? [] : [known.servers]), ...overlaid.shown],
  };
}

function semanticFindings(inventory: Inventory | undefined): Finding[] {
  return inventory === undefined ? [] : allRules.flatMap((rule) => rule.check(inventory));
}

function changeFindings({ before }: KnownFacts, after: Inventory | undefined): Finding[] {
  if (before === undefined || after === undefined) return [];
  return allChangeRules.flatMap((rule) => [...rule.check(before.inventory, after)]);
}

/** A comment of the inventory that the inventory alone needs is not left behind because Hiera says otherwise. */
function withoutUsedAlone(
  findings: readonly Finding[],
  { path }: Source,
  alone: readonly Finding[],
): Finding[] {
  const unused = new Set(alone.filter(isUnused).map(({ at }) => at.line));
  return findings.filter((item) => !isUnused(item) || item.at.file !== path || unused.has(item.at.line));
}

function isUnused({ code }: Finding): boolean {
  return code === 'unused-acknowledgement';
}

function discover(inventory: Inventory | undefined, { servers }: KnownFacts): Result<Inventory> {
  if (inventory === undefined || servers === undefined) return { value: inventory, findings: [] };
  return addKnownServers(inventory, servers);
}

function overlay(inventory: Inventory | undefined, { hiera = [] }: KnownFacts): HieraResult {
  if (inventory === undefined || hiera.length === 0)
    return { value: inventory, findings: [], comments: [], shown: [] };
  return applyHiera(inventory, hiera);
}
