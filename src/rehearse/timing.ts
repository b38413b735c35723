import type { Inventory, VirtualService } from '../inventory/model.ts';
import { CHECK_DEFAULTS, deadCheckSeconds, numberOf } from '../inventory/check-times.ts';
import { checkServiceOf, checkTypeOf } from '../inventory/health-check.ts';
import { isInFile } from '../inventory/life-cycle.ts';
import { servicesInFile } from './lab-hosts.ts';
import type { LabPlan } from './model.ts';

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

/** Hosts that are lost, and how: programs that have ended refuse at once, of a host without power nothing is heard. */
export interface Lost {
  readonly hostnames: readonly string[];
  readonly how: 'programs ended' | 'power lost';
  /** The services that are looked at. */
  readonly services: readonly VirtualService[];
}

/** How long something may take, in seconds. */
export interface Limit {
  /** What the daemon promises on a machine that has nothing else to do. */
  readonly promised: number;
  /** What a slow lab gets besides. */
  readonly slack: number;
}

/** A lab whose processor is busy with something else. */
const BUSY = 5;
/** A check that is answered takes a moment, too: in user-mode Linux every system call is dear. */
const ANSWERED_CHECK = 0.2;

/**
 * How long the daemon takes at most to take lost servers out of the pools of services (ldirectord 4.12, `_ld_main_check_all`,
 * `run_child`, `_service_down`): as many rounds as the service counts failures. Without `fork` a round asks all servers of all
 * services one after the other and then sleeps for the global interval; with it each service has a round of its own.
 */
export function leaveLimit(plan: LabPlan, lost: Lost): Limit {
  return limitOf(plan, lost, (service) => settingOf(plan.inventory, service, 'failurecount') ?? 1);
}

/** How long the daemon takes at most to take them in again: one round, which may have begun while they were lost. */
export function returnLimit(plan: LabPlan, lost: Lost): Limit {
  return limitOf(plan, lost, () => 1);
}

function limitOf(plan: LabPlan, lost: Lost, roundsOf: (service: VirtualService) => number): Limit {
  const { inventory } = plan;
  const forks = inventory.ldirectord.get('fork')?.value === true;
  const together = forks ? undefined : servicesInFile(inventory);
  const limits = lost.services.map((service): Limit => {
    const round = (together ?? [service]).map((one) => checksOf(plan, lost, one));
    const waited = round.reduce((sum, { seconds }) => sum + seconds, 0);
    const answered = round.reduce((sum, { count }) => sum + count, 0) * ANSWERED_CHECK;
    const rounds = roundsOf(service);
    const interval =
      (forks ? valueIn(service.directives, 'checkinterval') : undefined) ??
      valueIn(inventory.ldirectord, 'checkinterval') ??
      CHECK_DEFAULTS.checkinterval;
    return { promised: rounds * (interval + waited), slack: BUSY + rounds * answered };
  });
  return {
    promised: Math.max(0, ...limits.map(({ promised }) => promised)),
    slack: Math.ceil(Math.max(BUSY, ...limits.map(({ slack }) => slack))),
  };
}

/** How many servers of a service are checked in a round, and what those cost that do not answer. */
function checksOf(
  { inventory, notRehearsed }: LabPlan,
  { hostnames, how }: Lost,
  service: VirtualService,
): { readonly count: number; readonly seconds: number } {
  const lost = new Set(hostnames);
  const servers = inventory.roles.find(({ name }) => name === service.role)?.servers.filter(isInFile) ?? [];
  const dead = deadCheckSeconds(inventory, service);
  // Nobody in the lab speaks as these checks want it: each of them waits to its end.
  const unanswered = notRehearsed.some(({ service: name }) => name === service.name);
  const waits = how === 'power lost' || waitsForDeadPort(service);
  const costs = servers.map(({ hostname }) => (unanswered || (waits && lost.has(hostname)) ? dead : 0));
  return { count: servers.length, seconds: costs.reduce((sum, seconds) => sum + seconds, 0) };
}

/** Whether a check waits although the port refuses: by UDP nobody hears of that, and of external programs nothing is known. */
function waitsForDeadPort(service: VirtualService): boolean {
  const type = String(checkTypeOf(service));
  if (type.startsWith('external')) return true;
  return (
    /^(?:dns|radius|sip)$/.test(checkServiceOf(service)) && !['connect', 'ping', 'on', 'off'].includes(type)
  );
}

function settingOf(
  { ldirectord }: Inventory,
  { directives }: VirtualService,
  name: string,
): number | undefined {
  return valueIn(directives, name) ?? valueIn(ldirectord, name);
}

function valueIn(directives: VirtualService['directives'], name: string): number | undefined {
  return numberOf(directives.get(name)?.value);
}
