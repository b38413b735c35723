import { statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { kickerBeside, rootsBeside, type Roots } from '../output/folder-journal.ts';
import { isOneFolder, whereaboutsOf, type Whereabouts } from '../output/folder-root.ts';
import { ExitCode } from './exit-code.ts';
import { environmentFailure, Failure, systemReason, usageFailure } from './failure.ts';
import type { Io } from './io.ts';
import type { InventoryFile } from './read-inventory.ts';
import { shellWord } from './shell-word.ts';

/** Where a module goes and where what is remembered of it is kept. */
export interface Target {
  /** Which of the two modules of an inventory it is. */
  readonly place: 'module' | 'kicker';
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
  const folders = [folder, io.cwd];
  refuseGit(folders, root, shown);
  if (output === undefined)
    refuseAstray(folders, root, shown, `if that is meant, say so with: -o ${shellWord(shown)}`);
  const state = join(folder, STATE_FOLDER);
  return {
    place: 'module',
    root,
    shown,
    state,
    stateShown: relative(io.cwd, state),
    key: keyOf(folder, root),
  };
}

/** The target of the module `kicker`, which goes beside the other one. */
export function kickerTargetOf({ folder }: Pick<InventoryFile, 'folder'>, target: Target): Target {
  const root = kickerBeside(target.root);
  const shown = join(target.shown, '..', basename(root));
  return { ...target, place: 'kicker', root, shown, key: keyOf(folder, root) };
}

/** What a site says that has such a module of its own. */
export const KICKER_ELSEWHERE = 'where kicker is a module of your own, set kicker: { module: external }';

/**
 * Whether nothing of ours can be in the place of the module `kicker`: the other module is there, or a link that leads out
 * of all folders.
 */
export function isKickerAstray(
  { folder }: Pick<InventoryFile, 'folder'>,
  { root: module }: Target,
  { root, shown }: Target,
  io: Io,
): boolean {
  const whereabouts = whereaboutsFrom([folder, io.cwd, dirname(module)], root, shown);
  return isOneFolder(root, module) || !whereabouts.includes('inside') || whereabouts.includes('git');
}

/**
 * @throws Failure where the module `kicker` cannot go to its place
 */
export function refuseKickerAstray(
  { folder }: Pick<InventoryFile, 'folder'>,
  { root: module, shown: moduleShown }: Target,
  { root, shown }: Target,
  io: Io,
): void {
  if (isOneFolder(root, module))
    throw usageFailure(
      `${moduleShown} is where the module kicker goes; choose another folder with -o; ${KICKER_ELSEWHERE}`,
    );
  const folders = [folder, io.cwd, dirname(module)];
  refuseGit(folders, root, shown);
  refuseAstray(folders, root, shown, KICKER_ELSEWHERE);
  refuseFile({ root, shown });
}

/**
 * Nobody who names a folder of theirs asks for another one outside, as beside a repository that is the module itself.
 * @throws Failure where only the module `kicker` would lie outside the folder of the inventory and the current one
 */
export function refuseKickerOutside(
  { folder }: Pick<InventoryFile, 'folder'>,
  module: Target,
  kicker: Target,
  io: Io,
): void {
  const isInside = ({ root, shown }: Target): boolean =>
    whereaboutsFrom([folder, io.cwd], root, shown).includes('inside');
  if (isInside(module) && !isInside(kicker))
    throw new Failure(
      ExitCode.findings,
      `${kicker.shown}, where the module kicker goes, lies outside the folder of the inventory; choose another folder with -o; ${KICKER_ELSEWHERE}`,
    );
}

function keyOf(folder: string, root: string): string {
  return relative(folder, root).split(sep).join('/') || '.';
}

/**
 * A link in the place of the module comes with a checkout, and through it any folder could be written.
 * @param folders where a module may lie that nobody named: beside the inventory, or where the person stands
 * @param hint what to do where the link is meant
 */
function refuseAstray(folders: readonly string[], root: string, shown: string, hint: string): void {
  if (!whereaboutsFrom(folders, root, shown).includes('inside'))
    throw new Failure(
      ExitCode.findings,
      `${shown} leads out of the folder of the inventory through a symbolic link; ${hint}`,
    );
}

function refuseGit(folders: readonly string[], root: string, shown: string): void {
  if (whereaboutsFrom(folders, root, shown).includes('git'))
    throw new Failure(ExitCode.findings, `${shown} lies in the folder of git, where nothing is written`);
}

function whereaboutsFrom(folders: readonly string[], root: string, shown: string): Whereabouts[] {
  return inWords(shown, () => folders.map((folder) => whereaboutsOf(folder, root)));
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
export function refuseFile({ root, shown }: Pick<Target, 'root' | 'shown'>): void {
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

/** The folders of a target of the first module, for what writes there. */
export function rootsOf({ root, state }: Target): Roots {
  return rootsBeside(root, state);
}
