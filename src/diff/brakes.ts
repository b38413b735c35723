import { risks, type Change, type Review, type Risk, type Subject } from './model.ts';

/** When a review must not pass. */
export interface Limits {
  /** From which risk on a change that nobody confirmed is too much; undefined where none is. */
  readonly failOn: Risk | undefined;
  /** The most things that may go without being confirmed. */
  readonly maxRemovals: number;
}

/** Why a review does not pass, in one sentence each; empty where it does. */
export function brakes(review: Review, { failOn, maxRemovals }: Limits): string[] {
  const open = review.changes.filter(({ confirmed }) => !confirmed);
  const risky = failOn === undefined ? [] : open.filter(({ risk }) => isAtLeast(risk, failOn));
  return [
    ...(failOn === undefined || risky.length === 0 ? [] : [tooRisky(risky, failOn)]),
    ...(review.removals > maxRemovals ? [tooMany(review.removals, maxRemovals, open)] : []),
  ];
}

function isAtLeast(risk: Risk, limit: Risk): boolean {
  return risks.indexOf(risk) <= risks.indexOf(limit);
}

function tooRisky(changes: readonly Change[], limit: Risk): string {
  const counts = risks.flatMap((risk) => {
    const count = changes.filter((change) => change.risk === risk).length;
    return count === 0 ? [] : [`${count} ${risk}`];
  });
  const are = changes.length === 1 ? 'change is' : 'changes are';
  return `${changes.length} ${are} ${limit}${limit === 'blocker' ? '' : ' or worse'} (${counts.join(', ')})`;
}

/** How many of the things that go are named; a truncated inventory loses hundreds. */
const NAMED = 12;

function tooMany(removals: number, limit: number, open: readonly Change[]): string {
  const gone = open.filter(({ action }) => action === 'removed').map(({ subject }) => subject);
  const names = [...new Set(gone.map(subjectText))];
  const more = names.length > NAMED ? `, and ${names.length - NAMED} more` : '';
  const roles = [...new Set(gone.flatMap((subject) => roleOf(subject) ?? []))];
  const shown = roles.slice(0, NAMED).map((role) => `--confirm-removal ${role}`);
  const confirm =
    shown.length === 0 ? '' : `, confirm them with ${shown.join(' ')}${roles.length > NAMED ? ' …' : ''}`;
  return (
    `${removals} removals, and no more than ${limit} are expected: ${names.slice(0, NAMED).join(', ')}${more}; ` +
    `is the inventory whole? If they are meant${confirm} or allow them with --max-removals ${removals}`
  );
}

function subjectText({ kind, name }: Subject): string {
  return `${kind} ${name}`.replace('virtual-ip', 'virtual IP').trim();
}

function roleOf({ kind, name, role }: Subject): string | undefined {
  return kind === 'role' ? name : role;
}
