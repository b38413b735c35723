import type { Finding, Place } from '../diagnostics/finding.ts';
import type { Entry, Tree } from '../inventory/tree.ts';
import type { HieraFile } from './read-hiera.ts';

/**
 * What only Puppet can resolve in the values that are in force: what stands under another value does not matter.
 * @param entries the keys in force, of all files together
 */
export function openInForce(files: readonly HieraFile[], entries: readonly Entry[]): Finding[] {
  const places = new Set(entries.flatMap(placesOf).map(placeKey));
  return files.flatMap(({ open }) => open.filter(({ at }) => places.has(placeKey(at))));
}

function placesOf({ keyAt, value }: Entry): Place[] {
  return [keyAt, ...placesIn(value)];
}

function placesIn(tree: Tree): Place[] {
  if (tree.kind === 'map') return tree.entries.flatMap(placesOf);
  return tree.kind === 'list' ? tree.items.flatMap(placesIn) : [tree.at];
}

function placeKey({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

/** Of a value that nobody knows here, nothing more is said. */
export function withoutConsequences(findings: readonly Finding[]): Finding[] {
  const open = findings.filter(({ code }) => code === 'hiera-not-followed');
  const places = new Set(open.map(({ at }) => placeKey(at)));
  return [...open, ...findings.filter((item) => !open.includes(item) && !places.has(placeKey(item.at)))];
}
