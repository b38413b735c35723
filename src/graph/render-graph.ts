import type { Inventory } from '../inventory/model.ts';
import { buildGraph } from './build-graph.ts';
import type { GraphFormat } from './formats.ts';
import type { Graph } from './model.ts';
import { printDot } from './print-dot.ts';
import { printMermaid } from './print-mermaid.ts';
import { printSvg } from './print-svg.ts';

const PRINTERS: Readonly<Record<GraphFormat, (graph: Graph) => string>> = {
  mermaid: printMermaid,
  dot: printDot,
  svg: (graph) => printSvg(graph),
};

/**
 * A picture of an inventory as text: each virtual IP with its services, the role behind each with its servers, and
 * which role kicks which. What is retired is a record only and is left out; servers of `discover` roles are not known
 * here. Long descriptions are cut. The same inventory gives the same bytes.
 */
export function renderGraph(inventory: Inventory, format: GraphFormat): string {
  return PRINTERS[format](buildGraph(inventory));
}
