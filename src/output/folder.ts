import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { hasCode } from './folder-error.ts';
import type { DiskFile } from './plan.ts';

/** A path of the folder that cannot be used: a symbolic link on the way, or something else than a file. */
export interface Obstacle {
  readonly path: string;
  readonly reason: string;
}

/** A folder of the path is a symbolic link that leads nowhere, or round in a circle. */
export class DeadLink extends Error {
  override readonly name = 'DeadLink';
  readonly path: string;

  constructor(path: string) {
    super(`${path} is a symbolic link that leads nowhere`);
    this.path = path;
  }
}

/**
 * Reads the files at some paths of a folder. Symbolic links below the folder are never followed: they are
 * obstacles, because writing through one could change a file anywhere.
 * @throws the system's error where the folder cannot be read
 */
export function readFiles(
  root: string,
  paths: Iterable<string>,
): { files: Map<string, DiskFile>; obstacles: Obstacle[] } {
  const files = new Map<string, DiskFile>();
  const obstacles: Obstacle[] = [];
  const folders = new Map<string, 'folder' | 'absent' | Obstacle>();
  for (const path of paths) {
    const found = lookAt(root, path, folders);
    if (found === 'file') files.set(path, readOne(join(root, path)));
    else if (found !== 'absent') obstacles.push(found);
  }
  const unique = [...new Map(obstacles.map((obstacle) => [obstacle.path, obstacle])).values()];
  return { files, obstacles: unique };
}

/** What is at a path of a folder, without following a link below the folder. */
export function lookAt(
  root: string,
  path: string,
  folders: Map<string, 'folder' | 'absent' | Obstacle> = new Map(),
): 'file' | 'absent' | Obstacle {
  const parent = folderState(root, dirname(path), folders);
  if (parent !== 'folder') return parent;
  const stat = lstatSync(join(root, path), { throwIfNoEntry: false });
  if (stat === undefined) return 'absent';
  if (stat.isFile()) return 'file';
  return { path, reason: stat.isSymbolicLink() ? 'is a symbolic link' : 'is not a file' };
}

function folderState(
  root: string,
  path: string,
  known: Map<string, 'folder' | 'absent' | Obstacle>,
): 'folder' | 'absent' | Obstacle {
  if (path === '.') return existsSync(root) ? 'folder' : 'absent';
  const seen = known.get(path);
  if (seen !== undefined) return seen;
  const parent = folderState(root, dirname(path), known);
  const state = parent === 'folder' ? ownState(root, path) : parent;
  known.set(path, state);
  return state;
}

function ownState(root: string, path: string): 'folder' | 'absent' | Obstacle {
  const stat = lstatSync(join(root, path), { throwIfNoEntry: false });
  if (stat === undefined) return 'absent';
  if (stat.isDirectory()) return 'folder';
  return { path, reason: stat.isSymbolicLink() ? 'is a symbolic link' : 'is not a folder' };
}

function readOne(absolute: string): DiskFile {
  const descriptor = openSync(absolute, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { mode } = fstatSync(descriptor);
    const bytes = readFileSync(descriptor);
    const text = textOf(bytes);
    return {
      ...(text === undefined ? { text, bytes } : { text }),
      executable: (mode & constants.S_IXUSR) !== 0,
      mode: mode & 0o777,
    };
  } finally {
    closeSync(descriptor);
  }
}

/** Bytes as text, or undefined where they are none. */
function textOf(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : undefined;
}

/** Makes a folder with its parents; gives those that were made, outermost first. */
export function makeFolders(path: string): string[] {
  const missing: string[] = [];
  for (let folder = path; !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
  const made: string[] = [];
  try {
    for (const folder of missing) {
      if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true) throw new DeadLink(folder);
      if (makeFolder(folder)) made.push(folder);
    }
  } catch (error) {
    for (const folder of made.toReversed()) removeIfEmpty(folder);
    throw error;
  }
  return made;
}

/** False where another run has just made it. */
function makeFolder(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o755 });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST') && lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true)
      return false;
    throw error;
  }
}

/** Removes a folder where nothing is in it; gives whether it is gone. */
export function removeIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

/**
 * Writes a file that is not there yet. It is not synced: what a killed process has written is with the system, and after a
 * power failure the hashes tell what is lost. Syncing each file of a new module took a second, five times the run (measured).
 */
export function writeNew(path: string, content: string | Uint8Array, mode: number): void {
  const descriptor = openSync(path, 'wx', mode);
  try {
    writeFileSync(descriptor, content);
  } finally {
    closeSync(descriptor);
  }
}
