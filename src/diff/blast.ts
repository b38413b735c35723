import { isLive } from '../inventory/life-cycle.ts';
import type { Role } from '../inventory/model.ts';
import type { Effect } from './effect.ts';
import { hostsOf, keptServers } from './kept-servers.ts';
import type { BlastRadius } from './model.ts';
import { orderHazards } from './order-hazard.ts';
import type { Comparison } from './side.ts';

/** Gives effects of changes the names of the nodes, in the order of the new inventory, then of the old one. */
export function blastRadius(comparison: Comparison): (effect: Effect) => BlastRadius {
  const rank = rankOfHosts(comparison);
  const directors = directorNames(comparison);
  const kept = keptServers(comparison);
  const hazardOf = orderHazards(comparison, kept);
  return (effect) => {
    const touched = new Set([...effect.hosts, ...effect.roles.flatMap((role) => hostsOf(role, kept))]);
    const kicks = kickedNodes(comparison, effect.kicks, directors);
    const atDirectors = effect.directors || effect.reload;
    return {
      directors: atDirectors ? directors : [effect.director].filter((name) => name !== undefined),
      realServers: [...touched].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0)),
      reloads: effect.reload ? directors : [],
      kicked: kicks.hosts,
      unknownHosts: [
        ...new Set([
          ...effect.roles.filter(({ discover }) => discover).map(({ name }) => name),
          ...(atDirectors && directors.length === 0 ? [comparison.after.inventory.directors.role] : []),
          ...kicks.unknown,
        ]),
      ],
      hazard: hazardOf(effect),
    };
  };
}

function rankOfHosts({ before, after }: Comparison): ReadonlyMap<string, number> {
  const names = [...after.inventory.roles, ...before.inventory.roles].flatMap(({ servers }) =>
    servers.map(({ hostname }) => hostname),
  );
  return new Map([...new Set(names)].map((name, index) => [name, index]));
}

/** The directors of the new inventory; the old ones where it names none any more. */
function directorNames({ before, after }: Comparison): string[] {
  const { hosts } = after.inventory.directors;
  return (hosts.length > 0 ? hosts : before.inventory.directors.hosts).map(({ hostname }) => hostname);
}

function serverNames(role: Role | undefined): string[] {
  return (role?.servers ?? []).filter(isLive).map(({ hostname }) => hostname);
}

/**
 * Whom the servers of roles kick: the directors first, then the roles that are written. A kick runs an agent; who is kicked
 * kicks in turn only where its own marker changes, and then its role is one of those touched.
 */
function kickedNodes(
  { after }: Comparison,
  roles: readonly Role[],
  directors: readonly string[],
): { hosts: string[]; unknown: string[] } {
  const directorsRole = after.inventory.directors.role;
  const targets = new Set(
    after.markers
      ? roles.flatMap(({ name }) => [
          directorsRole,
          ...(after.rolesByName.get(name)?.kicks ?? []).map(({ value }) => value),
        ])
      : [],
  );
  const hosts = [...targets].flatMap((target) => [
    ...(target === directorsRole ? directors : []),
    ...serverNames(after.rolesByName.get(target)),
  ]);
  const unknown = [...targets].filter((target) =>
    target === directorsRole && directors.length === 0
      ? true
      : (after.rolesByName.get(target)?.discover ?? false),
  );
  return { hosts: [...new Set(hosts)], unknown };
}
