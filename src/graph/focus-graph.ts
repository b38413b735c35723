import type { Graph, HostRow, RoleNode, ServiceNode } from './model.ts';

/**
 * The parts of a picture that a person who looks for changes needs to see, by their names: so the same parts can be shown
 * of another picture.
 */
export interface Focus {
  readonly virtualIps: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
  /** Role and name, as `serviceKey` joins them. */
  readonly services: ReadonlySet<string>;
}

/** This much of what is not marked is shown beside a neighbour that is: services of a role, hosts of a role. */
const MAX_UNMARKED = 6;

/**
 * What is marked, and its neighbours: the virtual IP and the role of a service, services of a virtual IP or a role, and
 * the roles that a marked role kicks; of a marked kick both ends. Of many neighbours of one kind the first few stand for all.
 */
export function focusOf(graph: Graph): Focus {
  const marked = markedRoles(graph);
  const ends = graph.kicks.filter(({ mark }) => mark !== undefined).flatMap(({ from, to }) => [from, to]);
  const services = new Set([
    ...graph.services.filter(({ mark }) => mark !== undefined),
    ...neighbours(graph.services, ({ role }) => role, marked),
    ...neighbours(graph.services, ({ virtualIp }) => virtualIp, markedIndexes(graph.virtualIps)),
  ]);
  const kicked = graph.kicks.filter(({ from }) => marked.has(from)).map(({ to }) => to);
  const roles = new Set([...marked, ...ends, ...kicked, ...[...services].map(({ role }) => role)]);
  const virtualIps = new Set([
    ...markedIndexes(graph.virtualIps),
    ...[...services].map(({ virtualIp }) => virtualIp),
  ]);
  return {
    virtualIps: namesAt(graph.virtualIps, virtualIps),
    roles: namesAt(graph.roles, roles),
    services: new Set([...services].map((service) => serviceKey(graph, service))),
  };
}

/** What either of two pictures needs. */
export function uniteFocus(a: Focus, b: Focus): Focus {
  return {
    virtualIps: new Set([...a.virtualIps, ...b.virtualIps]),
    roles: new Set([...a.roles, ...b.roles]),
    services: new Set([...a.services, ...b.services]),
  };
}

/** The part of a graph that is in the focus. Hosts that are not marked stand there as far as a few of them do. */
export function focusGraph(graph: Graph, focus: Focus): Graph {
  const virtualIps = indexesOf(graph.virtualIps, ({ name }) => focus.virtualIps.has(name));
  const roles = indexesOf(graph.roles, ({ name }) => focus.roles.has(name));
  return {
    ...graph,
    virtualIps: graph.virtualIps.filter((_, index) => virtualIps.has(index)),
    roles: graph.roles.filter((_, index) => roles.has(index)).map(withFewHosts),
    services: graph.services
      .filter((service) => focus.services.has(serviceKey(graph, service)))
      .flatMap((service) => {
        const virtualIp = virtualIps.get(service.virtualIp);
        const role = roles.get(service.role);
        return virtualIp === undefined || role === undefined ? [] : [{ ...service, virtualIp, role }];
      }),
    kicks: graph.kicks.flatMap((kick) => {
      const [from, to] = [roles.get(kick.from), roles.get(kick.to)];
      return from === undefined || to === undefined ? [] : [{ ...kick, from, to }];
    }),
  };
}

/** Roles that are marked, or have a host that is. */
function markedRoles({ roles }: Graph): Set<number> {
  return markedIndexes(
    roles.map(({ mark, hosts }) => ({ mark: mark ?? hosts.find((host) => host.mark !== undefined)?.mark })),
  );
}

function markedIndexes(items: readonly { readonly mark?: unknown }[]): Set<number> {
  return new Set(items.flatMap(({ mark }, index) => (mark === undefined ? [] : [index])));
}

/** The first few services of each of these groups. */
function neighbours(
  services: readonly ServiceNode[],
  groupOf: (service: ServiceNode) => number,
  groups: ReadonlySet<number>,
): ServiceNode[] {
  const taken = new Map<number, number>();
  return services.filter((service) => {
    const group = groupOf(service);
    const before = taken.get(group) ?? 0;
    if (!groups.has(group) || before === MAX_UNMARKED) return false;
    taken.set(group, before + 1);
    return true;
  });
}

function namesAt(items: readonly { readonly name: string }[], indexes: ReadonlySet<number>): Set<string> {
  return new Set(items.filter((_, index) => indexes.has(index)).map(({ name }) => name));
}

function serviceKey({ roles }: Graph, { role, name }: ServiceNode): string {
  return JSON.stringify([roles[role]?.name, name]);
}

/** New indexes of the items that stay, by their old ones. */
function indexesOf<T>(items: readonly T[], stays: (item: T) => boolean): ReadonlyMap<number, number> {
  const old = [...items.keys()].filter((index) => items[index] !== undefined && stays(items[index]));
  return new Map(old.map((index, position) => [index, position]));
}

function withFewHosts(role: RoleNode): RoleNode {
  const shown = new Set(role.hosts.filter(({ mark }) => mark === undefined).slice(0, MAX_UNMARKED));
  const hosts = role.hosts.filter((host) => host.mark !== undefined || shown.has(host));
  const hidden = role.hosts.length - hosts.length;
  return hidden === 0 ? role : { ...role, hosts: [...hosts, moreHosts(hidden)] };
}

function moreHosts(count: number): HostRow {
  return { hostname: `and ${count} more`, address: '', notes: [] };
}
