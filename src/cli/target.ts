import { statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Roots } from '../output/folder-journal.ts';
import { whereaboutsOf } from '../output/folder-root.ts';
import { ExitCode } from './exit-code.ts';
import { environmentFailure, Failure, systemReason, usageFailure } from './failure.ts';
import type { Io } from './io.ts';
import type { InventoryFile } from './read-inventory.ts';
import { shellWord } from './shell-word.ts';

/** Where a module goes and where what is remembered of it is kept. */
export interface Target {
  /** Absolute path of the module's folder. */
  readonly root: string;
  /** The folder as the person would write it. */
  readonly shown: string;
  /** The folder `.lvs-puppet` beside the inventory: its absolute path, and the one from the current folder. */
  readonly state: string;
  readonly stateShown: string;
  /** The module's key in the lock: its path from the inventory's folder. */
  readonly key: string;
}

/** The folder beside an inventory of what is remembered. */
export const STATE_FOLDER = '.lvs-puppet';

/** Names of the files in it that belong under version control. */
export const LOCK_FILE = 'lock.json';
export const BASE_FILE = 'base.jsonl';

/**
 * The target of the module of this name.
 * @throws Failure where links lead out of the inventory's folder and the person did not name the folder, or into git's
 */
export function targetOf(
  { folder }: Pick<InventoryFile, 'folder'>,
  name: string,
  output: string | undefined,
  io: Io,
): Target {
  const shown = output ?? join('modules', name);
  const root = resolve(io.cwd, shown);
  refuseAstray([folder, io.cwd], root, shown, output !== undefined);
  const state = join(folder, STATE_FOLDER);
  const key = relative(folder, root).split(sep).join('/') || '.';
  return { root, shown, state, stateShown: relative(io.cwd, state), key };
}

/**
 * A link in the place of the module comes with a checkout, and through it any folder could be written.
 * @param folders where a module may lie that nobody named: beside the inventory, or where the person stands
 */
function refuseAstray(folders: readonly string[], root: string, shown: string, named: boolean): void {
  const whereabouts = inWords(shown, () => folders.map((folder) => whereaboutsOf(folder, root)));
  if (whereabouts.includes('git'))
    throw new Failure(ExitCode.findings, `${shown} lies in the folder of git, where nothing is written`);
  if (!whereabouts.includes('inside') && !named)
    throw new Failure(
      ExitCode.findings,
      `${shown} leads out of the folder of the inventory through a symbolic link; if that is meant, say so with: -o ${shellWord(shown)}`,
    );
}

function inWords<T>(shown: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    const reason = systemReason(error);
    throw reason === undefined ? error : environmentFailure(`cannot read ${shown}: ${reason}`);
  }
}

/**
 * The folder that a person names may be missing, but is nothing else.
 * @throws Failure where it is a file
 */
export function refuseFile({ root, shown }: Target): void {
  if (isNoFolder(root)) throw usageFailure(`${shown} is a file, and no folder for a module`);
}

function isNoFolder(path: string): boolean {
  try {
    return !statSync(path).isDirectory();
  } catch {
    // Not there yet; what keeps it from being looked at keeps it from being written, too.
    return false;
  }
}

/** The folders of a target, for what writes there. */
export function rootsOf({ root, state }: Target): Roots {
  return { module: root, state };
}
