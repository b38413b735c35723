import { randomUUID } from 'node:crypto';
import { linkSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode, InTheWay } from './folder-error.ts';
import { makeFolders, removeIfEmpty, writeNew } from './folder.ts';
import { LOCAL_FOLDER } from './folder-local.ts';
import {
  isAlive,
  ownIdentity,
  parseIdentity,
  printIdentity,
  type ProcessIdentity,
} from './folder-process.ts';

/** Another run of this tool is at work in the same folder. */
export class FolderBusy extends Error {
  override readonly name = 'FolderBusy';
  /** Undefined where it has given the lock back or lost it, and another one may have it. */
  readonly processId: number | undefined;
  /** What says so, absolute. */
  readonly path: string;

  constructor(processId: number | undefined, path: string) {
    super(`process ${processId} is writing the folder, as ${path} says`);
    this.processId = processId;
    this.path = path;
  }
}

/** The file that says who writes now. */
export const RUN_LOCK = 'run.lock';

/** What follows its name in that of the lock on taking it away. */
const GUARD = 'takeover';

const PAUSE_MILLISECONDS = 50;

/** How long to wait for another run, and what ends the waiting. */
export interface Patience {
  readonly milliseconds: number;
  readonly signal: AbortSignal;
}

/** The right to write beside an inventory. */
export interface RunLock {
  /**
   * Makes sure of it, just before it is used.
   * @throws FolderBusy where a person, or another run by mistake, took the lock away
   */
  readonly confirm: () => void;
  /** Gives it back, with the folders that nothing was put into. */
  readonly release: () => void;
}

/**
 * Becomes the only run that writes beside an inventory; waits for another one, and takes over from one that has ended.
 * @param state the folder `.lvs-puppet` beside the inventory
 * @throws FolderBusy where the other one takes too long, InTheWay where the lock is no file that can be read, or the
 *   system's error
 */
export async function acquireRunLock(state: string, patience: Patience): Promise<RunLock> {
  const local = join(state, LOCAL_FOLDER);
  const path = join(local, RUN_LOCK);
  const own = `${path}.${printIdentity(ownIdentity())}-${randomUUID()}`;
  const release = (): void => {
    rmSync(own, { force: true });
    if (removeIfEmpty(local)) removeIfEmpty(state);
  };
  try {
    writeOwn(local, own);
    await waitFor(own, path, patience);
    removeLeftovers(local, own);
  } catch (error) {
    release();
    throw error;
  }
  return {
    confirm: () => {
      if (!isSameFile(own, path)) throw new FolderBusy(undefined, path);
    },
    release: () => {
      if (isSameFile(own, path)) rmSync(path, { force: true });
      release();
    },
  };
}

/** Both are links to one file while the lock is held: another one's lock is another file. */
function isSameFile(own: string, path: string): boolean {
  const [mine, there] = [own, path].map((link) => lstatSync(link, { bigint: true, throwIfNoEntry: false }));
  return mine !== undefined && mine.ino === there?.ino && mine.dev === there.dev;
}

/** The one that gives the lock back removes the folder where it is empty, perhaps just before this file is there. */
function writeOwn(local: string, own: string, attempts = 10): void {
  try {
    makeFolders(local);
    writeNew(own, `${printIdentity(ownIdentity())}\n`, 0o644);
  } catch (error) {
    if (!hasCode(error, 'ENOENT') || attempts === 0) throw error;
    writeOwn(local, own, attempts - 1);
  }
}

/** Removes what runs that were killed while they waited have left. */
function removeLeftovers(local: string, own: string): void {
  for (const name of readdirSync(local).filter((entry) => entry.startsWith(`${RUN_LOCK}.`))) {
    const writer = parseIdentity(name.slice(RUN_LOCK.length + 1));
    if (join(local, name) !== own && (writer === undefined || !isAlive(writer)))
      rmSync(join(local, name), { recursive: true, force: true });
  }
}

async function waitFor(own: string, path: string, { milliseconds, signal }: Patience): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!linked(own, path)) {
    if (isStale(path)) takeAway(path, own);
    if (linked(own, path)) return;
    if (Date.now() >= deadline) throw new FolderBusy(holderOf(path)?.id, path);
    await sleep(PAUSE_MILLISECONDS, undefined, { signal });
  }
}

/** A link is there at once with its content, so nobody sees a lock that does not say whose it is. */
function linked(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Whether a lock is there whose process has ended; what names no process is one of a run that was killed, too. */
function isStale(path: string): boolean {
  const text = readLock(path);
  if (text === undefined) return false;
  const identity = parseIdentity(text);
  return identity === undefined || !isAlive(identity);
}

function holderOf(path: string): ProcessIdentity | undefined {
  return parseIdentity(readLock(path) ?? '');
}

/**
 * Undefined where the holder has just given it back.
 * @throws InTheWay where something is there that can never be a lock: waiting for it would not end
 */
function readLock(path: string): string | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (!stat.isFile()) throw new InTheWay(path, 'is no plain file');
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw hasCode(error, 'EACCES') ? new InTheWay(path, 'cannot be read') : error;
  }
}

/**
 * Takes the lock of an ended process away. Of several that see it only the one that holds a lock on this very step does,
 * and looks again first: else a slow one would take the new lock of a quick one. Should it be killed in between, its own
 * lock is found stale like the other.
 */
function takeAway(path: string, own: string): void {
  const guard = `${path}.${GUARD}`;
  if (!linked(own, guard)) {
    if (isStale(guard)) rmSync(guard, { force: true });
    return;
  }
  try {
    if (isStale(path)) rmSync(path, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}
