import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ExitCode } from '../exit-code.ts';
import { environmentFailure, hasCode, systemReason, usageFailure } from '../failure.ts';
import type { Io } from '../io.ts';
import { DEFAULT_INVENTORY } from '../read-inventory.ts';
import { shellWord } from '../shell-word.ts';
import { starterInventory } from '../starter-inventory.ts';

/** `init`: writes a commented starter inventory where there is no file yet, for `-` to standard output. */
export function initCommand(path: string, io: Io): ExitCode {
  if (path === '-') {
    io.stdout.write(starterInventory);
    return ExitCode.done;
  }
  try {
    writeFileSync(resolve(io.cwd, path), starterInventory, { flag: 'wx' });
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    if (hasCode(error, 'EEXIST')) throw usageFailure(`${path} exists already; it is left as it is`);
    throw environmentFailure(`cannot write ${path}: ${reason}`);
  }
  const argument = path === DEFAULT_INVENTORY ? '' : ` ${shellWord(path)}`;
  io.stderr.write(`wrote ${path}\nnext: edit it, then run: lvs-puppet scaffold${argument}\n`);
  return ExitCode.done;
}
