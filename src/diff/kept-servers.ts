import { isLive } from '../inventory/life-cycle.ts';
import type { Role } from '../inventory/model.ts';
import { groupBy } from './group-by.ts';
import type { Member } from './match.ts';
import type { Comparison } from './side.ts';

/**
 * The servers that only leave the list of a role, by its name. They have the role from their certificates or a fact until
 * somebody takes it away, and bind by it what the module binds: `retired` is what takes a server out.
 */
export function keptServers(comparison: Comparison): ReadonlyMap<string, readonly Member[]> {
  const kept = comparison.matches.servers.removed.filter((member) => keepsRole(comparison, member));
  return groupBy(kept, ({ role }) => role.name);
}

/** Whether the module still knows the role of a server that is not in its list any more. */
export function keepsRole({ after, matches }: Comparison, { role, server }: Member): boolean {
  return isLive(server) && matches.roleNames.get(role.name) === role.name && after.rolesByName.has(role.name);
}

/** Who has a role: whom it lists, and whom it has listed. */
export function hostsOf({ name, servers }: Role, kept: ReturnType<typeof keptServers>): string[] {
  const members = [...servers, ...(kept.get(name) ?? []).map(({ server }) => server)];
  return [...new Set(members.filter(isLive).map(({ hostname }) => hostname))];
}
