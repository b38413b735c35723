import type { Graph, Mark } from './model.ts';

/** What happened to the parts of a picture, by their names. */
export interface GraphMarks {
  readonly virtualIp: (name: string) => Mark | undefined;
  readonly service: (role: string, name: string) => Mark | undefined;
  readonly role: (name: string) => Mark | undefined;
  readonly host: (role: string, hostname: string) => Mark | undefined;
  readonly kick: (from: string, to: string) => Mark | undefined;
}

/** The same graph with a mark on each part that has one. */
export function markGraph(graph: Graph, marks: GraphMarks): Graph {
  const roleName = (index: number): string => graph.roles[index]?.name ?? '';
  return {
    ...graph,
    virtualIps: graph.virtualIps.map((item) => ({ ...item, mark: marks.virtualIp(item.name) })),
    services: graph.services.map((item) => ({
      ...item,
      mark: marks.service(roleName(item.role), item.name),
    })),
    roles: graph.roles.map((item) => ({
      ...item,
      mark: marks.role(item.name),
      hosts: item.hosts.map((host) => ({ ...host, mark: marks.host(item.name, host.hostname) })),
    })),
    kicks: graph.kicks.map((kick) => ({
      ...kick,
      mark: marks.kick(roleName(kick.from), roleName(kick.to)),
    })),
  };
}

/** Whether anything in a picture is marked. */
export function hasMarks({ virtualIps, services, roles, kicks }: Graph): boolean {
  const parts = [...virtualIps, ...services, ...roles, ...roles.flatMap(({ hosts }) => hosts), ...kicks];
  return parts.some(({ mark }) => mark !== undefined);
}
