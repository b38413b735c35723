import { statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Roots } from '../output/folder-journal.ts';
import { usageFailure } from './failure.ts';
import type { Io } from './io.ts';
import type { InventoryFile } from './read-inventory.ts';

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

/** Names of the files in `.lvs-puppet` that belong under version control. */
export const LOCK_FILE = 'lock.json';
export const BASE_FILE = 'base.jsonl';

/** The target of the module of this name. */
export function targetOf(
  { folder }: Pick<InventoryFile, 'folder'>,
  name: string,
  output: string | undefined,
  io: Io,
): Target {
  const shown = output ?? join('modules', name);
  const root = resolve(io.cwd, shown);
  const state = join(folder, '.lvs-puppet');
  const key = relative(folder, root).split(sep).join('/') || '.';
  return { root, shown, state, stateShown: relative(io.cwd, state), key };
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
