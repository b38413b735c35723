import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareInventories } from '../../src/diff/compare.ts';
import type { FilePair, Review } from '../../src/diff/model.ts';
import type { Inventory } from '../../src/inventory/model.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';

/** A passage and what comes in its place. */
export type Edit = readonly [find: string, replace: string];

/** The inventory of a fixture as text. */
export function fixtureText(name: string): string {
  return readFileSync(join(import.meta.dirname, '../../fixtures', name, 'lvs.yaml'), 'utf8');
}

/** Replaces passages; one that is not there is an error, since nothing would be edited. */
export function edited(text: string, edits: readonly Edit[]): string {
  return edits.reduce((current, [find, replace]) => {
    if (!current.includes(find)) throw new Error(`there is no "${find}" to edit`);
    return current.replace(find, () => replace);
  }, text);
}

/** The inventory of a text, which has to be one. */
export function decoded(text: string): Inventory {
  const { value, findings } = parseInventory({ path: 'lvs.yaml', text });
  if (value === undefined) throw new Error(findings.map(({ message }) => message).join('; '));
  return value;
}

export const names = { before: 'main:lvs.yaml', after: 'lvs.yaml' };

/** The review of two texts. */
export function reviewOf(before: string, after: string, files?: readonly FilePair[]): Review {
  return compareInventories(
    decoded(before),
    decoded(after),
    files === undefined ? { names } : { names, files },
  );
}
