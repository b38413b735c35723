import type { Located } from '../diagnostics/finding.ts';
import type { DirectiveValue, Inventory, RealServer, Role, VirtualIp, VirtualService } from './model.ts';

/**
 * Data without places. Maps keep the order of the file, which the emitted files have, too; what an inventory leaves out has
 * no entry.
 */
export type Plain = boolean | number | string | readonly Plain[] | PlainMap;

export type PlainMap = ReadonlyMap<string, Plain>;

/**
 * An inventory as plain data: two inventories that are equal here mean the same and give the same bytes, wherever and however
 * their parts were written.
 */
export function plainInventory(inventory: Inventory): PlainMap {
  const { module, networks, directors, ldirectord, virtualIps, roles, kicker } = inventory;
  return record({
    module: record({ ...module }),
    networks: byKey(networks, ({ name, cidr }) => [name, cidr]),
    directors: record({
      role: directors.role,
      interface: directors.interface,
      ha: directors.ha,
      hosts: byKey(directors.hosts, ({ hostname, address }) => [hostname, address.text]),
    }),
    ldirectord: plainDirectives(ldirectord),
    virtual_ips: byKey(virtualIps, (item) => [item.name, plainVirtualIp(item)]),
    roles: byKey(roles, (role) => [role.name, plainRole(role)]),
    kicker: record({ module: kicker.module }),
  });
}

function plainVirtualIp({ address, prefix, interface: device }: VirtualIp): PlainMap {
  return record({ address: address.text, prefix, interface: device });
}

function plainRole(role: Role): PlainMap {
  return record({
    description: role.description,
    discover: role.discover,
    emptied: role.emptied,
    min_servers: role.minServers,
    servers: byKey(role.servers, (server) => [server.hostname, plainServer(server)]),
    services: byKey(role.services, (service) => [service.name, plainService(service)]),
    kicks: role.kicks.map(({ value }) => value),
  });
}

function plainServer({
  address,
  weight,
  port,
  upperThreshold,
  lowerThreshold,
  check,
  state,
}: RealServer): PlainMap {
  return record({
    address: address.text,
    state,
    weight: weight?.value,
    port: port?.value,
    upper_threshold: upperThreshold?.value,
    lower_threshold: lowerThreshold?.value,
    request: check?.request.value,
    receive: check?.receive.value,
  });
}

function plainService(service: VirtualService): PlainMap {
  return record({
    virtual_ip: service.virtualIp.name,
    ports: service.ports.map(({ value }) => value),
    fwmark: service.fwmark?.value,
    protocol: service.protocol.value,
    forwarding: service.forwarding.value,
    state: service.state,
    directives: plainDirectives(service.directives),
  });
}

function plainDirectives(directives: ReadonlyMap<string, Located<DirectiveValue>>): PlainMap {
  return byKey([...directives], ([name, { value }]) => [
    name,
    typeof value === 'object' ? record({ hiera: value.hiera }) : value,
  ]);
}

function byKey<T>(items: readonly T[], entry: (item: T) => [string, Plain]): PlainMap {
  return new Map(items.map(entry));
}

/** The properties that have a value. */
function record(properties: Readonly<Record<string, Plain | undefined>>): PlainMap {
  const map = new Map<string, Plain>();
  for (const [key, value] of Object.entries(properties)) if (value !== undefined) map.set(key, value);
  return map;
}
