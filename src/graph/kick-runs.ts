import { kickTargets } from '../inventory/kick-targets.ts';
import { isLive } from '../inventory/life-cycle.ts';
import type { Inventory } from '../inventory/model.ts';

/** A role whose nodes run. */
export interface KickedRole {
  readonly role: string;
  /** Host names, as the inventory has them. */
  readonly nodes: readonly string[];
  /** Whether these are all: who has a role with `discover` is known when a catalog is compiled only. */
  readonly complete: boolean;
}

/** A role whose nodes may run after those of other roles. */
export interface FollowingRole extends KickedRole {
  /** The roles that kick it where their own markers change by a run. */
  readonly by: readonly string[];
}

/** Which nodes run after a change of a node with some role. */
export interface KickRuns {
  readonly role: string;
  /** Those that the change itself kicks: they run in any case. A role stands behind those that kick it in turn. */
  readonly runs: readonly KickedRole[];
  /** Those that are kicked in turn, in the same order: a run kicks only where it changes what others see of its node. */
  readonly following: readonly FollowingRole[];
}

/** What a change of each role sets going, in the order of the inventory; last the directors’ role, which kicks nobody. */
export function kickRuns(inventory: Inventory): KickRuns[] {
  const targets = kicksOf(inventory);
  const rank = new Map(inOrder(targets).map((role, index) => [role, index]));
  const sorted = (roles: Iterable<string>): string[] =>
    [...roles].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
  const kicked = (role: string): KickedRole => ({ role, ...nodesOf(role, inventory) });
  return [...targets].map(([role, direct]) => {
    const kickers = kickersBehind(direct, targets);
    return {
      role,
      runs: sorted(direct).map(kicked),
      following: sorted(kickers.keys()).map((name) => ({
        ...kicked(name),
        by: sorted(kickers.get(name) ?? []),
      })),
    };
  });
}

/** Whom each role kicks. */
function kicksOf(inventory: Inventory): Map<string, readonly string[]> {
  const targets = new Map<string, readonly string[]>(
    inventory.roles.map((role) => [role.name, kickTargets(role, inventory)]),
  );
  const { role } = inventory.directors;
  return targets.has(role) ? targets : targets.set(role, []);
}

/** The roles that are reached by way of others, each with those that kick it. */
function kickersBehind(
  direct: readonly string[],
  targets: ReadonlyMap<string, readonly string[]>,
): Map<string, Set<string>> {
  const kickers = new Map<string, Set<string>>();
  const reached = new Set(direct);
  // A set gives what is added to it on the way as well.
  for (const role of reached)
    for (const target of targets.get(role) ?? []) {
      kickers.set(target, (kickers.get(target) ?? new Set()).add(role));
      reached.add(target);
    }
  return kickers;
}

/** All roles, each before those that it kicks; those of a circle, which is an error, come last. */
function inOrder(targets: ReadonlyMap<string, readonly string[]>): string[] {
  const open = new Map<string, number>([...targets.keys()].map((role) => [role, 0]));
  for (const role of [...targets.values()].flat()) open.set(role, (open.get(role) ?? 0) + 1);
  const ready = new Set([...open].filter(([, kicks]) => kicks === 0).map(([role]) => role));
  for (const role of ready)
    for (const target of targets.get(role) ?? []) {
      const left = (open.get(target) ?? 0) - 1;
      open.set(target, left);
      if (left === 0) ready.add(target);
    }
  return [...new Set([...ready, ...open.keys()])];
}

function nodesOf(name: string, { directors, roles }: Inventory): Omit<KickedRole, 'role'> {
  const role = roles.find((one) => one.name === name);
  const servers = role?.servers.filter(isLive).map(({ hostname }) => hostname) ?? [];
  const hosts = name === directors.role ? directors.hosts.map(({ hostname }) => hostname) : [];
  return {
    nodes: [...new Set([...hosts, ...servers])],
    complete: role?.discover !== true && (name !== directors.role || hosts.length > 0),
  };
}
