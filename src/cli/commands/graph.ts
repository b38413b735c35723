import { renderGraph } from '../../graph/render-graph.ts';
import { ExitCode } from '../exit-code.ts';
import { noteInventoryOnly } from '../inventory-only.ts';
import type { Io } from '../io.ts';
import { requireInventory } from '../lint-file.ts';
import type { ColorFlag, GraphFlags } from '../program.ts';

/** `graph`: a picture of an inventory as text on stdout. */
export async function graphCommand(path: string, options: GraphFlags & ColorFlag, io: Io): Promise<ExitCode> {
  const file = await requireInventory(path, io, {
    ...options,
    stopped: 'nothing was drawn',
  });
  if (file === undefined) return ExitCode.findings;
  noteInventoryOnly(file.inventory, io);
  io.stdout.write(renderGraph(file.inventory, options.format));
  return ExitCode.done;
}
