import type {
  Host,
  Inventory,
  Network,
  RealServer,
  Role,
  VirtualIp,
  VirtualService,
} from '../inventory/model.ts';
import { isLive } from '../inventory/life-cycle.ts';
import { pairUp, type Likeness, type Pair, type Pairing } from './pair.ts';

/** A server, and the role in whose list it stands. */
export interface Member {
  readonly role: Role;
  readonly server: RealServer;
}

/** A service with its role. */
export interface Offer {
  readonly role: Role;
  readonly service: VirtualService;
}

/** What of two inventories is the same thing, by name or, where it was renamed or moved, by what it is. */
export interface Matches {
  readonly networks: Pairing<Network>;
  readonly directors: Pairing<Host>;
  readonly virtualIps: Pairing<VirtualIp>;
  readonly roles: Pairing<Role>;
  /** Servers of one role, and of two roles where they moved. */
  readonly servers: Pairing<Member>;
  readonly services: Pairing<Offer>;
  /** The new name of each virtual IP that stays, by its old one. */
  readonly virtualIpNames: ReadonlyMap<string, string>;
  /** The new name of each role that stays by its old one, and the other way round. */
  readonly roleNames: ReadonlyMap<string, string>;
  readonly oldRoleNames: ReadonlyMap<string, string>;
}

/** Recognises what stayed, was renamed or moved; deterministic, and the same from either side. */
export function matchInventories(before: Inventory, after: Inventory): Matches {
  const roles = pairUp(before.roles, after.roles, ({ name }) => name, {
    marks: roleMarks,
    // Half of what the two have together: a host that two roles share does not make them one.
    enough: (common, one, other) => 4 * common >= one + other,
    fits: haveServersInCommon,
  });
  const virtualIps = pairUp(before.virtualIps, after.virtualIps, ({ name }) => name, same(addressOf));
  return {
    networks: pairUp(
      before.networks,
      after.networks,
      ({ name }) => name,
      same(({ cidr }) => [cidr]),
    ),
    directors: pairUp(before.directors.hosts, after.directors.hosts, hostName, same(addressOf)),
    virtualIps,
    virtualIpNames: newNames(virtualIps),
    roles,
    servers: matchServers(before, after, roles),
    services: pairUp(offers(before), offers(after), ({ service }) => service.name, same(endpointMarks)),
    roleNames: newNames(roles),
    oldRoleNames: new Map(roles.pairs.map((pair) => [pair.after.name, pair.before.name])),
  };
}

function newNames({ pairs }: Pairing<{ readonly name: string }>): Map<string, string> {
  return new Map(pairs.map(({ before, after }) => [before.name, after.name]));
}

/** One common mark is enough where each has at most one. */
function same<T>(marks: (item: T) => readonly string[]): Likeness<T> {
  return { marks, enough: () => true };
}

function hostName({ hostname }: { readonly hostname: string }): string {
  return hostname;
}

function addressOf({ address }: Host | VirtualIp): string[] {
  return [address.text];
}

function roleMarks({ servers, services }: Role): string[] {
  return [
    ...servers.map(({ address }) => `server ${address.text}`),
    ...services.map(({ name }) => `service ${name}`),
    ...services.map((service) => `endpoint ${endpointOf(service)}`),
  ];
}

/** What the same services have on other servers is another role: the services have moved. Of no list nobody can say it. */
function haveServersInCommon(before: Role, after: Role): boolean {
  if (before.servers.length === 0 || after.servers.length === 0) return true;
  const known = new Set(before.servers.flatMap(({ hostname, address }) => [hostname, address.text]));
  return after.servers.some(({ hostname, address }) => known.has(hostname) || known.has(address.text));
}

/** A retired service has given its endpoint up, and another may have it. */
function endpointMarks({ service }: Offer): string[] {
  return isLive(service) ? [endpointOf(service)] : [];
}

function endpointOf({ virtualIp, ports, fwmark, protocol }: VirtualService): string {
  const numbers = ports.map(({ value }) => value).join(',');
  return fwmark === undefined
    ? `${virtualIp.address.text} ${numbers} ${protocol.value}`
    : `mark ${fwmark.value}`;
}

function offers({ roles }: Inventory): Offer[] {
  return roles.flatMap((role) => role.services.map((service) => ({ role, service })));
}

/** Servers stay in their role; of those that do not, a host that leaves one role and enters another has moved. */
function matchServers(before: Inventory, after: Inventory, roles: Pairing<Role>): Pairing<Member> {
  const stayed = roles.pairs.flatMap((pair) => matchWithin(pair));
  const kept = new Set(stayed.flatMap((pair) => [pair.before.server, pair.after.server]));
  const rest = (inventory: Inventory): Member[] =>
    inventory.roles.flatMap((role) =>
      role.servers.filter((server) => !kept.has(server)).map((server) => ({ role, server })),
    );
  const moved = pairUp(rest(before), rest(after), ({ role, server }) => `${role.name} ${server.hostname}`, {
    marks: ({ server }) => (isLive(server) ? [server.hostname] : []),
    enough: () => true,
  });
  return { ...moved, pairs: [...stayed, ...moved.pairs] };
}

function matchWithin({ before, after }: Pair<Role>): Pair<Member>[] {
  const { pairs } = pairUp(before.servers, after.servers, hostName, same(addressOf));
  return pairs.map((pair) => ({
    before: { role: before, server: pair.before },
    after: { role: after, server: pair.after },
  }));
}
