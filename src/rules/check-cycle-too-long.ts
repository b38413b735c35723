import { quoted } from '../diagnostics/escape.ts';
import type { Finding, Place } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory, RealServer, Role, VirtualService } from '../inventory/model.ts';
import { checkTypeOf, exchangeWith, negotiatedService, withoutSlash } from '../inventory/health-check.ts';
import { CHECK_DEFAULTS, deadCheckSeconds, numberOf } from '../inventory/check-times.ts';
import { isInFile } from '../inventory/life-cycle.ts';
import { realPortOf } from '../inventory/endpoints.ts';
import { liveServices, type RoleService } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'check-cycle-too-long';

/** How many intervals a whole round of checks may take. */
const MAX_INTERVALS = 3;

/**
 * A whole round of health checks, with every server dead, stays within three intervals. ldirectord runs one
 * check after another and then sleeps for the interval; checks that are alike run once for all services. With
 * `fork` each service has a process with a round of its own, where nothing is left out.
 */
export const checkCycleTooLong: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  if (inventory.ldirectord.get('fork')?.value !== true) return checkWhole(inventory);
  return liveServices(inventory).flatMap((entry) => checkService(inventory, entry));
}

function checkWhole(inventory: Inventory): Finding[] {
  const at = inventory.ldirectord.get('checkinterval')?.at ?? inventory.directors.at;
  return judge(inventory, at, globalInterval(inventory), checkCosts(inventory), 'health checks');
}

function checkService(inventory: Inventory, { role, service }: RoleService): Finding[] {
  const cost = isInFile(service) ? deadCheckSeconds(inventory, service) : 0;
  if (cost === 0) return [];
  const own = service.directives.get('checkinterval');
  const interval = numberOf(own?.value) ?? globalInterval(inventory);
  const servers = role.servers.filter(isInFile).length + undiscovered(role);
  const costs = Array.from({ length: servers }, () => cost);
  return judge(inventory, service.at, interval, costs, `health checks of service ${quoted(service.name)}`);
}

function globalInterval({ ldirectord }: Inventory): number {
  return numberOf(ldirectord.get('checkinterval')?.value) ?? CHECK_DEFAULTS.checkinterval;
}

function judge(
  inventory: Inventory,
  at: Place,
  interval: number,
  costs: readonly number[],
  what: string,
): Finding[] {
  const total = costs.reduce((sum, cost) => sum + cost, 0) + interval;
  if (total <= MAX_INTERVALS * interval) return [];
  const checks = `${costs.length} ${costs.length === 1 ? 'check' : 'checks'}`;
  const message = `with every server dead one round of ${what} (${checks}) takes ${total} s, more than ${MAX_INTERVALS} intervals of ${interval} s`;
  const least = Math.ceil((total - interval) / (MAX_INTERVALS - 1));
  return [finding(code, at, message, `${advice(inventory)}, or raise checkinterval to ${least}`)];
}

/** Without any time-out a check that negotiates waits for 30 seconds, which few people know. */
function advice({ ldirectord }: Inventory): string {
  const set = ldirectord.has('checktimeout') || ldirectord.has('negotiatetimeout');
  return set ? 'lower the time-outs' : 'set checktimeout under ldirectord';
}

/** The seconds that each different check can take; servers still to be discovered count with their minimum. */
function checkCosts(inventory: Inventory): number[] {
  const costs = new Map<string, number>();
  for (const entry of liveServices(inventory)) {
    const { role, service } = entry;
    const cost = isInFile(service) ? deadCheckSeconds(inventory, service) : 0;
    if (cost === 0) continue;
    for (const server of role.servers.filter(isInFile)) {
      const key = checkKey(entry, server);
      if (!costs.has(key)) costs.set(key, cost);
    }
    for (let index = 0; index < undiscovered(role); index += 1) {
      costs.set(JSON.stringify([service.name, index]), cost);
    }
  }
  return [...costs.values()];
}

/** How many servers a role must still get: some of a discovered one may be known from elsewhere. */
function undiscovered({ discover, minServers = 0, servers }: Role): number {
  return discover ? Math.max(0, minServers - servers.filter(isInFile).length) : 0;
}

/** What ldirectord compares to find checks that are alike. */
function checkKey({ service }: RoleService, server: RealServer): string {
  const { directives } = service;
  const weight =
    service.state === 'draining' || server.state === 'draining' ? 0 : (server.weight?.value ?? 1);
  const { request, receive } = exchangeWith(service, server);
  const parts = [
    checkTypeOf(service),
    whatRuns(service),
    service.fwmark === undefined ? service.protocol.value : 'fwm',
    server.address.text,
    realPortOf(service, server),
    service.forwarding.value,
    weight,
    directives.get('virtualhost')?.value,
    directives.get('checkport')?.value,
    withoutSlash(request),
    receive?.value,
  ];
  return JSON.stringify(parts.map((part) => part ?? ''));
}

/** What a check negotiates or runs. */
function whatRuns(service: VirtualService): string {
  const isExternal = ['external', 'external-perl'].includes(String(checkTypeOf(service)));
  const command = isExternal ? service.directives.get('checkcommand')?.value : undefined;
  return negotiatedService(service) ?? String(command ?? '');
}
