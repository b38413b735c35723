import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ExitCode } from '../exit-code.ts';
import { environmentFailure, hasCode, systemReason, usageFailure } from '../failure.ts';
import type { Io } from '../io.ts';
import { DEFAULT_INVENTORY } from '../read-inventory.ts';
import { shellWord } from '../shell-word.ts';
import { starterInventory } from '../starter-inventory.ts';

/** `init`: writes a commented starter inventory where there is no file yet, for `-` to standard output. */
export function initCommand(path: string, io: Io): ExitCode {
  if (path === '-') {
    io.stdout.write(starterText(io.cwd));
    return ExitCode.done;
  }
  try {
    const file = resolve(io.cwd, path);
    writeFileSync(file, starterText(dirname(file)), { flag: 'wx' });
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

/** Where npm puts the schema, seen from the folder of a project that has this package installed. */
const SCHEMA = 'node_modules/lvs-puppet/schema/lvs.schema.json';

/** For editors it begins with the place of the schema, where there is one: a path that leads nowhere is an error there. */
function starterText(folder: string): string {
  const known = existsSync(join(folder, SCHEMA));
  return known ? `# yaml-language-server: $schema=${SCHEMA}\n${starterInventory}` : starterInventory;
}
