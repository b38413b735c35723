import { isInFile, isLive } from './life-cycle.ts';
import type { Host, Inventory, RealServer, Role, VirtualService } from './model.ts';

/** A service of which a director would send clients to real servers that have its virtual IP not yet. */
export interface EarlyService {
  /** `server`: its servers are new to it; `service`: the service as a whole has moved to them. */
  readonly added: 'server' | 'service';
  readonly role: Role;
  readonly service: VirtualService;
  /** The servers that get clients too early, in the order of the inventory. */
  readonly servers: readonly RealServer[];
}

/**
 * Where a change skips the state `setup`: a director reads its new file at once, and asks a server's real address, which
 * answers; the server binds the virtual IP when its own agent runs. Services that nobody used before have no clients to
 * lose, `masq` binds nothing on real servers, and of discovered servers nobody knows when they came.
 * @param oldRoleNames what roles were called that have another name now
 */
export function earlyServices(
  before: Inventory,
  after: Inventory,
  oldRoleNames: ReadonlyMap<string, string> = new Map(),
): EarlyService[] {
  const bound = boundOf(before);
  const isBound = ({ virtualIp }: VirtualService, server: RealServer): boolean =>
    namesOf(server).some((name) => bound.get(virtualIp.address.text)?.has(name) === true);
  const old = servicesInUse(before);
  return after.roles.filter(hasListedServers).flatMap((role) =>
    role.services.filter(bindsOnServers).flatMap((service): EarlyService[] => {
      const origin = old.byName.get(service.name) ?? old.byEndpoint.get(endpointKey(service));
      if (origin === undefined) return [];
      const servers = role.servers.filter(
        (server) => takesClients(service, server) && !isBound(service, server),
      );
      if (servers.length === 0) return [];
      const stays =
        origin.role === (oldRoleNames.get(role.name) ?? role.name) && isSamePlace(origin, service);
      return [{ added: stays ? 'server' : 'service', role, service, servers }];
    }),
  );
}

function hasListedServers({ discover }: Role): boolean {
  return !discover;
}

function bindsOnServers({ forwarding }: VirtualService): boolean {
  return forwarding.value !== 'masq';
}

/** The servers that have a virtual IP, by its address. */
function boundOf({ roles }: Inventory): Map<string, Set<string>> {
  const bound = new Map<string, Set<string>>();
  for (const { servers, services } of roles) {
    const names = servers.filter(isLive).flatMap(namesOf);
    for (const { virtualIp } of services.filter(isLive).filter(bindsOnServers)) {
      const { text } = virtualIp.address;
      bound.set(text, new Set([...(bound.get(text) ?? []), ...names]));
    }
  }
  return bound;
}

/** What a server is known by: it stays the same one when its name changes, or its address. */
function namesOf({ hostname, address }: Host): string[] {
  return [hostname.toLowerCase(), address.text];
}

/** What clients could reach: under its name, or at the place that they know. */
function servicesInUse({ roles }: Inventory): Record<'byName' | 'byEndpoint', Map<string, VirtualService>> {
  const services = roles.flatMap((role) => role.services.filter(isInFile));
  return {
    byName: new Map(services.map((service) => [service.name, service])),
    byEndpoint: new Map(services.map((service) => [endpointKey(service), service])),
  };
}

/** Where clients find a service, however it is called. */
function endpointKey({ virtualIp, ports, protocol }: VirtualService): string {
  const numbers = ports.map(({ value }) => value).sort((a, b) => a - b);
  return `${virtualIp.address.text} ${protocol.value} ${numbers.join(' ')}`;
}

function isSamePlace(old: VirtualService, service: VirtualService): boolean {
  return old.virtualIp.address.text === service.virtualIp.address.text && bindsOnServers(old);
}

function takesClients(service: VirtualService, { state, weight }: RealServer): boolean {
  return service.state === 'production' && state === 'production' && weight?.value !== 0;
}
