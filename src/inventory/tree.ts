import type { Place } from '../diagnostics/finding.ts';

/** A YAML document as the decoder reads it: aliases and merge keys resolved, every part with its place. */
export type Tree = MapTree | ListTree | ScalarTree;

export interface MapTree {
  readonly kind: 'map';
  readonly entries: readonly Entry[];
  readonly at: Place;
}

export interface Entry {
  readonly key: string;
  readonly keyAt: Place;
  /** Whether the key stands without quotes. */
  readonly keyPlain: boolean;
  readonly value: Tree;
}

export interface ListTree {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly at: Place;
}

export interface ScalarTree {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** The text as written, without quotes. */
  readonly text: string;
  /** Whether it stands without quotes, so that its type follows from its look. */
  readonly plain: boolean;
  readonly at: Place;
}

/** The entry of a key, or undefined. */
export function entryOf(map: MapTree, key: string): Entry | undefined {
  return map.entries.find((entry) => entry.key === key);
}
