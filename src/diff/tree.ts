import type { Inventory } from '../inventory/model.ts';
import { plainInventory, type Plain, type PlainMap } from '../inventory/plain.ts';

/**
 * An inventory as the tree that is compared: its plain data, in which the kicks of a role are a map as well, so that each
 * of them can come and go by itself. Two inventories have the same tree where they have the same plain data.
 */
export function inventoryTree(inventory: Inventory): PlainMap {
  const plain = plainInventory(inventory);
  const roles = [...mapAt(plain, ['roles'])].map(([name, role]): [string, Plain] => [
    name,
    withKickMap(role),
  ]);
  return new Map([...plain, ['roles', new Map(roles)]]);
}

function withKickMap(role: Plain): Plain {
  if (!(role instanceof Map)) return role;
  return new Map([...role, ['kicks', kickMap((role.get('kicks') ?? []) as readonly string[])]]);
}

function kickMap(names: readonly string[]): PlainMap {
  return new Map(kickKeys(names).map((key) => [key, true]));
}

/** A key for each kick of a role: its target, numbered where the same one is named again. */
export function kickKeys(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}#${count}`;
  });
}

/** The map at a path of a tree, an empty one where there is none. */
export function mapAt(tree: PlainMap, path: readonly string[]): PlainMap {
  let map = tree;
  for (const key of path) {
    const value = map.get(key);
    if (!(value instanceof Map)) return new Map();
    map = value;
  }
  return map;
}

/** Whether two values are the same, the order of maps included. */
export function sameValue(a: Plain | undefined, b: Plain | undefined): boolean {
  if (a === b) return true;
  if (a instanceof Map && b instanceof Map) return sameEntries(a, b);
  if (!Array.isArray(a) || !Array.isArray(b)) return false;
  return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
}

function sameEntries(a: PlainMap, b: PlainMap): boolean {
  if (a.size !== b.size) return false;
  const others = b.entries();
  for (const [key, value] of a) {
    const other = others.next().value;
    if (other === undefined || other[0] !== key || !sameValue(value, other[1])) return false;
  }
  return true;
}
