import type { Plain, PlainMap } from '../inventory/plain.ts';
import type { Edit, Path } from './edits.ts';
import { groupBy } from './group-by.ts';
import { sameValue } from './tree.ts';

type Draft = Map<string, Plain>;

/**
 * The tree that edits make of an old one, whatever their order. This is what proves that a review tells everything.
 * @throws Error where an edit does not fit the tree: then it was not made for it
 */
export function applyEdits(tree: PlainMap, edits: readonly Edit[]): PlainMap {
  const draft = structuredClone(tree) as Draft;
  const of = <K extends Edit['kind']>(kind: K): Extract<Edit, { kind: K }>[] =>
    edits.filter((edit): edit is Extract<Edit, { kind: K }> => edit.kind === kind);
  for (const edit of of('remove').sort((a, b) => b.path.length - a.path.length)) applyRemoval(draft, edit);
  for (const renames of byMap(of('rename'), ({ path }) => path)) applyRenames(draft, renames);
  for (const additions of byMap(of('add'), ({ path }) => path.slice(0, -1))) applyAdditions(draft, additions);
  for (const { path, before, after } of of('set')) {
    expectValue(draft, path, before);
    parentOf(draft, path).set(keyOf(path), after);
  }
  for (const { path, keys } of of('order')) applyOrder(draft, path, keys);
  return draft;
}

function applyRemoval(draft: Draft, { path, value }: Extract<Edit, { kind: 'remove' }>): void {
  expectValue(draft, path, value);
  parentOf(draft, path).delete(keyOf(path));
}

/** All renames of one map at once, as two keys may change places. */
function applyRenames(draft: Draft, renames: readonly Extract<Edit, { kind: 'rename' }>[]): void {
  const [first] = renames;
  if (first === undefined) return;
  const map = mapOf(draft, first.path);
  const names = new Map(renames.map(({ from, to }) => [from, to]));
  for (const name of names.keys()) if (!map.has(name)) throw new Error(`there is no ${name} to rename`);
  refill(
    map,
    [...map].map(([key, value]) => [names.get(key) ?? key, value]),
  );
}

function applyAdditions(draft: Draft, additions: readonly Extract<Edit, { kind: 'add' }>[]): void {
  const [first] = additions;
  if (first === undefined) return;
  const map = mapOf(draft, first.path.slice(0, -1));
  const entries = [...map];
  for (const { path, index, value } of [...additions].sort((a, b) => a.index - b.index)) {
    if (map.has(keyOf(path))) throw new Error(`${path.join('/')} is there already`);
    entries.splice(index, 0, [keyOf(path), structuredClone(value)]);
  }
  refill(map, entries);
}

function applyOrder(draft: Draft, path: Path, keys: readonly string[]): void {
  const map = mapOf(draft, path);
  if (keys.length !== map.size) throw new Error(`${path.join('/')} has other keys`);
  refill(
    map,
    keys.map((key) => [key, valueOf(map, key)]),
  );
}

function refill(map: Draft, entries: readonly (readonly [string, Plain])[]): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

/** Edits by the map that they change, outer maps first: an inner one may be renamed or added with them. */
function byMap<T extends Edit>(edits: readonly T[], pathOf: (edit: T) => Path): T[][] {
  const outerFirst = [...edits].sort((a, b) => a.path.length - b.path.length);
  return [...groupBy(outerFirst, (edit) => JSON.stringify(pathOf(edit))).values()];
}

function expectValue(draft: Draft, path: Path, value: Plain): void {
  if (!sameValue(parentOf(draft, path).get(keyOf(path)), value))
    throw new Error(`${path.join('/')} has another value`);
}

function parentOf(draft: Draft, path: Path): Draft {
  return mapOf(draft, path.slice(0, -1));
}

function mapOf(draft: Draft, path: Path): Draft {
  let map = draft;
  for (const key of path) {
    const value = valueOf(map, key);
    if (!(value instanceof Map)) throw new Error(`${path.join('/')} is no map`);
    map = value as Draft;
  }
  return map;
}

function valueOf(map: Draft, key: string): Plain {
  const value = map.get(key);
  if (value === undefined) throw new Error(`there is no ${key}`);
  return value;
}

function keyOf(path: Path): string {
  return path[path.length - 1] ?? '';
}
