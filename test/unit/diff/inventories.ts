import { readFileSync } from 'node:fs';
import { compareInventories } from '../../../src/diff/compare.ts';
import type { Review } from '../../../src/diff/model.ts';
import type { Inventory } from '../../../src/inventory/model.ts';
import { parseInventory } from '../../../src/inventory/parse-inventory.ts';

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

/** The review of two texts. */
export function reviewOf(before: string, after: string, confirmedRoles: readonly string[] = []): Review {
  return compareInventories(inventoryOf(before), inventoryOf(after), {
    names: { before: 'old', after: 'new' },
    confirmedRoles,
  });
}
