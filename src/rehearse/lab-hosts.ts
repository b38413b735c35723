import { isInFile, isLive } from '../inventory/life-cycle.ts';
import type { Inventory, RealServer, VirtualService } from '../inventory/model.ts';
import { addressAfter, addressOf, familyOf, freeAfter, holds, overlap, type Cidr } from './addresses.ts';
import { fallbackOf } from './fallbacks.ts';
import type { HostKind } from './model.ts';

/** A host of the lab before anybody knows where it stands. */
export interface Inhabitant {
  readonly hostname: string;
  readonly kind: HostKind;
  readonly roles: readonly string[];
  /** At most one of each family. */
  readonly addresses: readonly string[];
  /** What it serves, each with the address under which directors know it there. */
  readonly serves: readonly { readonly service: VirtualService; readonly address: string }[];
}

/** A director where the inventory names none: the module works on any node that includes it. */
const NAMELESS_DIRECTOR = 'director';

/**
 * The hosts of the inventory: directors, then live real servers with all of their roles, each once; then fallbacks that are
 * given as an address which is nobody's. A fallback by name has an address that no inventory tells.
 */
export function inhabitants(inventory: Inventory): Inhabitant[] {
  const named = inventory.directors.hosts.map(({ hostname, address }) => ({
    hostname,
    addresses: [address.text],
  }));
  const directors = named.length > 0 ? named : [{ hostname: NAMELESS_DIRECTOR, addresses: [] }];
  const directorKeys = new Set(directors.map(({ hostname }) => hostname));
  const serving = servingHosts(inventory);
  const hosts = [
    ...directors.map(({ hostname, addresses }): Inhabitant => {
      const other = serving.get(hostname);
      return {
        hostname,
        kind: 'director',
        roles: unique([inventory.directors.role, ...(other?.roles ?? [])]),
        addresses: oneOfEachFamily([...addresses, ...(other?.addresses ?? [])]),
        serves: other?.serves ?? [],
      };
    }),
    ...[...serving].filter(([key]) => !directorKeys.has(key)).map(([, host]) => host),
  ];
  return [...hosts, ...foreignFallbacks(inventory, hosts)];
}

function servingHosts({ roles }: Inventory): Map<string, Inhabitant> {
  const hosts = new Map<string, Inhabitant>();
  for (const { name, servers, services } of roles)
    for (const server of servers.filter(isLive)) {
      const { hostname } = server;
      const before = hosts.get(hostname);
      hosts.set(hostname, {
        hostname,
        kind: 'real server',
        roles: unique([...(before?.roles ?? []), name]),
        addresses: oneOfEachFamily([...(before?.addresses ?? []), server.address.text]),
        serves: [...(before?.serves ?? []), ...servicesOn(services, server)],
      });
    }
  return hosts;
}

function servicesOn(services: readonly VirtualService[], server: RealServer): Inhabitant['serves'] {
  return services.filter(isLive).map((service) => ({ service, address: server.address.text }));
}

/** The address of a fallback that is given as one. */
function fallbackAddress(inventory: Inventory, service: VirtualService): string | undefined {
  const fallback = fallbackOf(inventory, service);
  return fallback?.family === undefined ? undefined : fallback.host;
}

function foreignFallbacks(inventory: Inventory, hosts: readonly Inhabitant[]): Inhabitant[] {
  const known = new Set(hosts.flatMap(({ addresses }) => addresses));
  const foreign = servicesInFile(inventory)
    .flatMap((service) => fallbackAddress(inventory, service) ?? [])
    .filter((address) => !isLoopback(address) && !known.has(address));
  return unique(foreign).map((address) => ({
    hostname: address,
    kind: 'fallback',
    roles: [],
    addresses: [address],
    serves: [],
  }));
}

/** Whether an address means the node itself, which for a fallback is the director. */
export function isLoopback(address: string): boolean {
  return address === '::1' || holds('127.0.0.0/8', address);
}

/** Every service that is not retired, in the order of the file. */
export function liveServices({ roles }: Inventory): VirtualService[] {
  return roles.flatMap(({ services }) => services.filter(isLive));
}

/** Every service that directors have: none of a role without live servers. */
export function servicesInFile({ roles }: Inventory): VirtualService[] {
  return roles
    .filter(({ servers }) => servers.some(isLive))
    .flatMap(({ services }) => services.filter(isInFile));
}

function oneOfEachFamily(addresses: readonly string[]): string[] {
  return [4, 6].flatMap((family) => addresses.find((address) => familyOf(address) === family) ?? []);
}

export function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

/** Every address and every network that the inventory speaks of, also of what is retired. */
interface Taken {
  readonly addresses: ReadonlySet<string>;
  readonly networks: readonly Cidr[];
}

function takenBy(inventory: Inventory): Taken {
  const services = inventory.roles.flatMap(({ services: all }) => all);
  const addresses = [
    ...inventory.directors.hosts.map(({ address }) => address.text),
    ...inventory.roles.flatMap(({ servers }) => servers.map(({ address }) => address.text)),
    ...inventory.virtualIps.map(({ address }) => address.text),
    ...services.flatMap((service) => fallbackAddress(inventory, service) ?? []),
  ];
  return { addresses: new Set(addresses), networks: inventory.networks.map(({ cidr }) => cidr) };
}

/**
 * Gives every director an address of each family of its services. One that it lacks is free and lies in the network of the
 * real servers that it must have on its link (`gate`, `masq`), else in that of a virtual IP; where none is declared, behind the
 * address of such a server, else behind a virtual IP.
 */
export function withAddresses(inventory: Inventory, hosts: readonly Inhabitant[]): Inhabitant[] {
  const { addresses } = takenBy(inventory);
  const taken = new Set(addresses);
  const services = liveServices(inventory);
  const families = unique(services.map(({ virtualIp }) => virtualIp.address.family));
  return hosts.map((host) => {
    if (host.kind !== 'director') return host;
    const more = families
      .filter((family) => !host.addresses.some((address) => familyOf(address) === family))
      .flatMap((family) => {
        const address = freeAddress(inventory, hosts, services, family, taken);
        if (address !== undefined) taken.add(address);
        return address ?? [];
      });
    return { ...host, addresses: oneOfEachFamily([...host.addresses, ...more]) };
  });
}

function freeAddress(
  inventory: Inventory,
  hosts: readonly Inhabitant[],
  services: readonly VirtualService[],
  family: 4 | 6,
  taken: ReadonlySet<string>,
): string | undefined {
  const ofFamily = (address: string): boolean => familyOf(address) === family;
  const beside = hosts
    .filter(needsDirectorOnLink)
    .flatMap(({ addresses }) => addresses)
    .filter(ofFamily);
  const virtual = services.map(({ virtualIp }) => virtualIp.address.text).filter(ofFamily);
  const places = [...beside, ...virtual];
  const isTaken = (candidate: string): boolean => taken.has(candidate);
  for (const place of places) {
    const cidr = networkOf(inventory, place);
    const found = cidr && freeAfter(addressOf(cidr), isTaken, (address) => holds(cidr, address));
    if (found !== undefined) return found;
  }
  const [first] = places;
  return first === undefined ? undefined : freeAfter(first, isTaken, () => true);
}

/** Direct routing and address translation want the director on the link of the real server; a tunnel does not. */
export function needsDirectorOnLink({ kind, serves }: Inhabitant): boolean {
  return kind === 'real server' && serves.some(({ service }) => service.forwarding.value !== 'ipip');
}

/** The smallest network of the inventory that holds an address. */
export function networkOf({ networks }: Inventory, address: string): Cidr | undefined {
  const bits = (cidr: Cidr): number => Number(cidr.split('/')[1]);
  return networks
    .map(({ cidr }) => cidr)
    .filter((cidr) => holds(cidr, address))
    .sort((one, other) => bits(other) - bits(one))[0];
}

/** How many addresses the client has of each family: enough that a persistent service has new clients in every drill. */
const CLIENT_ADDRESSES = 128;

/** A part of a range for benchmarks, and the addresses of the client in it. */
export interface ClientNetwork {
  readonly cidr: Cidr;
  readonly addresses: readonly string[];
}

/**
 * Where the client lives, for each family of virtual IPs: a /24 of 198.18.0.0/15 (RFC 2544) and a /64 of 2001:2::/48 (RFC 5180),
 * the first ones of which the inventory uses no address.
 */
export function clientNetworks(inventory: Inventory): ClientNetwork[] {
  const taken = takenBy(inventory);
  const families = unique(liveServices(inventory).map(({ virtualIp }) => virtualIp.address.family));
  return (families.length > 0 ? families : [4 as const]).map((family) => {
    const cidrs = Array.from({ length: 512 }, (_, index) => clientCidr(family, index));
    const cidr = cidrs.find((candidate) => isFree(candidate, taken)) ?? clientCidr(family, 0);
    const addresses = Array.from(
      { length: CLIENT_ADDRESSES },
      (_, index) => addressAfter(addressOf(cidr), index + 1) ?? '',
    );
    return { cidr, addresses };
  });
}

function clientCidr(family: 4 | 6, index: number): Cidr {
  return family === 4
    ? `198.${18 + Math.floor(index / 256)}.${index % 256}.0/24`
    : `2001:2:0:${(index + 1).toString(16)}::/64`;
}

function isFree(cidr: Cidr, { addresses, networks }: Taken): boolean {
  return (
    !networks.some((network) => overlap(cidr, network)) &&
    ![...addresses].some((address) => holds(cidr, address))
  );
}
