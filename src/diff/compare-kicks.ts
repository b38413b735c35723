import { quoted } from '../diagnostics/escape.ts';
import type { Role } from '../inventory/model.ts';
import { draft, orderDraft, places, type Draft } from './draft.ts';
import { addition, mapPair, orderEdit, removal, type Edit } from './edits.ts';
import { noEffect, type Effect } from './effect.ts';
import { groupBy } from './group-by.ts';
import type { Pair } from './pair.ts';
import type { Comparison } from './side.ts';
import { kickKeys } from './tree.ts';

/** A kick that names a role which has another name now. */
export interface KickReference {
  readonly target: string;
  readonly kicking: Role;
  readonly edit: Edit;
}

/** The kicks that follow the names of their roles, by the old name of the role that they name. */
export function kickReferences(comparison: Comparison): ReadonlyMap<string, KickReference[]> {
  const all = comparison.matches.roles.pairs.flatMap((pair) =>
    [...stayingKicks(comparison, pair)]
      .filter(([from, to]) => from !== to)
      .map(([from, to]): KickReference => ({
        target: baseOf(from),
        kicking: pair.after,
        edit: { kind: 'rename', path: ['roles', pair.after.name, 'kicks'], from, to },
      })),
  );
  return groupBy(all, ({ target }) => target);
}

/** Which kicks of a role go to the same role as before, under its new name where it has one. */
function stayingKicks({ matches }: Comparison, { before, after }: Pair<Role>): ReadonlyMap<string, string> {
  const now = new Set(keysOf(after));
  return new Map(
    keysOf(before).flatMap((key): [string, string][] => {
      const base = baseOf(key);
      const to = `${matches.roleNames.get(base) ?? base}${key.slice(base.length)}`;
      return now.has(to) ? [[key, to]] : [];
    }),
  );
}

function keysOf({ kicks }: Role): string[] {
  return kickKeys(kicks.map(({ value }) => value));
}

/** The role that a key of a kick names. */
function baseOf(key: string): string {
  return key.split('#')[0] ?? key;
}

/** The further roles that a role kicks. No node is kicked by that; the servers of the role have other catalogs. */
export function compareKicks(comparison: Comparison, pair: Pair<Role>): Draft[] {
  const { before, after } = pair;
  const maps = mapPair(comparison, ['roles', before.name, 'kicks'], ['roles', after.name, 'kicks']);
  const staying = stayingKicks(comparison, pair);
  const still = new Set(staying.values());
  const touched = { ...noEffect, roles: comparison.after.markers ? [after] : [] };
  // The module takes a role that is named twice once.
  const effectOf = (key: string): Effect => (key === baseOf(key) ? touched : noEffect);
  const of = ` of role ${quoted(after.name)}`;
  return [
    ...keysOf(after).flatMap((key, index) =>
      still.has(key) ? [] : kickDraft('added', after, index, key, addition(maps, key), effectOf(key)),
    ),
    ...keysOf(before).flatMap((key, index) =>
      staying.has(key) ? [] : kickDraft('removed', before, index, key, removal(maps, key), effectOf(key)),
    ),
    ...orderDraft({ kind: 'role', name: after.name }, 'kicks', orderEdit(maps, staying), noEffect, of),
  ];
}

function kickDraft(
  action: 'added' | 'removed',
  role: Role,
  index: number,
  key: string,
  edit: Edit,
  effect: Effect,
): Draft {
  const at = role.kicks[index];
  const added = action === 'added';
  return draft({
    reason: added ? 'kick-added' : 'kick-removed',
    action,
    subject: { kind: 'kick', name: key, role: role.name },
    message: `role ${quoted(role.name)} ${added ? 'now kicks' : 'no longer kicks'} role ${quoted(baseOf(key))}`,
    at: added ? places(undefined, at) : places(at, undefined),
    effect,
    edits: [edit],
  });
}
