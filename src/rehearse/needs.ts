import type { Inventory } from '../inventory/model.ts';
import { morePackages } from '../module/packages.ts';
import { liveServices, unique } from './lab-hosts.ts';
import { schedulerOf } from '../inventory/service-settings.ts';

/** What a lab must have before the module runs in it, where nothing can be installed and nobody may load what is missing. */
export interface Needs {
  /** Packages that the module installs on a director besides ldirectord and ipvsadm. */
  readonly packages: readonly string[];
  /** The schedulers, each a module of the kernel: `wrr` is what ldirectord asks for where the inventory names none. */
  readonly schedulers: readonly string[];
  /** Whether packets must be marked, which not every kernel can. */
  readonly marks: boolean;
}

export function needsOf(inventory: Inventory): Needs {
  const services = liveServices(inventory);
  return {
    packages: morePackages(services),
    schedulers: unique(services.map(schedulerOf)).toSorted(),
    marks: services.some(({ fwmark }) => fwmark !== undefined),
  };
}
