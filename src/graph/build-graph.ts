import { hostText } from '../inventory/address.ts';
import { isLive } from '../inventory/life-cycle.ts';
import type { Inventory, RealServer, Role, VirtualService } from '../inventory/model.ts';
import type { Graph, HostRow, Kick, RoleNode, ServiceNode } from './model.ts';

/**
 * What a picture of an inventory shows. Retired servers and services are records only and are left out. The directors'
 * role is there where it is kicked or has servers of its own; unless there is no kicker, every role kicks it. A kick to
 * a role that does not exist is an error of the inventory and no edge.
 */
export function buildGraph(inventory: Inventory): Graph {
  const { module, virtualIps, directors, kicker } = inventory;
  const roles = inOrder(inventory);
  const named = roles.some(({ name }) => name === directors.role);
  const added = !named && kicker.module !== 'none' && roles.length > 0;
  const nodes = roles.map((role) => roleNode(role, inventory));
  return {
    module: module.name,
    virtualIps: virtualIps.map(({ name, address }) => ({ name, address: address.text })),
    services: roles.flatMap((role, index) => serviceNodes(role, index, positionsOf(virtualIps))),
    roles: added ? [...nodes, directorsNode(inventory)] : nodes,
    kicks: kicksBetween(roles, inventory),
  };
}

/** Roles behind one virtual IP stand together, so that few lines cross; otherwise they are in the order of the file. */
function inOrder({ roles, virtualIps }: Inventory): Role[] {
  const positions = positionsOf(virtualIps);
  return roles
    .map((role) => ({
      role,
      rank: meanOf(role.services.filter(isLive).map((service) => placeOf(service, positions))),
    }))
    .sort((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank))
    .map(({ role }) => role);
}

function meanOf(numbers: readonly number[]): number {
  // What has no service comes last.
  if (numbers.length === 0) return Number.MAX_SAFE_INTEGER;
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function positionsOf(named: readonly { readonly name: string }[]): ReadonlyMap<string, number> {
  return new Map(named.map(({ name }, index) => [name, index]));
}

function placeOf(service: VirtualService, virtualIps: ReadonlyMap<string, number>): number {
  return virtualIps.get(service.virtualIp.name) ?? 0;
}

function serviceNodes(role: Role, index: number, virtualIps: ReadonlyMap<string, number>): ServiceNode[] {
  return role.services
    .filter(isLive)
    .map((service) => ({
      name: service.name,
      endpoint: endpointOf(service),
      state: service.state,
      virtualIp: placeOf(service, virtualIps),
      role: index,
    }))
    .sort((a, b) => a.virtualIp - b.virtualIp);
}

/** Address and port, or all ports of a firewall mark; how packets get on is said where it is not direct routing. */
function endpointOf({ virtualIp, ports, fwmark, protocol, forwarding }: VirtualService): string {
  const numbers = ports.map(({ value }) => value).join(',');
  const endpoint = `${hostText(virtualIp.address)}:${numbers}/${protocol.value}`;
  const mark = fwmark === undefined ? '' : ` mark ${fwmark.value}`;
  return `${endpoint}${mark}${forwarding.value === 'gate' ? '' : ` ${forwarding.value}`}`;
}

function roleNode(role: Role, { directors }: Inventory): RoleNode {
  const isDirectors = role.name === directors.role;
  const servers = role.servers.filter(isLive).map(serverRow);
  return {
    name: role.name,
    description: role.description,
    directors: isDirectors,
    discover: role.discover,
    minServers: role.minServers,
    hosts: isDirectors ? [...directorRows(directors), ...servers] : servers,
  };
}

function serverRow({ hostname, address, port, weight, state }: RealServer): HostRow {
  const notes = [
    port === undefined ? '' : `port ${port.value}`,
    weight === undefined || weight.value === 1 ? '' : `weight ${weight.value}`,
    state === 'production' ? '' : state,
  ];
  return { hostname, address: address.text, notes: notes.filter((note) => note !== '') };
}

function directorsNode({ directors }: Inventory): RoleNode {
  return {
    name: directors.role,
    description: undefined,
    directors: true,
    discover: false,
    minServers: undefined,
    hosts: directorRows(directors),
  };
}

function directorRows({ hosts }: Inventory['directors']): HostRow[] {
  return hosts.map(({ hostname, address }) => ({ hostname, address: address.text, notes: ['director'] }));
}

function kicksBetween(roles: readonly Role[], { directors, kicker }: Inventory): Kick[] {
  const positions = new Map(positionsOf(roles));
  if (kicker.module !== 'none' && !positions.has(directors.role)) positions.set(directors.role, roles.length);
  return roles.flatMap((role, from) => {
    const written = role.kicks.map(({ value }) => value);
    const names = kicker.module === 'none' ? written : [...written, directors.role];
    return [...new Set(names)].flatMap((name) => {
      const to = positions.get(name);
      return to === undefined ? [] : [{ from, to }];
    });
  });
}
