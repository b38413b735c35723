import type { Place } from '../diagnostics/finding.ts';
import type { Entry, MapTree, ScalarTree, Tree } from '../inventory/tree.ts';

/** An entry with the comments that stand above it, without `#`. */
export interface NotedEntry extends Entry {
  readonly comments?: readonly string[];
}

export function scalar(value: string | number | boolean, at: Place): ScalarTree {
  return { kind: 'scalar', value, text: String(value), plain: typeof value !== 'string', at };
}

export function entry(key: string, value: Tree, comments: readonly string[] = []): NotedEntry {
  const made = { key, keyAt: value.at, keyPlain: true, value };
  return comments.length === 0 ? made : { ...made, comments };
}

export function map(entries: readonly NotedEntry[], at: Place): MapTree {
  return { kind: 'map', entries, at };
}
