import type { Inventory, VirtualService } from '../inventory/model.ts';
import { CHECK_DEFAULTS, deadCheckSeconds, numberOf } from '../inventory/check-times.ts';
import { servicesInFile } from './lab-hosts.ts';

/**
 * How long the daemon takes at most to take a server that stopped answering out of the table, in seconds: `failurecount`
 * rounds of checks, each of an interval and, without `fork`, of the time-outs of all servers that do not answer.
 * @param dead how many hosts are dead at a time: in a round each service has as many of them at most
 */
export function healthCheckSeconds(inventory: Inventory, dead = 1): number {
  const services = servicesInFile(inventory);
  const interval = Math.max(
    valueIn(inventory.ldirectord, 'checkinterval') ?? CHECK_DEFAULTS.checkinterval,
    ...services.map(({ directives }) => valueIn(directives, 'checkinterval') ?? 0),
  );
  const timeouts = services.map((service) => dead * deadCheckSeconds(inventory, service));
  const failures = Math.max(
    1,
    valueIn(inventory.ldirectord, 'failurecount') ?? 1,
    ...services.map(({ directives }) => valueIn(directives, 'failurecount') ?? 1),
  );
  const forks = inventory.ldirectord.get('fork')?.value === true;
  const round =
    interval + (forks ? Math.max(0, ...timeouts) : timeouts.reduce((sum, seconds) => sum + seconds, 0));
  return round * (failures + 1);
}

function valueIn(directives: VirtualService['directives'], name: string): number | undefined {
  return numberOf(directives.get(name)?.value);
}
