import type { FilePair } from './model.ts';

/** The files of which two sets of texts by path have different ones, by path. */
export function differingFiles(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): FilePair[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((path) => ({ path, before: before.get(path), after: after.get(path) }))
    .filter((pair) => pair.before !== pair.after);
}
