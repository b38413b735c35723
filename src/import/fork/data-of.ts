import type { Place } from '../../diagnostics/finding.ts';
import type { Value } from './manifest.ts';
import { NOT_KNOWN, type Data, type Hash } from './ruby-expressions.ts';

/** Where the keys of hashes stand that were made of what manifests say. */
export type Origins = Map<Hash, ReadonlyMap<string, Place>>;

/** A value, without variables, as a template has it. What is more than data is not known. */
export function dataOf(value: Value, origins: Origins): Data {
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'boolean':
      return value.value;
    case 'undef':
      return undefined;
    case 'array':
      return value.items.map((item) => dataOf(item, origins));
    case 'hash': {
      const hash = new Map<string, Data>();
      const places = new Map<string, Place>();
      for (const { key, value: one } of value.entries) {
        if (key.kind !== 'string') continue;
        hash.set(key.value, dataOf(one, origins));
        places.set(key.value, key.at);
      }
      origins.set(hash, places);
      return hash;
    }
    default:
      return NOT_KNOWN;
  }
}
