import { quoted } from '../diagnostics/escape.ts';
import { isInFile, isLive } from '../inventory/life-cycle.ts';
import type { Role } from '../inventory/model.ts';
import { orderDraft, type Draft } from './draft.ts';
import { mapPair, orderEdit } from './edits.ts';
import { inFile, type Effect } from './effect.ts';
import type { Pair } from './pair.ts';
import { isPrinted, serversOf, servicesOf, type RoleParts } from './role-parts.ts';
import type { Comparison } from './side.ts';

/** The order of the roles, which the sections of ldirectord.cf have, too. */
export function compareRoleOrder(comparison: Comparison): Draft[] {
  const { before, after, matches } = comparison;
  const turned = isTurned(before.inventory.roles, after.inventory.roles, matches.roles.pairs, isPrinted);
  const edit = orderEdit(mapPair(comparison, ['roles']), matches.roleNames);
  return orderDraft({ kind: 'module', name: '' }, 'roles', edit, inFile(turned), '');
}

/** The order of the servers and services of a role. */
export function comparePartOrder(comparison: Comparison, pair: Pair<Role>, parts: RoleParts): Draft[] {
  return [...serverOrder(comparison, pair, parts), ...serviceOrder(comparison, pair, parts)];
}

function serverOrder(comparison: Comparison, pair: Pair<Role>, parts: RoleParts): Draft[] {
  const { before, after } = pair;
  const pairs = (parts.servers.get(after) ?? [])
    .filter((both) => both.before.role === before)
    .map((both) => ({ before: both.before.server, after: both.after.server }));
  const names = new Map(pairs.map((both) => [both.before.hostname, both.after.hostname]));
  const edit = orderEdit(serversOf(comparison, pair), names);
  const turned = areBothPrinted(pair) && isTurned(before.servers, after.servers, pairs, isInFile);
  return orderDraft(subjectOf(after), 'servers', edit, inFile(turned), ofRole(after));
}

function serviceOrder(comparison: Comparison, pair: Pair<Role>, parts: RoleParts): Draft[] {
  const { before, after } = pair;
  const pairs = (parts.services.get(after) ?? [])
    .filter((both) => both.before.role === before)
    .map((both) => ({ before: both.before.service, after: both.after.service }));
  const names = new Map(pairs.map((both) => [both.before.name, both.after.name]));
  const edit = orderEdit(servicesOf(comparison, pair), names);
  const turned = areBothPrinted(pair) && isTurned(before.services, after.services, pairs, isInFile);
  // The marker of a real server lists them in this order.
  const marked = comparison.after.markers && isTurned(before.services, after.services, pairs, isLive);
  const roles = marked ? [after] : [];
  const effect: Effect = { ...inFile(turned), roles, kicks: roles };
  return orderDraft(subjectOf(after), 'services', edit, effect, ofRole(after));
}

function areBothPrinted({ before, after }: Pair<Role>): boolean {
  return isPrinted(before) && isPrinted(after);
}

function subjectOf({ name }: Role): { readonly kind: 'role'; readonly name: string } {
  return { kind: 'role', name };
}

function ofRole({ name }: Role): string {
  return ` of role ${quoted(name)}`;
}

/** Whether those that are seen on both sides stand in another order. */
function isTurned<T>(
  before: readonly T[],
  after: readonly T[],
  pairs: readonly Pair<T>[],
  isSeen: (item: T) => boolean,
): boolean {
  const seen = pairs.filter((pair) => isSeen(pair.before) && isSeen(pair.after));
  const partners = new Map(seen.map((pair) => [pair.before, pair.after]));
  const staying = new Set(partners.values());
  const was = before.flatMap((item) => partners.get(item) ?? []);
  return after.filter((item) => staying.has(item)).some((item, index) => item !== was[index]);
}
