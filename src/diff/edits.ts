import type { Plain, PlainMap } from '../inventory/plain.ts';
import type { Comparison } from './side.ts';
import { mapAt, sameValue } from './tree.ts';

/** The way from the root of a tree to a value. */
export type Path = readonly string[];

/**
 * One step that makes the new tree of the old one. The path of a removal is one of the old tree; all other steps speak of
 * the new tree, so `rename` and `order` name the map by its new path.
 */
export type Edit =
  | { readonly kind: 'set'; readonly path: Path; readonly before: Plain; readonly after: Plain }
  | { readonly kind: 'remove'; readonly path: Path; readonly value: Plain }
  | { readonly kind: 'add'; readonly path: Path; readonly index: number; readonly value: Plain }
  | { readonly kind: 'rename'; readonly path: Path; readonly from: string; readonly to: string }
  | { readonly kind: 'order'; readonly path: Path; readonly keys: readonly string[] };

/** A map of both trees, with the paths at which they have it. */
export interface MapPair {
  readonly before: { readonly path: Path; readonly map: PlainMap };
  readonly after: { readonly path: Path; readonly map: PlainMap };
}

/** The map at a path of both trees, which may be called otherwise in the new one. */
export function mapPair({ before, after }: Comparison, old: Path, now: Path = old): MapPair {
  return {
    before: { path: old, map: mapAt(before.tree, old) },
    after: { path: now, map: mapAt(after.tree, now) },
  };
}

/** What a map loses under a key; the value is that of the old tree unless other edits take parts of it away before. */
export function removal({ before: { path, map } }: MapPair, key: string, value?: Plain): Edit {
  return { kind: 'remove', path: [...path, key], value: value ?? map.get(key) ?? '' };
}

/** The places of the keys of maps that have been asked for, because asking for each key anew would be slow. */
const positions = new WeakMap<PlainMap, ReadonlyMap<string, number>>();

function positionsIn(map: PlainMap): ReadonlyMap<string, number> {
  const known = positions.get(map) ?? new Map([...map.keys()].map((key, index) => [key, index]));
  positions.set(map, known);
  return known;
}

/** Another name for a key of a map, unless it is the same. */
export function renaming({ after: { path } }: MapPair, from: string, to: string): Edit[] {
  return from === to ? [] : [{ kind: 'rename', path, from, to }];
}

/** What a map gains under a key; the value is that of the new tree unless other edits make it so. */
export function addition({ after: { path, map } }: MapPair, key: string, value?: Plain): Edit {
  return {
    kind: 'add',
    path: [...path, key],
    index: positionsIn(map).get(key) ?? 0,
    value: value ?? map.get(key) ?? '',
  };
}

/** The edits of the values of a map, by key, without those of `omitted` keys, which the caller looks into. */
export function valueEdits(pair: MapPair, omitted: readonly string[] = []): Map<string, Edit> {
  const { before, after } = pair;
  const keys = new Set([...before.map.keys(), ...after.map.keys()]);
  const edits = [...keys]
    .filter((key) => !omitted.includes(key))
    .flatMap((key): [string, Edit][] => {
      const edit = valueEdit(pair, key);
      return edit === undefined ? [] : [[key, edit]];
    });
  return new Map(edits);
}

function valueEdit(pair: MapPair, key: string): Edit | undefined {
  const before = pair.before.map.get(key);
  const after = pair.after.map.get(key);
  if (before === undefined) return addition(pair, key);
  if (after === undefined) return removal(pair, key);
  if (sameValue(before, after)) return undefined;
  return { kind: 'set', path: [...pair.after.path, key], before, after };
}

/**
 * The edit that brings the keys of a map into their new order, or undefined where the keys that stay stand as they did.
 * @param renamed the new keys of those that stay, by their old ones
 */
export function orderEdit(
  { before, after }: MapPair,
  renamed: ReadonlyMap<string, string>,
): Edit | undefined {
  const stayed = [...before.map.keys()].flatMap((key) => renamed.get(key) ?? []);
  const staying = new Set(stayed);
  const now = [...after.map.keys()].filter((key) => staying.has(key));
  if (now.every((key, index) => key === stayed[index])) return undefined;
  return { kind: 'order', path: after.path, keys: [...after.map.keys()] };
}

/** What a thing takes along to another place: the values that it still has there, as they were. */
export function carried(before: Plain, after: Plain): Plain {
  if (!(before instanceof Map) || !(after instanceof Map)) return before;
  return new Map(
    [...before].flatMap(([key, value]): [string, Plain][] => {
      const other = after.get(key);
      return other === undefined ? [] : [[key, carried(value, other)]];
    }),
  );
}
