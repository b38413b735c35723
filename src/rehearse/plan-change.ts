import type { Inventory } from '../inventory/model.ts';
import { inhabitants } from './lab-hosts.ts';
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

/**
 * The lab of a change as it is before: a host has not got the roles yet that the change gives it, and may be another kind of host.
 * Afterwards one has those of both states: nobody takes a fact from a machine because an inventory changes.
 */
export function planBefore(whole: LabPlan, inventory: Inventory): LabPlan {
  const known = new Map(inhabitants(inventory).map((host) => [host.hostname, host]));
  const hosts = whole.hosts.map((host) => {
    const before = known.get(host.hostname);
    if (before === undefined || host.kind === 'client') return host;
    const roles = host.roles.filter((role) => before.roles.includes(role));
    return { ...host, kind: before.kind, roles };
  });
  return planOfState({ ...whole, hosts }, inventory);
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
