import type { Inventory, Role } from './model.ts';

/**
 * The roles that a change of a node with this role kicks: the directors’, unless nobody is kicked, and those that are
 * written, each once and in this order. None kicks itself: `kick-cycle` is an error.
 */
export function kickTargets(
  role: Role,
  { directors, kicker }: Pick<Inventory, 'directors' | 'kicker'>,
): string[] {
  const written = role.kicks.map(({ value }) => value);
  const all = kicker.module === 'none' ? [] : [directors.role, ...written];
  return [...new Set(all)].filter((name) => name !== role.name);
}
