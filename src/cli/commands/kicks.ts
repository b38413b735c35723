import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import { quoted } from '../../diagnostics/escape.ts';
import { kickRuns, type KickRuns } from '../../graph/kick-runs.ts';
import type { KicksFormat } from '../../report/formats.ts';
import { kicksJson } from '../../report/kicks-json.ts';
import { kicksText } from '../../report/kicks-text.ts';
import { ExitCode } from '../exit-code.ts';
import { usageFailure } from '../failure.ts';
import type { Io } from '../io.ts';
import { lintFile, requireInventory } from '../lint-file.ts';
import type { ColorFlag, KicksFlags } from '../program.ts';
import { DEFAULT_INVENTORY } from '../read-inventory.ts';
import { shellWord } from '../shell-word.ts';

const PRINTERS: Readonly<Record<KicksFormat, (kicks: readonly KickRuns[]) => string>> = {
  text: kicksText,
  json: kicksJson,
};

/**
 * `kicks`: which nodes a change of a role runs, of one role or of each.
 * @throws Failure where the inventory has no such role, or only a role is named
 */
export async function kicksCommand(
  path: string,
  role: string | undefined,
  options: KicksFlags & ColorFlag,
  io: Io,
): Promise<ExitCode> {
  if (role === undefined) await refuseRoleAlone(path, io);
  const file = await requireInventory(path, io, { ...options, stopped: 'no kicks were looked for' });
  if (file === undefined) return ExitCode.findings;
  const kicks = kickRuns(file.inventory);
  const wanted = role === undefined ? kicks : kicks.filter((one) => one.role === role);
  if (role !== undefined && wanted.length === 0) {
    const known = kicks.map((one) => one.role);
    const hint = didYouMean(role, known);
    throw usageFailure(`there is no role ${quoted(role)}${hint === undefined ? '' : `; ${hint}`}`);
  }
  io.stdout.write(PRINTERS[options.format](wanted));
  return ExitCode.done;
}

/** A role alone stands where the inventory is expected: where there is no such file, the other command is named. */
async function refuseRoleAlone(path: string, io: Io): Promise<void> {
  const isThere = (name: string): boolean => existsSync(resolve(io.cwd, name));
  if (path === '-' || isThere(path) || !isThere(DEFAULT_INVENTORY)) return;
  const { inventory } = await lintFile(DEFAULT_INVENTORY, io);
  if (inventory !== undefined && kickRuns(inventory).some(({ role }) => role === path))
    throw usageFailure(
      `there is no file ${path}; for the role: lvs-puppet kicks ${DEFAULT_INVENTORY} ${shellWord(path)}`,
    );
}
