import {
  closeSync,
  existsSync,
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
import { basename, dirname, join } from 'node:path';
import type { Change, DiskFile } from './plan.ts';

/** A path of the folder that cannot be used: a symbolic link on the way, or something else than a file. */
export interface Obstacle {
  readonly path: string;
  readonly reason: string;
}

/** The folder of the staged files; the number of the process says whether somebody still works in it. */
const STAGE_PREFIX = '.lvs-puppet-stage-';

/** A folder of the path is a symbolic link that leads nowhere, or round in a circle. */
export class DeadLink extends Error {
  override readonly name = 'DeadLink';
  readonly path: string;

  constructor(path: string) {
    super(`${path} is a symbolic link that leads nowhere`);
    this.path = path;
  }
}

/** Another run of this tool is writing the same folder now. */
export class FolderBusy extends Error {
  override readonly name = 'FolderBusy';
  readonly processId: number;

  constructor(processId: number) {
    super(`process ${processId} is writing the folder`);
    this.processId = processId;
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
    const bytes = readFileSync(descriptor);
    const text = bytes.toString('utf8');
    return { text: Buffer.from(text, 'utf8').equals(bytes) ? text : undefined };
  } finally {
    closeSync(descriptor);
  }
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
 * @throws the system's error (no space, no access) after taking back what was written, or FolderBusy
 */
export function stageChanges(root: string, changes: readonly Change[]): Staged {
  const createdFolders = makeFolders(root);
  let stage: string | undefined;
  const discard = (): void => {
    if (stage !== undefined) rmSync(stage, { recursive: true, force: true });
    for (const folder of createdFolders.toReversed()) removeIfEmpty(folder);
  };
  try {
    const folder = mkdtempSync(join(root, `${STAGE_PREFIX}${process.pid}-`));
    stage = folder;
    // Only now: of two runs that look at the same time, each sees the other.
    removeLeftovers(root, basename(folder));
    const moves: { from: string; to: string }[] = [];
    for (const change of changes) {
      if (change.kind !== 'create' && change.kind !== 'update') continue;
      const from = join(folder, String(moves.length));
      writeFileSync(from, change.want, { mode: 0o644, flag: 'wx' });
      createdFolders.push(...makeFolders(join(root, dirname(change.path))));
      moves.push({ from, to: join(root, change.path) });
    }
    const commit = (): void => {
      for (const { from, to } of moves) renameSync(from, to);
      for (const change of changes) if (change.kind === 'remove') removeFile(root, change.path);
      rmdirSync(folder);
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
      if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true) throw new DeadLink(folder);
      mkdirSync(folder, { mode: 0o755 });
      made.push(folder);
    }
  } catch (error) {
    for (const folder of made.toReversed()) removeIfEmpty(folder);
    throw error;
  }
  return made;
}

/** Removes what runs that were killed have left; a run that still lives keeps its files. */
function removeLeftovers(root: string, own: string): void {
  const stages = readdirSync(root).filter((name) => name.startsWith(STAGE_PREFIX) && name !== own);
  const alive = stages.map(writerOf).find((processId) => processId !== undefined);
  if (alive !== undefined) throw new FolderBusy(alive);
  for (const name of stages) rmSync(join(root, name), { recursive: true, force: true });
}

/** The other process that is working in a stage; undefined where it has ended. */
function writerOf(stage: string): number | undefined {
  const processId = Number.parseInt(stage.slice(STAGE_PREFIX.length), 10);
  if (!(processId > 0) || processId === process.pid) return undefined;
  try {
    process.kill(processId, 0);
    return processId;
  } catch (error) {
    // Not permitted to signal it: it lives, under another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? processId : undefined;
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

/** Stages one file, with the folders above it: a reader sees the old or the new text. */
export function stageFile(path: string, text: string): Staged {
  const createdFolders = makeFolders(dirname(path));
  const temporary = `${path}.${process.pid}.tmp`;
  const discard = (): void => {
    rmSync(temporary, { force: true });
    for (const folder of createdFolders.toReversed()) removeIfEmpty(folder);
  };
  try {
    writeFileSync(temporary, text, { mode: 0o644 });
  } catch (error) {
    discard();
    throw error;
  }
  return { commit: () => renameSync(temporary, path), discard };
}
