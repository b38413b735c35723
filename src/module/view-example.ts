import { isInFile } from '../inventory/life-cycle.ts';
import type { Role, VirtualService } from '../inventory/model.ts';

/** Names of the inventory at hand that the examples use; a list is empty where an example would mean nothing. */
export interface ExampleView {
  readonly hasRole: boolean;
  readonly role: string;
  /** The role whose servers are overridden or listed anew, if there is one. */
  readonly lists: readonly ListExample[];
  /** The service whose directive is overridden, and one more beside it, if there is one. */
  readonly services: readonly ServiceExample[];
}

export interface ListExample {
  readonly role: string;
  readonly variable: string;
  readonly hostname: string;
  /** Another weight than the server has. */
  readonly weight: number;
  readonly servers: readonly { readonly hostname: string; readonly address: string }[];
}

export interface ServiceExample {
  readonly name: string;
  /** Another scheduler than the service has. */
  readonly scheduler: string;
  readonly extra: {
    readonly name: string;
    readonly role: string;
    readonly virtualIp: string;
    readonly port: number;
    /** As packets reach the role already. */
    readonly forwarding: string;
  };
}

/** Chooses what the examples show: of the first role whose services directors know. */
export function viewExample(roles: readonly Role[]): ExampleView {
  const used = roles.filter(({ services }) => services.some(isInFile));
  const listed = used.find(hasList);
  const served = listed ?? used.find(({ discover, servers }) => discover || servers.length > 0);
  return {
    hasRole: roles.length > 0,
    role: (served ?? roles[0])?.name ?? '',
    lists: listed === undefined ? [] : viewList(listed),
    services: served === undefined ? [] : viewServices(served, roles),
  };
}

/** Whether its list stands in the code, with enough servers in production for a list of these. */
function hasList(role: Role): boolean {
  return !role.discover && productionServers(role).length >= Math.max(1, role.minServers ?? 0);
}

function productionServers({ servers }: Role): Role['servers'] {
  return servers.filter(({ state }) => state === 'production');
}

function viewList(role: Role): ListExample[] {
  const servers = productionServers(role).slice(0, Math.max(1, role.minServers ?? 0));
  return servers.slice(0, 1).map(({ hostname, weight }) => ({
    role: role.name,
    variable: role.variable,
    hostname,
    weight: weight?.value === 5 ? 6 : 5,
    servers: servers.map((server) => ({ hostname: server.hostname, address: server.address.text })),
  }));
}

function viewServices({ name: role, services }: Role, roles: readonly Role[]): ServiceExample[] {
  const all = roles.flatMap((other) => other.services);
  return services
    .filter(isInFile)
    .slice(0, 1)
    .map(({ name, virtualIp, forwarding, directives }) => ({
      name,
      scheduler: directives.get('scheduler')?.value === 'wlc' ? 'wrr' : 'wlc',
      extra: {
        name: freeName(all),
        role,
        virtualIp: virtualIp.name,
        forwarding: forwarding.value,
        port: freePort(all.filter((service) => service.virtualIp.name === virtualIp.name)),
      },
    }));
}

function freeName(services: readonly VirtualService[], number = 1): string {
  const wanted = number === 1 ? 'status' : `status-${number}`;
  return services.some(({ name }) => name === wanted) ? freeName(services, number + 1) : wanted;
}

function freePort(services: readonly VirtualService[], wanted = 8080): number {
  const taken = services.some(({ ports }) => ports.some(({ value }) => value === wanted));
  return taken ? freePort(services, wanted + 1) : wanted;
}
