import type { Inventory } from '../inventory/model.ts';
import type { LabPlan } from './model.ts';
import { boundByOthers, planLab } from './plan-lab.ts';
import type { Sample } from './sample.ts';
import { unionOf } from './union.ts';

/** The lab of a change: it has the hosts, addresses and stand-ins of both states, and what one of them lacks is left out in both. */
export function planChange(before: Sample, after: Sample): LabPlan {
  return planLab(unionOf(before.inventory, after.inventory), reducedIn(before, after), {
    before: before.inventory,
    after: after.inventory,
  });
}

/** The lab of a change as the module, and whoever binds virtual IPs beside it, know it in one of its states. */
export function planOfState(whole: LabPlan, inventory: Inventory): LabPlan {
  return { ...whole, inventory, boundByOthers: boundByOthers(inventory, whole.hosts) };
}

/** What was left out of either state; what holds for both is said once. */
function reducedIn(before: Sample, after: Sample): string[] {
  const only = (one: Sample, other: Sample, when: string): string[] =>
    one.reduced
      .filter((sentence) => !other.reduced.includes(sentence))
      .map((sentence) => `${sentence} ${when} the change`);
  const both = after.reduced.filter((sentence) => before.reduced.includes(sentence));
  return [...both, ...only(before, after, 'before'), ...only(after, before, 'after')];
}
