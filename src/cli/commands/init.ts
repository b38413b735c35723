import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ExitCode } from '../exit-code.ts';
import { usageFailure } from '../failure.ts';
import type { Io } from '../io.ts';
import type { InitFlags } from '../program.ts';
import { DEFAULT_INVENTORY } from '../read-inventory.ts';
import { shellWord } from '../shell-word.ts';
import { starterInventory } from '../starter-inventory.ts';
import { planCi, writeCi } from '../write-ci.ts';
import { writeNew } from '../write-new.ts';

/**
 * `init`: writes a commented starter inventory where there is no file yet, for `-` to standard output. With `--ci` it writes a
 * pipeline as well: then an inventory that is there is what the pipeline is for.
 */
export function initCommand(path: string, { ci }: InitFlags, io: Io): ExitCode {
  if (path === '-') {
    if (ci !== undefined) throw usageFailure('a pipeline needs an inventory that is a file');
    io.stdout.write(starterText(io.cwd));
    return ExitCode.done;
  }
  const plan = ci === undefined ? undefined : planCi(ci, path, io);
  const isNew = writeNew(path, starterText(dirname(resolve(io.cwd, path))), io);
  if (!isNew && plan === undefined) throw usageFailure(`${path} exists already; it is left as it is`);
  io.stderr.write(isNew ? `wrote ${path}\n` : `${path} is there already; it is left as it is\n`);
  if (plan !== undefined) {
    writeCi(plan, io);
    for (const file of plan.files) io.stderr.write(`wrote ${file.path}\n`);
  }
  const argument = path === DEFAULT_INVENTORY ? '' : ` ${shellWord(path)}`;
  if (isNew) io.stderr.write(`next: edit it, then run: lvs-puppet scaffold${argument}\n`);
  if (plan !== undefined) io.stderr.write(`${isNew ? 'then' : 'next'}: ${plan.next}\n`);
  return ExitCode.done;
}

/** Where npm puts the schema, seen from the folder of a project that has this package installed. */
const SCHEMA = 'node_modules/lvs-puppet/schema/lvs.schema.json';

/** For editors it begins with the place of the schema, where there is one: a path that leads nowhere is an error there. */
function starterText(folder: string): string {
  const known = existsSync(join(folder, SCHEMA));
  return known ? `# yaml-language-server: $schema=${SCHEMA}\n${starterInventory}` : starterInventory;
}
