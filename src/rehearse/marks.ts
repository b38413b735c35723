import type { Inventory, VirtualService } from '../inventory/model.ts';
import { liveServices, servicesInFile, unique } from './lab-hosts.ts';
import type { LabPlan } from './model.ts';
import type { HieraValue } from './sample.ts';

/** What brings a kernel that can mark packets, for those who have none. */
export const MARKING_ENGINE = '--engine qemu (apt install qemu-system-x86 linux-image-amd64)';

const WHY = `has a firewall mark, which user-mode Linux cannot give to packets, but ${MARKING_ENGINE}`;

/** Whether nothing is left to rehearse where packets cannot be marked. */
export function onlyMarks(inventory: Inventory): boolean {
  const services = servicesInFile(inventory);
  return services.length > 0 && services.every(hasMark);
}

/**
 * The plan for a kernel that cannot mark packets: services with a mark are there, but nobody asks them.
 * @param states of a change: a service with a mark in one of them is left out in both
 */
export function leaveOutMarks(plan: LabPlan, states: readonly Inventory[] = [plan.inventory]): LabPlan {
  const left = new Set(plan.notRehearsed.map(({ service }) => service));
  const marked = states
    .flatMap(servicesInFile)
    .filter((service) => hasMark(service) && !left.has(service.name));
  return {
    ...plan,
    notRehearsed: [
      ...plan.notRehearsed,
      ...unique(marked.map(({ name }) => name)).map((service) => ({ service, why: WHY })),
    ],
  };
}

/** Data of Hiera that keeps the module from marking packets, where it would. */
export function withoutMarking(inventory: Inventory): Record<string, HieraValue> {
  return liveServices(inventory).some(hasMark) ? { [`${inventory.module.name}::mark_packets`]: false } : {};
}

function hasMark({ fwmark }: VirtualService): boolean {
  return fwmark !== undefined;
}
