import type { Inventory, VirtualIp } from '../inventory/model.ts';
import { familyOf, type Cidr } from './addresses.ts';
import { liveServices, needsDirectorOnLink, networkOf, unique, type Inhabitant } from './lab-hosts.ts';

/** One broadcast domain of the lab, before it has a bridge. */
export interface Link {
  readonly name: string;
  readonly networks: readonly Cidr[];
}

/** Which link everything is on. */
export interface Links {
  readonly links: readonly Link[];
  /** Where a host has its first interface. */
  readonly ofHost: (host: Inhabitant) => Link;
  /** Where an interface of a director is that was made for a virtual IP. */
  readonly ofVirtualIp: (virtualIp: VirtualIp, director: Inhabitant) => Link;
}

/** Where addresses are that no network holds. */
const NOWHERE = 'no network';

/**
 * Places hosts on links: every network of the inventory on which there is an interface is one. Two networks are one link where a
 * host has an address in each on its one interface, as with IPv4 beside IPv6. What no network holds is beside the first
 * director, if it has to be on the director's link (`gate`, `masq`) or if there are no networks at all; else on a link of
 * its own.
 */
export function placeOnLinks(inventory: Inventory, hosts: readonly Inhabitant[]): Links {
  const groups = groupNetworks(inventory, hosts);
  const [director] = hosts;
  const home = (host: Inhabitant): string => {
    const [network] = host.addresses.flatMap((address) => networkOf(inventory, address) ?? []);
    return network ?? NOWHERE;
  };
  const keyOfHost = (host: Inhabitant): string => {
    const own = home(host);
    const beside =
      own === NOWHERE && director !== undefined && (needsDirectorOnLink(host) || host.kind === 'fallback');
    return groups(beside ? home(director) : own);
  };
  const keyOfVirtualIp = ({ address }: VirtualIp, host: Inhabitant): string => {
    const network = networkOf(inventory, address.text);
    return network === undefined ? keyOfHost(host) : groups(network);
  };
  const keys = unique([
    ...hosts.map(keyOfHost),
    ...hosts.flatMap((host) =>
      extraVirtualIps(inventory, host).map((virtualIp) => keyOfVirtualIp(virtualIp, host)),
    ),
  ]);
  const links = linksOf(inventory, groups, keys);
  const linkOf = (key: string): Link => links.get(key) ?? { name: key, networks: [] };
  return {
    links: [...links.values()],
    ofHost: (host) => linkOf(keyOfHost(host)),
    ofVirtualIp: (virtualIp, host) => linkOf(keyOfVirtualIp(virtualIp, host)),
  };
}

/** Virtual IPs in use that a director binds elsewhere than on its first interface. The loopback interface is always there. */
export function extraVirtualIps(inventory: Inventory, { kind }: Inhabitant): VirtualIp[] {
  if (kind !== 'director') return [];
  const used = new Set(liveServices(inventory).map(({ virtualIp }) => virtualIp.name));
  const { interface: first } = inventory.directors;
  return inventory.virtualIps.filter(
    (virtualIp) => used.has(virtualIp.name) && virtualIp.interface !== first && virtualIp.interface !== 'lo',
  );
}

/** The networks that a host joins are one: each is known by the first of them in the inventory. */
function groupNetworks(inventory: Inventory, hosts: readonly Inhabitant[]): (key: string) => string {
  const order = [...inventory.networks.map(({ cidr }) => cidr), NOWHERE];
  const leaders = new Map(order.map((key) => [key, key]));
  const leaderOf = (key: string): string => {
    const leader = leaders.get(key) ?? key;
    return leader === key ? key : leaderOf(leader);
  };
  for (const { addresses } of hosts) {
    const joined = addresses.flatMap((address) => networkOf(inventory, address) ?? []).map(leaderOf);
    const [first = NOWHERE] = order.filter((key) => joined.includes(key));
    for (const key of joined) if (key !== first) leaders.set(key, first);
  }
  return leaderOf;
}

function linksOf(
  inventory: Inventory,
  groups: (key: string) => string,
  keys: readonly string[],
): Map<string, Link> {
  const order = [...inventory.networks.map(({ cidr }) => cidr), NOWHERE].filter((key) => keys.includes(key));
  return new Map(
    order.map((key) => {
      const members = inventory.networks.filter(({ cidr }) => groups(cidr) === key);
      const outside = order.length === 1 ? 'the only segment' : 'addresses in no network';
      const name = members.map((network) => network.name).join(' and ') || outside;
      return [key, { name, networks: members.map(({ cidr }) => cidr) }];
    }),
  );
}

/** The networks of a link in one family. */
export function networksOf({ networks }: Link, family: 4 | 6): Cidr[] {
  return networks.filter((cidr) => familyOf(cidr) === family);
}
