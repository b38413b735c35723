import type { Entry, MapTree, Tree } from '../inventory/tree.ts';

/**
 * Merges two values of one key as Hiera's `merge: deep` does: maps key by key, the keys of the lower one first; of
 * anything else the higher one stands. Source: the gem deep_merge as Puppet 7 and 8 call it. (It unites lists; nothing
 * that is merged here may hold one, so the higher one stands as well and is refused.)
 */
export function deepMerge(higher: Tree, lower: Tree): Tree {
  if (isNothing(higher)) return lower;
  if (isNothing(lower) || (lower.kind === 'scalar' && lower.value === false)) return higher;
  // It goes over the keys of the higher one, and there are none.
  if (higher.kind === 'map' && higher.entries.length === 0) return lower;
  return higher.kind === 'map' && lower.kind === 'map' ? mergeMaps(higher, lower) : higher;
}

function mergeMaps(higher: MapTree, lower: MapTree): MapTree {
  const entries = new Map<string, Entry>(lower.entries.map((entry) => [entry.key, entry]));
  for (const entry of higher.entries) {
    const below = entries.get(entry.key);
    entries.set(
      entry.key,
      below === undefined ? entry : { ...entry, value: deepMerge(entry.value, below.value) },
    );
  }
  return { ...higher, entries: [...entries.values()] };
}

/** Whether a value is the `~` of YAML. */
export function isNothing(tree: Tree): boolean {
  return tree.kind === 'scalar' && tree.value === null;
}
