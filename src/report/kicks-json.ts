import type { KickRuns } from '../graph/kick-runs.ts';

/**
 * `kicks --format json`: versioned; every key is always there. `complete` is false where a catalog alone knows the nodes.
 */
export function kicksJson(kicks: readonly KickRuns[]): string {
  const roles = kicks.map(({ role, runs, following }) => ({
    role,
    runs: runs.map(({ role: name, nodes, complete }) => ({ role: name, nodes, complete })),
    following: following.map(({ role: name, by, nodes, complete }) => ({ role: name, by, nodes, complete })),
  }));
  return `${JSON.stringify({ schemaVersion: 1, roles }, null, 2)}\n`;
}
