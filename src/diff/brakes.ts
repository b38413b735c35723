import { printable } from '../diagnostics/escape.ts';
import { isLive } from '../inventory/life-cycle.ts';
import type { Inventory } from '../inventory/model.ts';
import { risks, type Change, type Review, type Risk, type Subject } from './model.ts';

/** When a review must not pass. */
export interface Limits {
  /** From which risk on a change that nobody confirmed is too much; undefined where none is. */
  readonly failOn: Risk | undefined;
  /** The most things that may go without being confirmed; undefined where nobody said: then ten, and half of a kind. */
  readonly maxRemovals: number | undefined;
}

/** What may go where nobody said how much. */
const EXPECTED = 10;

/** A change of two things is small, also where a site has no more than three. */
const FEW = 2;

/** Why a review does not pass, in one sentence each; empty where it does. */
export function brakes(review: Review, { failOn, maxRemovals }: Limits): string[] {
  const open = review.changes.filter(({ confirmed }) => !confirmed);
  const risky = failOn === undefined ? [] : open.filter(({ risk }) => isAtLeast(risk, failOn));
  return [
    ...(failOn === undefined || risky.length === 0 ? [] : [tooRisky(risky, failOn)]),
    ...goneTooMuch(review, maxRemovals).map((what) => `${what}: ${whatGoes(review, open)}`),
  ];
}

/** What of the removals is too much, in words; empty where all is well. */
function goneTooMuch({ removals, before, gone }: Review, limit: number | undefined): string[] {
  const most = limit ?? EXPECTED;
  if (removals > most) return [`${removals} removals, and no more than ${most} are expected`];
  if (limit !== undefined || removals <= FEW) return [];
  const live = {
    servers: before.roles.flatMap(({ servers }) => servers).filter(isLive).length,
    services: before.roles.flatMap(({ services }) => services).filter(isLive).length,
  };
  const mostOf = (['servers', 'services'] as const)
    .filter((kind) => 2 * gone[kind] > live[kind])
    .map((kind) => `${gone[kind]} of ${live[kind]} ${kind}`);
  return mostOf.length === 0 ? [] : [`${mostOf.join(' and ')} go, which is more than half`];
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
function whatGoes({ removals, before }: Review, open: readonly Change[]): string {
  const gone = open.filter(isGone).map(({ subject }) => subject);
  const names = [...new Set(gone.map((subject) => subjectText(subject, before)))];
  const roles = [...new Set(gone.flatMap((subject) => roleOf(subject) ?? []))];
  const confirm =
    roles.length === 0 ? '' : `confirm it with ${firstOf(roles.map(confirmation), ' ', ' …')} or `;
  return (
    `${firstOf(names, ', ', `, and ${names.length - NAMED} more`)}; is the inventory whole? ` +
    `If that is meant, ${confirm}allow it with --max-removals ${removals}`
  );
}

function isGone({ action, attribute, after }: Change): boolean {
  if (action === 'removed') return true;
  return action === 'changed' && attribute === 'state' && after === 'setup';
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
