import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { DirectiveValue, Inventory, RealServer, VirtualService } from '../inventory/model.ts';
import { isInFile, liveServices, type RoleService } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'check-cycle-too-long';

/** What ldirectord takes where the file does not say. */
const DEFAULTS = { checkinterval: 10, checktimeout: 5, negotiatetimeout: 30, checkcount: 1 } as const;

/** The service that ldirectord infers from the virtual port; with none there is nothing to negotiate. */
const SERVICE_OF_PORT: ReadonlyMap<number, string> = new Map([
  ...([
    [21, 'ftp'],
    [25, 'smtp'],
    [53, 'dns'],
    [80, 'http'],
    [110, 'pop'],
    [119, 'nntp'],
    [143, 'imap'],
  ] as const),
  ...([
    [389, 'ldap'],
    [443, 'https'],
    [587, 'submission'],
    [636, 'ldaps'],
    [993, 'imaps'],
    [995, 'pops'],
  ] as const),
  ...([
    [1521, 'oracle'],
    [1812, 'radius'],
    [3128, 'http_proxy'],
    [3306, 'mysql'],
    [5060, 'sip'],
  ] as const),
  ...([[5432, 'pgsql']] as const),
]);

/** How many intervals a whole round of checks may take. */
const MAX_INTERVALS = 3;

/**
 * A whole round of health checks, with every server dead, stays within three intervals. ldirectord runs one
 * check after another and then sleeps for the interval; checks that are alike run once for all services.
 */
export const checkCycleTooLong: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const interval = numberOf(inventory.ldirectord.get('checkinterval')?.value) ?? DEFAULTS.checkinterval;
  const costs = checkCosts(inventory);
  const total = costs.reduce((sum, cost) => sum + cost, 0) + interval;
  if (total <= MAX_INTERVALS * interval) return [];
  const at = inventory.ldirectord.get('checkinterval')?.at ?? inventory.directors.at;
  const checks = `${costs.length} ${costs.length === 1 ? 'check' : 'checks'}`;
  const message = `with every server dead one round of health checks (${checks}) takes ${total} s, more than ${MAX_INTERVALS} intervals of ${interval} s`;
  const least = Math.ceil((total - interval) / (MAX_INTERVALS - 1));
  const hint = `${advice(inventory)}, or raise checkinterval to ${least}`;
  return [finding(code, at, message, hint)];
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
    const cost = isInFile(service) ? costOf(inventory, service) : 0;
    if (cost === 0) continue;
    for (const server of role.servers.filter(isInFile)) {
      const key = checkKey(entry, server);
      if (!costs.has(key)) costs.set(key, cost);
    }
    for (let index = 0; role.discover && index < (role.minServers ?? 0); index += 1) {
      costs.set(JSON.stringify([service.name, index]), cost);
    }
  }
  return [...costs.values()];
}

/** What ldirectord compares to find checks that are alike. */
function checkKey({ service }: RoleService, server: RealServer): string {
  const { directives } = service;
  const kind = checkTypeOf(service);
  const named = kind === 'negotiate' || typeof kind === 'number' ? checkServiceOf(service) : '';
  const weight =
    service.state === 'draining' || server.state === 'draining' ? 0 : (server.weight?.value ?? 1);
  const rest = ['virtualhost', 'checkport', 'request', 'receive'].map(
    (name) => directives.get(name)?.value ?? '',
  );
  return JSON.stringify([kind, named, server.address.text, service.port.value, weight, ...rest]);
}

/** The seconds that a check of a dead server takes. */
function costOf(inventory: Inventory, service: VirtualService): number {
  const kind = checkTypeOf(service);
  const connect = timeout(inventory, service, 'checktimeout', 'negotiatetimeout');
  switch (kind) {
    case 'on':
    case 'off':
      return 0;
    case 'connect':
      return connect;
    case 'ping':
      return connect * (setting(inventory, service, 'checkcount') ?? DEFAULTS.checkcount);
    case 'negotiate':
      return negotiateCost(inventory, service, connect);
    default:
      // A number: so many connects between two negotiates, and never both in one round.
      return Math.max(connect, negotiateCost(inventory, service, connect));
  }
}

function negotiateCost(inventory: Inventory, service: VirtualService, connect: number): number {
  switch (checkServiceOf(service)) {
    case 'none':
      return 0;
    case 'ldap':
    case 'ldaps':
    case 'radius':
      return connect;
    default:
      return timeout(inventory, service, 'negotiatetimeout', 'checktimeout');
  }
}

type Timeout = 'checktimeout' | 'negotiatetimeout';

/** The two time-outs stand in for each other, in a service before the global ones. */
function timeout(
  { ldirectord }: Inventory,
  { directives }: VirtualService,
  own: Timeout,
  other: Timeout,
): number {
  return (
    numberOf(directives.get(own)?.value) ??
    numberOf(directives.get(other)?.value) ??
    numberOf(ldirectord.get(own)?.value) ??
    numberOf(ldirectord.get(other)?.value) ??
    DEFAULTS[own]
  );
}

function setting(
  { ldirectord }: Inventory,
  { directives }: VirtualService,
  name: string,
): number | undefined {
  return numberOf(directives.get(name)?.value) ?? numberOf(ldirectord.get(name)?.value);
}

function checkTypeOf({ directives }: VirtualService): DirectiveValue {
  return directives.get('checktype')?.value ?? 'negotiate';
}

function checkServiceOf({ directives, port }: VirtualService): DirectiveValue {
  return directives.get('service')?.value ?? SERVICE_OF_PORT.get(port.value) ?? 'none';
}

function numberOf(value: DirectiveValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
