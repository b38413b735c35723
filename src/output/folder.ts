import {
  closeSync,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
  constants,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Change, DiskFile } from './plan.ts';

/** A path of the folder that cannot be used: a symbolic link on the way, or something else than a file. */
export interface Obstacle {
  readonly path: string;
  readonly reason: string;
}

const STAGE_PREFIX = '.lvs-puppet-stage-';

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
    const parent = folderState(root, dirname(path), folders);
    if (parent === 'absent') continue;
    if (parent !== 'folder') {
      obstacles.push(parent);
      continue;
    }
    const stat = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (stat === undefined) continue;
    if (!stat.isFile())
      obstacles.push({ path, reason: stat.isSymbolicLink() ? 'is a symbolic link' : 'is not a file' });
    else files.set(path, readOne(join(root, path)));
  }
  const unique = [...new Map(obstacles.map((obstacle) => [obstacle.path, obstacle])).values()];
  return { files, obstacles: unique };
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
    const executable = (fstatSync(descriptor).mode & 0o100) !== 0;
    const bytes = readFileSync(descriptor);
    const text = bytes.toString('utf8');
    return { text: Buffer.from(text, 'utf8').equals(bytes) ? text : undefined, executable };
  } finally {
    closeSync(descriptor);
  }
}

/** Whether a folder exists and holds anything but leftovers of a run that was killed. */
export function hasContent(root: string): boolean {
  return existsSync(root) && readdirSync(root).some((name) => !name.startsWith(STAGE_PREFIX));
}

/** Changes that are written to the folder's file system and wait for `commit`. */
export interface Staged {
  /** Renames everything into place. Runs without returning to the event loop, so no signal can part it. */
  readonly commit: () => void;
  /** Takes everything back that staging created. */
  readonly discard: () => void;
}

/**
 * Writes the new files into a folder beside their places. Nothing that exists is changed before `commit`.
 * @throws the system's error (no space, no access) after taking back what was written
 */
export function stageChanges(root: string, changes: readonly Change[]): Staged {
  const createdFolders = makeFolders(root);
  let stage: string | undefined;
  const discard = (): void => {
    if (stage !== undefined) rmSync(stage, { recursive: true, force: true });
    for (const folder of createdFolders.toReversed()) removeIfEmpty(folder);
  };
  try {
    removeLeftovers(root);
    const folder = mkdtempSync(join(root, STAGE_PREFIX));
    stage = folder;
    const moves: { from: string; to: string }[] = [];
    for (const change of changes) {
      if (change.kind !== 'create' && change.kind !== 'update') continue;
      const from = join(folder, String(moves.length));
      writeFileSync(from, change.want.text, { mode: change.want.executable ? 0o755 : 0o644, flag: 'wx' });
      createdFolders.push(...makeFolders(join(root, dirname(change.path))));
      moves.push({ from, to: join(root, change.path) });
    }
    const commit = (): void => {
      for (const { from, to } of moves) renameSync(from, to);
      for (const change of changes) if (change.kind === 'remove') removeFile(root, change.path);
      rmSync(folder, { recursive: true, force: true });
    };
    return { commit, discard };
  } catch (error) {
    discard();
    throw error;
  }
}

/** Makes a folder with its parents; gives those that were made, outermost first. */
function makeFolders(path: string): string[] {
  const missing: string[] = [];
  for (let folder = path; !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
  const made: string[] = [];
  try {
    for (const folder of missing) {
      mkdirSync(folder, { mode: 0o755 });
      made.push(folder);
    }
  } catch (error) {
    for (const folder of made.toReversed()) removeIfEmpty(folder);
    throw error;
  }
  return made;
}

function removeLeftovers(root: string): void {
  for (const name of readdirSync(root)) {
    if (name.startsWith(STAGE_PREFIX)) rmSync(join(root, name), { recursive: true, force: true });
  }
}

function removeFile(root: string, path: string): void {
  unlinkSync(join(root, path));
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    if (!removeIfEmpty(join(root, folder))) return;
  }
}

function removeIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

/** Writes a small file through a temporary one beside it, so that a reader sees the old or the new text. */
export function replaceFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text, { mode: 0o644, flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
