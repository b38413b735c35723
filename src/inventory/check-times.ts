import { checkServiceOf, checkTypeOf, isPlainUdp } from './health-check.ts';
import type { DirectiveValue, Inventory, VirtualService } from './model.ts';

/** What ldirectord takes where the file does not say: seconds, and a number of pings. */
export const CHECK_DEFAULTS = {
  checkinterval: 10,
  checktimeout: 5,
  negotiatetimeout: 30,
  checkcount: 1,
} as const;

type Settings = Pick<Inventory, 'ldirectord'>;

type Timeout = 'checktimeout' | 'negotiatetimeout';

const OTHER: Readonly<Record<Timeout, Timeout>> = {
  checktimeout: 'negotiatetimeout',
  negotiatetimeout: 'checktimeout',
};

/**
 * The seconds that a check of a service may take. The two time-outs stand in for each other, in a service before the global
 * ones (ldirectord 4.12, read_config).
 * @param own the one that counts for the kind of check
 */
export function checkTimeout(
  { ldirectord }: Settings,
  { directives }: Pick<VirtualService, 'directives'>,
  own: Timeout,
): number {
  const other = OTHER[own];
  return (
    numberOf(directives.get(own)?.value) ??
    numberOf(directives.get(other)?.value) ??
    numberOf(ldirectord.get(own)?.value) ??
    numberOf(ldirectord.get(other)?.value) ??
    CHECK_DEFAULTS[own]
  );
}

/** The seconds that a check of a server takes which does not answer, as ldirectord 4.12 has it (_check_real and what it calls). */
export function deadCheckSeconds(inventory: Settings, service: VirtualService): number {
  const kind = checkTypeOf(service);
  const connect = checkTimeout(inventory, service, 'checktimeout');
  switch (kind) {
    case 'on':
    case 'off':
      return 0;
    case 'external':
    case 'external-perl':
      return connect;
    case 'connect':
      // UDP knows no connections, so it is pinged; behind a firewall mark ldirectord connects by TCP.
      return isPlainUdp(service) ? connect * pings(inventory, service) : connect;
    case 'ping':
      return connect * pings(inventory, service);
    case 'negotiate':
      return negotiateCost(inventory, service, connect);
    default:
      // A number: so many connects between two negotiates, and never both in one round.
      return Math.max(connect, negotiateCost(inventory, service, connect));
  }
}

/** How often a ping is sent before a server counts as dead. */
function pings(inventory: Settings, service: VirtualService): number {
  return setting(inventory, service, 'checkcount') ?? CHECK_DEFAULTS.checkcount;
}

function negotiateCost(inventory: Settings, service: VirtualService, connect: number): number {
  switch (checkServiceOf(service)) {
    case 'none':
      return 0;
    case 'ldap':
    case 'ldaps':
    case 'radius':
      return connect;
    default:
      return checkTimeout(inventory, service, 'negotiatetimeout');
  }
}

function setting({ ldirectord }: Settings, { directives }: VirtualService, name: string): number | undefined {
  return numberOf(directives.get(name)?.value) ?? numberOf(ldirectord.get(name)?.value);
}

/** A directive's value where it is a number. */
export function numberOf(value: DirectiveValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
