import type { Inventory } from '../inventory/model.ts';
import { earlyServices, type EarlyService } from '../inventory/without-setup.ts';
import { matchInventories, type Matches } from './match.ts';

/** What skips `setup`, with a role that was renamed taken for the same one: finding and change stand at the same thing then. */
export function earlyIn(
  before: Inventory,
  after: Inventory,
  { oldRoleNames }: Pick<Matches, 'oldRoleNames'> = matchInventories(before, after),
): EarlyService[] {
  return earlyServices(before, after, oldRoleNames);
}
