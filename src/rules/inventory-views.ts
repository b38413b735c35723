import type { Place } from '../diagnostics/finding.ts';
import { isLive } from '../inventory/life-cycle.ts';
import type { Host, Inventory, RealServer, Role, VirtualService } from '../inventory/model.ts';

/** A service with the role that it belongs to. */
export interface RoleService {
  readonly role: Role;
  readonly service: VirtualService;
}

/** A host of the inventory, and whether it is a director. */
export interface NamedHost {
  readonly host: Host;
  readonly director: boolean;
}

/** Every service that is not retired, in the order of the file. */
export function liveServices(inventory: Inventory): RoleService[] {
  return inventory.roles.flatMap((role) =>
    role.services.filter(isLive).map((service) => ({ role, service })),
  );
}

/** The servers of a role that are not retired. */
export function liveServers(role: Role): RealServer[] {
  return role.servers.filter(isLive);
}

/** Directors and real servers; those retired are left out, as their addresses may have new owners. */
export function liveHosts(inventory: Inventory): NamedHost[] {
  const directors = inventory.directors.hosts.map((host) => ({ host, director: true }));
  const servers = inventory.roles.flatMap(liveServers).map((host) => ({ host, director: false }));
  return [...directors, ...servers];
}

/** Host names compare without regard to case. */
export function hostKey(host: Host): string {
  return host.hostname.toLowerCase();
}

/** A key for a place: a directive of `defaults` shows up in many services and is reported once. */
export function placeKey(at: Place): string {
  return `${at.file}:${at.line}:${at.column}`;
}
