import { boundFor, reaches } from './bound.ts';
import { isInFile, isLive } from './life-cycle.ts';
import type { Host, Inventory, RealServer, Role, VirtualService } from './model.ts';

/** What makes it safe for a server that gets clients too early. */
export const ENTER_THROUGH_SETUP = 'add it with state: setup, let its agent run, then set state: production';

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
  const isBound = (service: VirtualService, server: RealServer): boolean =>
    namesOf(server).some((name) => reaches(bound.get(name) ?? NOTHING, service));
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

const NOTHING: ReadonlySet<string> = new Set();

function hasListedServers({ discover }: Role): boolean {
  return !discover;
}

function bindsOnServers({ forwarding }: VirtualService): boolean {
  return forwarding.value !== 'masq';
}

/** What the servers have bound, by what each is known by. */
function boundOf({ roles }: Inventory): ReadonlyMap<string, ReadonlySet<string>> {
  const bound = new Map<string, ReadonlySet<string>>();
  for (const { servers, services } of roles) {
    const parts = new Set(services.filter(isLive).flatMap(boundFor));
    for (const name of servers.filter(isLive).flatMap(namesOf)) {
      // Nearly all servers have one role, and share what its servers have bound.
      const others = bound.get(name);
      bound.set(name, others === undefined ? parts : new Set([...others, ...parts]));
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

/** Whether the servers that have the role had what the packets of the service need, as far as they had it before. */
function isSamePlace(old: VirtualService, service: VirtualService): boolean {
  return reaches(new Set(boundFor(old)), service);
}

function takesClients(service: VirtualService, { state, weight }: RealServer): boolean {
  return service.state === 'production' && state === 'production' && weight?.value !== 0;
}
