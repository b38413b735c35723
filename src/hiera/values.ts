import type { Entry } from '../inventory/tree.ts';
import { deepMerge, isNothing } from './deep-merge.ts';
import { mergedKeys, type MergedKey } from './hiera-keys.ts';
import type { HieraFile } from './read-hiera.ts';

/** What Hiera finds under the keys of a module, which are named without the name of the module. */
export interface HieraValues {
  /** The value of the first file that has the key; `~` stands for the value of the inventory. */
  readonly first: (key: string) => Entry | undefined;
  /** The values of all files, merged deeply, unless the parameter itself is set. */
  readonly merged: (key: MergedKey) => Entry | undefined;
}

/** What is in force of some keys, which are named in full. */
export function entriesInForce(values: HieraValues, module: string, keys: Iterable<string>): Entry[] {
  const single = [...keys].flatMap((key) => {
    const name = key.slice(`${module}::`.length);
    return mergedKeys.some((merged) => merged === name) ? [] : (values.first(name) ?? []);
  });
  return [...single, ...mergedKeys.flatMap((name) => values.merged(name) ?? [])];
}

/** Looks up keys in files, the one with the highest priority first. */
export function valuesOf(files: readonly HieraFile[], module: string): HieraValues {
  const all = (key: string): Entry[] =>
    files.flatMap(({ entries }) => entries.get(`${module}::${key}`) ?? []);
  const first = (key: string): Entry | undefined => {
    const [found] = all(key);
    return found === undefined || isNothing(found.value) ? undefined : found;
  };
  const merged = (key: MergedKey): Entry | undefined => {
    const [highest, ...lower] = all(key);
    return highest && lower.reduce(mergeEntries, highest);
  };
  return { first, merged: (key) => first(`inventory::${key}`) ?? merged(key) };
}

function mergeEntries(higher: Entry, lower: Entry): Entry {
  return { ...higher, value: deepMerge(higher.value, lower.value) };
}
