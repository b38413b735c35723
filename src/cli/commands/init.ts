import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ExitCode } from '../exit-code.ts';
import { environmentFailure, systemReason, usageFailure } from '../failure.ts';
import type { Io } from '../io.ts';
import { starterInventory } from '../starter-inventory.ts';

/** `init`: writes a commented starter inventory where there is no file yet. */
export function initCommand(path: string, io: Io): ExitCode {
  try {
    writeFileSync(resolve(io.cwd, path), starterInventory, { flag: 'wx' });
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (exists) throw usageFailure(`${path} exists already; it is left as it is`);
    throw environmentFailure(`cannot write ${path}: ${reason}`);
  }
  io.stderr.write(
    `wrote ${path}\nnext: edit it, then run: lvs-puppet scaffold${path === 'lvs.yaml' ? '' : ` ${path}`}\n`,
  );
  return ExitCode.done;
}
