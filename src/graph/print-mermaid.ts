import { mermaidLabel } from '../lang/mermaid.ts';
import { kickLabel, linesOf, roleLabel, serviceLabel, virtualIpLabel, type Label } from './labels.ts';
import type { Graph, RoleNode } from './model.ts';
import { nodeIds } from './node-ids.ts';

/** Mermaid breaks lines after 200 pixels, which is less than a host with its address. */
const HEAD = '%%{init: {"flowchart": {"wrappingWidth": 1200, "rankSpacing": 110}}}%%\nflowchart LR\n';

/**
 * A graph as a flowchart of Mermaid, in the colours of its theme: kinds differ in word and shape. Mermaid draws at most
 * 500 lines unless it is configured otherwise, which is enough for some 150 services.
 */
export function printMermaid(graph: Graph): string {
  const ids = nodeIds(graph);
  const lines = [
    'accTitle: Virtual IPs, services, roles with their servers, and kicks',
    ...graph.virtualIps.map((item, index) => `${ids.virtualIp(index)}([${text(virtualIpLabel(item))}])`),
    ...graph.services.map((item, index) => `${ids.service(index)}(${text(serviceLabel(item))})`),
    ...graph.roles.map((item, index) => `${ids.role(index)}${roleShape(item)}`),
    ...graph.services.flatMap(({ virtualIp, role }, index) => [
      `${ids.virtualIp(virtualIp)} --> ${ids.service(index)}`,
      `${ids.service(index)} --> ${ids.role(role)}`,
    ]),
    ...graph.kicks.map(
      (kick) => `${ids.role(kick.from)} -.->|${mermaidLabel([kickLabel(kick, graph)])}| ${ids.role(kick.to)}`,
    ),
  ];
  return `${HEAD}${lines.map((line) => `  ${line}\n`).join('')}`;
}

function roleShape(role: RoleNode): string {
  const label = text(roleLabel(role));
  if (role.directors) return `{{${label}}}`;
  return role.discover ? `[[${label}]]` : `[${label}]`;
}

function text(label: Label): string {
  return mermaidLabel(linesOf(label));
}
