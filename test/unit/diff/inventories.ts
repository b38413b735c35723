import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { applyEdits } from '../../../src/diff/apply-edits.ts';
import { compareInventories } from '../../../src/diff/compare.ts';
import type { Review } from '../../../src/diff/model.ts';
import { inventoryTree } from '../../../src/diff/tree.ts';
import type { Inventory } from '../../../src/inventory/model.ts';
import { parseInventory } from '../../../src/inventory/parse-inventory.ts';
import type { PlainMap } from '../../../src/inventory/plain.ts';

/** The inventory that a text means; rules are not looked at. */
export function inventoryOf(text: string, path = 'lvs.yaml'): Inventory {
  const { value, findings } = parseInventory({ path, text });
  if (value === undefined) throw new Error(findings.map(({ message }) => message).join('\n'));
  return value;
}

/** The text of the inventory of a fixture. */
export function fixtureText(name: string): string {
  return readFileSync(new URL(`../../../fixtures/${name}/lvs.yaml`, import.meta.url), 'utf8');
}

/** What a text says with some parts replaced, each of which has to be there. */
export function edited(
  text: string,
  ...replacements: readonly (readonly [string | RegExp, string])[]
): string {
  return replacements.reduce((result, [part, by]) => {
    const changed = result.replace(part, by);
    if (changed === result) throw new Error(`there is no ${part}`);
    return changed;
  }, text);
}

/** The review of two texts, whose edits make the new inventory of the old one. */
export function reviewOf(before: string, after: string, confirmedRoles: readonly string[] = []): Review {
  const review = compareInventories(inventoryOf(before), inventoryOf(after), {
    names: { before: 'old', after: 'new' },
    confirmedRoles,
  });
  expect(madeOf(review)).toEqual(inventoryTree(review.after));
  return review;
}

/** What the edits of all changes make of the old inventory. */
export function madeOf({ before, changes }: Review): PlainMap {
  return applyEdits(
    inventoryTree(before),
    changes.flatMap(({ edits }) => edits),
  );
}
