import type { Inventory } from '../inventory/model.ts';
import { emittedPath, type PlannedFile } from './plan.ts';
import { KICKER, viewKicker, type KickerView } from './view-kicker.ts';

/**
 * The files of the kicker module for an inventory; none where it is not emitted.
 * @param skeleton anything that has the paths of the skeleton for its keys
 */
export function planKicker(
  inventory: Inventory,
  skeleton: { keys(): Iterable<string> },
): readonly PlannedFile<KickerView>[] {
  if (inventory.kicker.module !== 'emit') return [];
  const view = viewKicker(inventory);
  return [...skeleton.keys()].map((template) => ({ path: emittedPath(template, KICKER), template, view }));
}
