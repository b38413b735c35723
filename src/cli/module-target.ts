import { lstatSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Inventory } from '../inventory/model.ts';
import type { FileSet } from '../output/file-set.ts';
import { readFiles, type Obstacle } from '../output/folder.ts';
import { parseLock, type Hashes, type Lock } from '../output/lock.ts';
import { planChanges, type Plan } from '../output/plan.ts';
import { ExitCode } from './exit-code.ts';
import { environmentFailure, Failure, hasCode, systemReason } from './failure.ts';
import type { Io } from './io.ts';
import type { InventoryFile } from './read-inventory.ts';

/** Where a module goes and where its hashes are kept. */
export interface Target {
  /** Absolute path of the module's folder. */
  readonly root: string;
  /** The folder as the person would write it. */
  readonly shown: string;
  /** The lock file beside the inventory: its absolute path, and the one from the current folder. */
  readonly lockPath: string;
  readonly lockShown: string;
  /** The module's key in the lock: its path from the inventory's folder. */
  readonly key: string;
}

/** What stands at the target now, and what would have to change. */
export interface Inspection {
  readonly plan: Plan;
  readonly obstacles: readonly Obstacle[];
  /** Undefined where there is no lock file yet. */
  readonly lock: Lock | undefined;
  /** What was written last for this module; undefined where that is not recorded. */
  readonly written: Hashes | undefined;
}

/** The target of an inventory's module. */
export function targetOf(
  file: InventoryFile & { inventory: Inventory },
  output: string | undefined,
  io: Io,
): Target {
  const shown = output ?? join('modules', file.inventory.module.name);
  const root = resolve(io.cwd, shown);
  const lockPath = join(file.folder, '.lvs-puppet', 'lock.json');
  const key = relative(file.folder, root).split(sep).join('/') || '.';
  return { root, shown, lockPath, lockShown: relative(io.cwd, lockPath), key };
}

/**
 * Compares the wanted files with the target.
 * @throws Failure where the target or the lock cannot be read
 */
export function inspect(files: FileSet, target: Target): Inspection {
  const lock = readLock(target);
  const written = lock?.get(target.key);
  const recorded: Hashes = written ?? new Map();
  try {
    const { files: disk, obstacles } = readFiles(target.root, new Set([...files.keys(), ...recorded.keys()]));
    return { plan: planChanges(files, recorded, disk), obstacles, lock, written };
  } catch (error) {
    throw readFailure(error, target.shown);
  }
}

function readLock({ lockPath, lockShown }: Target): Lock | undefined {
  const text = readLockText(lockPath, lockShown);
  if (text === undefined) return undefined;
  const reading = parseLock(text);
  if (reading.kind === 'lock') return reading.lock;
  throw new Failure(
    ExitCode.findings,
    reading.kind === 'newer'
      ? `${lockShown} was written by a newer lvs-puppet; use that one`
      : `${lockShown} is not readable; restore it from version control, or remove it and move the module away`,
  );
}

function readLockText(path: string, shown: string): string | undefined {
  try {
    // Through a link the lock could replace a file anywhere.
    const folder = lstatSync(dirname(path), { throwIfNoEntry: false });
    if (folder !== undefined && !folder.isDirectory())
      throw environmentFailure(`${dirname(shown)} is not a folder, and the lock of the module belongs there`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw readFailure(error, shown);
  }
}

function readFailure(error: unknown, shown: string): unknown {
  const reason = systemReason(error);
  return reason === undefined ? error : environmentFailure(`cannot read ${shown}: ${reason}`);
}
