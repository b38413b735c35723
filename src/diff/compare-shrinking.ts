import { quoted } from '../diagnostics/escape.ts';
import { isInFile } from '../inventory/life-cycle.ts';
import type { Inventory, Role } from '../inventory/model.ts';
import { draft, places, type Draft } from './draft.ts';
import { noEffect } from './effect.ts';
import { groupBy } from './group-by.ts';
import type { Comparison } from './side.ts';

/** The share of its servers that a role may lose in one run, unless Hiera says otherwise (`max_shrink` of the module). */
const MAX_SHRINK = 0.5;

/**
 * The roles that lose so many servers that directors keep their old file. The module looks at what stands in it, whatever the
 * weights are: the servers that have services of the role now, under the names that these have then.
 */
export function compareShrinking(comparison: Comparison): Draft[] {
  const owners = ownersOf(comparison.before.inventory);
  return comparison.after.inventory.roles.flatMap((role) => {
    const sources = role.services.filter(isInFile).flatMap(({ name }) => owners.get(name) ?? []);
    // What is discovered now or then is known to a catalog only.
    if ([role, ...sources].some(({ discover }) => discover)) return [];
    return shrinking(comparison, role, [...new Set(sources)]);
  });
}

/** The role, or roles, that have a service of a name in ldirectord.cf. */
function ownersOf({ roles }: Inventory): ReadonlyMap<string, Role[]> {
  const offers = roles.flatMap((role) => role.services.filter(isInFile).map(({ name }) => ({ role, name })));
  const groups = groupBy(offers, ({ name }) => name);
  return new Map([...groups].map(([name, all]) => [name, all.map(({ role }) => role)]));
}

function shrinking({ before, matches }: Comparison, role: Role, sources: readonly Role[]): Draft[] {
  const present = new Set(sources.flatMap((source) => addressesOf(source)));
  const left = new Set(addressesOf(role));
  const leaving = [...present].filter((address) => !left.has(address));
  if (left.size >= present.size || leaving.length <= present.size * MAX_SHRINK) return [];
  const losers = sources.filter((source) => addressesOf(source).some((address) => !left.has(address)));
  return [
    draft({
      reason: 'role-shrinks-too-far',
      action: 'changed',
      subject: { kind: 'role', name: role.name },
      message: `role ${quoted(role.name)} loses ${leaving.length} of the ${present.size} servers that its services have in ldirectord.cf, and directors refuse that`,
      hint: 'set max_shrink: 1 on the directors for one run, if it is meant',
      at: places(before.rolesByName.get(matches.oldRoleNames.get(role.name) ?? ''), role),
      effect: { ...noEffect, directors: true },
      losers: losers.map(({ name }) => name),
      edits: [],
    }),
  ];
}

function addressesOf({ servers }: Role): string[] {
  return servers.filter(isInFile).map(({ address }) => address.text);
}
