import { printable } from '../diagnostics/escape.ts';
import type { Inventory } from '../inventory/model.ts';
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
    ...(review.removals > maxRemovals ? [tooMany(review, maxRemovals, open)] : []),
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

/** What goes, and how to say that it is meant. */
function tooMany({ removals, before }: Review, limit: number, open: readonly Change[]): string {
  const gone = open.filter(({ action }) => action === 'removed').map(({ subject }) => subject);
  const names = [...new Set(gone.map((subject) => subjectText(subject, before)))];
  const roles = [...new Set(gone.flatMap((subject) => roleOf(subject) ?? []))];
  const confirm =
    roles.length === 0 ? '' : `confirm it with ${firstOf(roles.map(confirmation), ' ', ' …')} or `;
  return (
    `${removals} removals, and no more than ${limit} are expected: ` +
    `${firstOf(names, ', ', `, and ${names.length - NAMED} more`)}; is the inventory whole? ` +
    `If that is meant, ${confirm}allow it with --max-removals ${removals}`
  );
}

function firstOf(texts: readonly string[], between: string, rest: string): string {
  return `${texts.slice(0, NAMED).join(between)}${texts.length > NAMED ? rest : ''}`;
}

function confirmation(role: string): string {
  return `--confirm-removal ${role}`;
}

/** A role takes its servers along. */
function subjectText({ kind, name }: Subject, { roles }: Inventory): string {
  const servers = kind === 'role' ? (roles.find((role) => role.name === name)?.servers.length ?? 0) : 0;
  const along = servers === 0 ? '' : ` with ${servers} server${servers === 1 ? '' : 's'}`;
  return printable(`${kind === 'virtual-ip' ? 'virtual IP' : kind} ${name}${along}`);
}

function roleOf({ kind, name, role }: Subject): string | undefined {
  return kind === 'role' ? name : role;
}
