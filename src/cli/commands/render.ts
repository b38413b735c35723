import { quoted } from '../../diagnostics/escape.ts';
import { renderConfig } from '../../ldirectord/render-config.ts';
import { ExitCode } from '../exit-code.ts';
import { usageFailure } from '../failure.ts';
import type { Io } from '../io.ts';
import { requireInventory } from '../lint-file.ts';
import type { ColorFlag } from '../program.ts';

/** `render`: the ldirectord.cf of a director on stdout. All directors of an inventory have the same one. */
export async function renderCommand(
  path: string,
  options: { readonly director?: string } & ColorFlag,
  io: Io,
): Promise<ExitCode> {
  const { color } = options;
  const file = await requireInventory(path, io, { color, failOn: 'error', stopped: 'nothing was rendered' });
  if (file === undefined) return ExitCode.findings;
  const { directors, roles } = file.inventory;
  const hosts = directors.hosts.map(({ hostname }) => hostname);
  if (options.director !== undefined && !hosts.includes(options.director)) {
    const known = hosts.length === 0 ? 'the inventory names no director hosts' : `known: ${hosts.join(', ')}`;
    throw usageFailure(`there is no director ${quoted(options.director)}; ${known}`);
  }
  const discovered = roles.filter(({ discover }) => discover).map(({ name }) => name);
  if (discovered.length > 0) {
    io.stderr.write(
      `inventory only: the servers of ${discovered.join(', ')} are known when a catalog is compiled\n`,
    );
  }
  io.stdout.write(renderConfig(file.inventory));
  return ExitCode.done;
}
