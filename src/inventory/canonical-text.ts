import type { Plain } from './plain.ts';

/** Plain data as one text: equal for equal data and for no other, in the order of the data. */
export function canonicalText(value: Plain): string {
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]) => `${JSON.stringify(key)}:${canonicalText(item)}`);
    return `{${entries.join(',')}}`;
  }
  if (Array.isArray(value)) return `[${value.map((item: Plain) => canonicalText(item)).join(',')}]`;
  return JSON.stringify(value);
}
