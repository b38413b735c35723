import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Golden } from './goldens.ts';

interface InventoryShape {
  readonly directors?: { readonly interface?: string };
  readonly virtual_ips?: Record<string, { readonly interface?: string } | string>;
  readonly roles?: Record<
    string,
    { readonly services?: Record<string, ServiceShape>; readonly servers?: ServersShape }
  >;
}

type ServersShape = string | Record<string, string | number | boolean | { readonly address: string }>;

type ServiceShape = Partial<Record<'passwd' | 'secret', { readonly hiera: string }>>;

/** The names of the roles, read without the code under test. */
export function rolesOf(golden: Golden): string[] {
  return Object.keys(read(golden).roles ?? {});
}

/** The addresses of the servers of a golden's roles by host name; those of discovered roles are not in the inventory. */
export function serversOf(golden: Golden): Record<string, Record<string, string>> {
  const roles = Object.entries(read(golden).roles ?? {});
  return Object.fromEntries(roles.map(([name, { servers = {} }]) => [name, addressesIn(servers)]));
}

function addressesIn(servers: ServersShape): Record<string, string> {
  if (typeof servers === 'string' || 'discover' in servers) return {};
  const addresses = Object.entries(servers).flatMap(([host, server]): [string, string][] => {
    const address = typeof server === 'object' ? server.address : server;
    return typeof address === 'string' ? [[host, address]] : [];
  });
  return Object.fromEntries(addresses);
}

/** The network interfaces that a director of this inventory must have. */
export function interfacesOf(golden: Golden): string[] {
  const { directors, virtual_ips: virtualIps = {} } = read(golden);
  const own = Object.values(virtualIps).map((entry) =>
    typeof entry === 'string' ? undefined : entry.interface,
  );
  const names = [directors?.interface, ...own].filter((name) => name !== undefined);
  return [...new Set(names)];
}

/** The keys of Hiera that hold the secrets of the services, in the order in which ldirectord.cf has them. */
export function secretKeysOf(golden: Golden): string[] {
  const services = Object.values(read(golden).roles ?? {}).flatMap((role) =>
    Object.values(role.services ?? {}),
  );
  return services.flatMap(({ passwd, secret }) => [passwd, secret].flatMap((given) => given?.hiera ?? []));
}

function read(golden: Golden): InventoryShape {
  return parse(readFileSync(golden.inventory, 'utf8')) as InventoryShape;
}
