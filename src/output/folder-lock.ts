import { randomUUID } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, renameSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolders, removeIfEmpty, writeNew } from './folder.ts';
import { LOCAL_FOLDER } from './folder-local.ts';
import { isAlive, ownIdentity, parseIdentity, printIdentity } from './folder-process.ts';

/** Another run of this tool is at work in the same folder. */
export class FolderBusy extends Error {
  override readonly name = 'FolderBusy';
  readonly processId: number;

  constructor(processId: number) {
    super(`process ${processId} is writing the folder`);
    this.processId = processId;
  }
}

/** The file that says who writes now. */
export const RUN_LOCK = 'run.lock';

const PAUSE_MILLISECONDS = 50;

/** How long to wait for another run, and what ends the waiting. */
export interface Patience {
  readonly milliseconds: number;
  readonly signal: AbortSignal;
}

/**
 * Becomes the only run that writes beside an inventory; waits for another one, and takes over from one that has ended.
 * @param state the folder `.lvs-puppet` beside the inventory
 * @returns what gives it back, with the folders that nothing was put into
 * @throws FolderBusy where the other one takes too long, or the system's error
 */
export async function acquireRunLock(state: string, patience: Patience): Promise<() => void> {
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
  return () => {
    rmSync(path, { force: true });
    release();
  };
}

/** The one that gives the lock back removes the folder where it is empty, perhaps just before this file is there. */
function writeOwn(local: string, own: string, attempts = 10): void {
  makeFolders(local);
  try {
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
      rmSync(join(local, name), { force: true });
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

async function waitFor(own: string, path: string, { milliseconds, signal }: Patience): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!linked(own, path)) {
    const holder = readHolder(path);
    if (holder === undefined) continue;
    const identity = parseIdentity(holder);
    if (identity === undefined || !isAlive(identity)) {
      takeAway(path, holder, own);
      continue;
    }
    if (Date.now() >= deadline) throw new FolderBusy(identity.id);
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

/** Undefined where the holder has just given it back. */
function readHolder(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Takes the lock of an ended process away. Of two that see it at the same time, one may move the new lock of the
 * other: it puts that back.
 */
function takeAway(path: string, seen: string, own: string): void {
  const aside = `${own}.old`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (readHolder(aside) !== seen) linked(aside, path);
  unlinkSync(aside);
}
