import { dotLabel } from '../lang/dot.ts';
import { kickLabel, linesOf, roleLabel, serviceLabel, virtualIpLabel, type Label } from './labels.ts';
import type { Graph, RoleNode } from './model.ts';
import { nodeIds } from './node-ids.ts';

/** White boxes with dark text, and a grey for lines and their words that stands out from white and from black. */
const HEAD = `digraph inventory {
  graph [rankdir=LR, bgcolor="transparent", nodesep=0.2, ranksep=0.7];
  node [shape=box, style="filled", fillcolor="#ffffff", color="#767676", fontcolor="#1a1a1a", fontname="sans-serif", fontsize=11];
  edge [color="#767676", fontcolor="#767676", fontname="sans-serif", fontsize=10];
`;

/** A graph in the DOT language of Graphviz. Kinds differ in word and shape, kicks in word and dashes. */
export function printDot(graph: Graph): string {
  const ids = nodeIds(graph);
  const lines = [
    ...graph.virtualIps.map(
      (item, index) =>
        `${ids.virtualIp(index)} [${look('rounded,filled,bold')}${text(virtualIpLabel(item))}];`,
    ),
    ...graph.services.map(
      (item, index) => `${ids.service(index)} [${look('rounded,filled')}${text(serviceLabel(item))}];`,
    ),
    ...graph.roles.map((item, index) => `${ids.role(index)} [${roleShape(item)}${text(roleLabel(item))}];`),
    `{ rank="source"; ${graph.virtualIps.map((_, index) => `${ids.virtualIp(index)}; `).join('')}}`,
    ...graph.services.flatMap(({ virtualIp, role }, index) => [
      `${edge(ids.virtualIp(virtualIp), ids.service(index))} [weight=4];`,
      `${edge(ids.service(index), ids.role(role))} [weight=2];`,
    ]),
    ...graph.kicks.map(
      (kick) =>
        `${edge(ids.role(kick.from), ids.role(kick.to))} [style="dashed", arrowhead="open", label=${dotLabel([kickLabel(kick, graph)])}];`,
    ),
  ];
  return `${HEAD}${lines.map((line) => `  ${line}\n`).join('')}}\n`;
}

function look(style: string): string {
  return `style="${style}", `;
}

function roleShape({ directors, discover }: RoleNode): string {
  if (directors) return 'shape="folder", ';
  return discover ? 'peripheries=2, ' : '';
}

/** Lines leave boxes on the right and arrive on the left, so none crosses the words of a box that it belongs to. */
function edge(from: string, to: string): string {
  return `${from}:e -> ${to}:w`;
}

function text(label: Label): string {
  return `label=${dotLabel(linesOf(label))}`;
}
