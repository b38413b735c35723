import type { Inventory, VirtualService } from '../inventory/model.ts';
import { isInFile } from '../inventory/life-cycle.ts';

/** ldirectord's own defaults, in seconds: man page and source of 4.12. */
const CHECK_INTERVAL = 10;
const CHECK_TIMEOUT = 5;
const NEGOTIATE_TIMEOUT = 30;

/**
 * How long the daemon takes at most to take a server that stopped answering out of the table, in seconds: `failurecount`
 * rounds of checks, each of an interval and, without `fork`, of the time-outs of all servers that do not answer. Here
 * one host at a time is dead, so in a round each service has one of them.
 */
export function healthCheckSeconds(inventory: Inventory): number {
  const services = inventory.roles.flatMap((role) => role.services.filter(isInFile));
  const interval = Math.max(
    intervalOf(inventory),
    ...services.map((one) => numberOf(one, 'checkinterval') ?? 0),
  );
  const timeouts = services.map((service) => timeoutOf(inventory, service));
  const failures = Math.max(
    1,
    globalOf(inventory, 'failurecount') ?? 1,
    ...services.map((one) => numberOf(one, 'failurecount') ?? 1),
  );
  const forks = inventory.ldirectord.get('fork')?.value === true;
  const round =
    interval + (forks ? Math.max(0, ...timeouts) : timeouts.reduce((sum, seconds) => sum + seconds, 0));
  return round * (failures + 1);
}

function intervalOf(inventory: Inventory): number {
  return globalOf(inventory, 'checkinterval') ?? CHECK_INTERVAL;
}

/** Which time-out counts for a check of a service: its own, the global one, the default. */
function timeoutOf(inventory: Inventory, service: VirtualService): number {
  const negotiates = service.directives.get('checktype')?.value === 'negotiate';
  const [first, second] = negotiates
    ? (['negotiatetimeout', 'checktimeout'] as const)
    : (['checktimeout', 'negotiatetimeout'] as const);
  return (
    numberOf(service, first) ??
    numberOf(service, second) ??
    globalOf(inventory, first) ??
    globalOf(inventory, second) ??
    (negotiates ? NEGOTIATE_TIMEOUT : CHECK_TIMEOUT)
  );
}

function numberOf(service: VirtualService, name: string): number | undefined {
  const value = service.directives.get(name)?.value;
  return typeof value === 'number' ? value : undefined;
}

function globalOf(inventory: Inventory, name: string): number | undefined {
  const value = inventory.ldirectord.get(name)?.value;
  return typeof value === 'number' ? value : undefined;
}
