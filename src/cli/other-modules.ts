import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { printable } from '../diagnostics/escape.ts';
import { kickerBeside } from '../output/folder-journal.ts';
import { moduleBeside, type Inspection } from './inspect-module.ts';
import type { Lock } from '../output/record.ts';
import type { Io } from './io.ts';
import { pathFrom } from './path-from.ts';
import { shellWord } from './shell-word.ts';
import type { Target } from './target.ts';

/**
 * Says of a module that the lock does not know, in a folder that nobody named, which ones it knows: one of the same name
 * elsewhere, where the person stands in another folder than last time, or one of another name that this one may replace.
 * Gives whether there is one of the same name: then the module is not missing, but looked for in the wrong place.
 */
export function reportOtherModules(
  [inspection]: readonly Pick<Inspection, 'memory'>[],
  target: Target,
  { output, inventory }: { readonly output?: string | undefined; readonly inventory: string },
  io: Io,
): boolean {
  if (inspection === undefined || inspection.memory.module !== undefined || output !== undefined)
    return false;
  const { lock } = inspection.memory;
  const others = [...lock.keys()]
    .map((key) => join(dirname(target.state), key))
    // A kicker goes with the module that it is beside.
    .filter((root) => root !== kickerBeside(root) && existsSync(root));
  const lines = [
    ...others.map((root) => lineFor(root, target, inventory, io)),
    ...kickerLines(target, lock, io),
  ];
  for (const line of lines) io.stderr.write(`note: ${printable(line)}\n`);
  return others.some((root) => basename(root) === basename(target.root));
}

/** About the kicker beside this module that goes with another one. */
function kickerLines({ root, key, state }: Target, lock: Lock, io: Io): string[] {
  const kicker = kickerBeside(root);
  const folder = dirname(state);
  const other = moduleBeside({ key: pathFrom(folder, kicker), state }, lock);
  if (other === undefined || other === key) return [];
  const shown = pathFrom(io.cwd, join(folder, other));
  return [`${pathFrom(io.cwd, kicker)} is emitted with ${shown}, and stays as long as that is there`];
}

function lineFor(root: string, target: Target, inventory: string, io: Io): string {
  const path = pathFrom(io.cwd, root);
  return basename(root) === basename(target.root)
    ? `${target.stateShown} remembers this module in ${path}, not in ${target.shown}; to go on there: lvs-puppet scaffold ${shellWord(inventory)} -o ${shellWord(path)}`
    : `${path}, which an earlier scaffold wrote, stays as it is; remove it if ${target.shown} takes its place`;
}
