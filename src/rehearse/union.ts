import { isLive } from '../inventory/life-cycle.ts';
import type { Host, Inventory, RealServer, Role, VirtualIp, VirtualService } from '../inventory/model.ts';

/**
 * One inventory with all that either state has: it says which hosts, addresses and stand-ins the lab of a change needs. Where a
 * name means something else before and after, both are there, the older one as `NAME (before)`.
 */
export function unionOf(before: Inventory, after: Inventory): Inventory {
  const oldIps = before.virtualIps.filter(
    (ip) => !after.virtualIps.some((other) => sameVirtualIp(ip, other)),
  );
  const renamed = new Map(oldIps.map((ip) => [ip.name, renameAmong(after.virtualIps, ip)]));
  const virtualIpOf = (ip: VirtualIp): VirtualIp => renamed.get(ip.name) ?? ip;
  const names = new Set(after.roles.flatMap((role) => role.services.map(({ name }) => name)));
  const olderServices = (role: Role, others: readonly VirtualService[]): VirtualService[] =>
    role.services
      .map((service) => ({ ...service, virtualIp: virtualIpOf(service.virtualIp) }))
      .filter((service) => !others.some((other) => sameService(service, other)))
      .map((service) =>
        names.has(service.name) ? { ...service, name: `${service.name} (before)` } : service,
      );

  const roles = after.roles.map((role): Role => {
    const old = before.roles.find(({ name }) => name === role.name);
    if (old === undefined) return role;
    return {
      ...role,
      servers: joinServers(role.servers, old.servers),
      services: [...role.services, ...olderServices(old, role.services)],
    };
  });
  const gone = before.roles
    .filter((role) => !after.roles.some(({ name }) => name === role.name))
    .map((role): Role => ({ ...role, services: olderServices(role, []) }));
  return {
    ...after,
    networks: [
      ...after.networks,
      ...before.networks.filter(({ cidr }) => !after.networks.some((other) => other.cidr === cidr)),
    ],
    directors: {
      ...after.directors,
      hosts: joinDirectors(after.directors.hosts, before.directors.hosts),
    },
    virtualIps: [...after.virtualIps, ...renamed.values()],
    roles: [...roles, ...gone],
  };
}

/** Hosts that have another address of a family after the change: a host of the lab has one of each. */
export function movedHosts(before: Inventory, after: Inventory): string[] {
  const keyOf = ({ hostname, address }: Host): string => `${address.family} ${hostname}`;
  const addresses = new Map(hostsOf(before).map((host) => [keyOf(host), host.address.text]));
  const moved = hostsOf(after).filter((host) => {
    const known = addresses.get(keyOf(host));
    return known !== undefined && known !== host.address.text;
  });
  return [...new Set(moved.map(({ hostname }) => hostname))];
}

/** Whether all directors are other hosts after the change, so that none is asked all the time. */
export function replacesDirectors(before: Inventory, after: Inventory): boolean {
  const [older, newer] = [before.directors.hosts, after.directors.hosts];
  return older.length > 0 && newer.length > 0 && !newer.some((host) => isAmong(older, host));
}

/** First those of both states: the first director has the virtual IPs, before the change and after it. */
function joinDirectors(after: readonly Host[], before: readonly Host[]): Host[] {
  return [
    ...after.filter((host) => isAmong(before, host)),
    ...after.filter((host) => !isAmong(before, host)),
    ...before.filter((host) => !isAmong(after, host)),
  ];
}

function isAmong(hosts: readonly Host[], { hostname }: Host): boolean {
  return hosts.some((other) => other.hostname === hostname);
}

/** A host may stand there once for each family. */
function hostsOf({ directors, roles }: Inventory): Host[] {
  return [...directors.hosts, ...roles.flatMap(({ servers }) => servers.filter(isLive))];
}

function joinServers(after: readonly RealServer[], before: readonly RealServer[]): RealServer[] {
  const live = after.filter(isLive);
  const older = before.filter(({ hostname }) => !live.some((server) => server.hostname === hostname));
  const records = after.filter(
    ({ hostname }) => ![...live, ...older].some((server) => server.hostname === hostname),
  );
  return [...live, ...older, ...records];
}

function renameAmong(others: readonly VirtualIp[], ip: VirtualIp): VirtualIp {
  return others.some(({ name }) => name === ip.name) ? { ...ip, name: `${ip.name} (before)` } : ip;
}

function sameVirtualIp(one: VirtualIp, other: VirtualIp): boolean {
  return (
    one.name === other.name && one.address.text === other.address.text && one.interface === other.interface
  );
}

/** Whether clients and checks find no difference between two services. */
function sameService(one: VirtualService, other: VirtualService): boolean {
  const keyOf = ({
    name,
    virtualIp,
    ports,
    fwmark,
    protocol,
    forwarding,
    state,
    directives,
  }: VirtualService) =>
    JSON.stringify([
      name,
      virtualIp.name,
      ports.map(({ value }) => value),
      fwmark?.value,
      protocol.value,
      forwarding.value,
      state,
      [...directives].map(([directive, { value }]) => [directive, value]),
    ]);
  return keyOf(one) === keyOf(other);
}
