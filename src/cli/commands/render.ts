import { quoted } from '../../diagnostics/escape.ts';
import { renderConfig } from '../../ldirectord/render-config.ts';
import { ExitCode } from '../exit-code.ts';
import { usageFailure } from '../failure.ts';
import { noteInventoryOnly } from '../inventory-only.ts';
import type { Io } from '../io.ts';
import { requireInventory } from '../lint-file.ts';
import type { ColorFlag, RenderFlags } from '../program.ts';

/** `render`: the ldirectord.cf of a director on stdout. All directors of an inventory have the same one. */
export async function renderCommand(
  path: string,
  options: RenderFlags & ColorFlag,
  io: Io,
): Promise<ExitCode> {
  const file = await requireInventory(path, io, {
    ...options,
    stopped: 'nothing was rendered',
  });
  if (file === undefined) return ExitCode.findings;
  const hosts = file.inventory.directors.hosts.map(({ hostname }) => hostname);
  if (options.director !== undefined && !hosts.includes(options.director)) {
    const known = hosts.length === 0 ? 'the inventory names no director hosts' : `known: ${hosts.join(', ')}`;
    throw usageFailure(`there is no director ${quoted(options.director)}; ${known}`);
  }
  noteInventoryOnly(file.inventory, io);
  io.stdout.write(renderConfig(file.inventory));
  return ExitCode.done;
}
