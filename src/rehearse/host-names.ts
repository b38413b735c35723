import type { Host, Inventory } from '../inventory/model.ts';

/**
 * An inventory with its host names in small letters. They compare without regard to case, an inventory may spell one in two ways, and
 * Puppet takes no certificate name with capitals: in the lab each host has one name, which is compared as it stands.
 */
export function withPlainHostNames(inventory: Inventory): Inventory {
  const { directors, roles } = inventory;
  return {
    ...inventory,
    directors: { ...directors, hosts: directors.hosts.map(plainly) },
    roles: roles.map((role) => ({ ...role, servers: role.servers.map(plainly) })),
  };
}

function plainly<T extends Host>(host: T): T {
  return { ...host, hostname: host.hostname.toLowerCase() };
}
