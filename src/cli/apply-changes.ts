import { dirname, join, sep } from 'node:path';
import { printable } from '../diagnostics/escape.ts';
import { DeadLink, removeIfEmpty } from '../output/folder.ts';
import { InTheWay } from '../output/folder-error.ts';
import { BelongsElsewhere, CannotFinish, hashAt } from '../output/folder-journal.ts';
import { LOCAL_FOLDER, localIdentity } from '../output/folder-local.ts';
import { acquireRunLock, FolderBusy, type RunLock } from '../output/folder-lock.ts';
import { ChangedMeanwhile, recover, stageWrites, type Write } from '../output/folder-stage.ts';
import { hashOf } from '../output/hash.ts';
import { contentOf, isWriting, type Writing } from '../output/plan.ts';
import type { StateTexts } from '../output/state.ts';
import { hashOfModule, printUndo, type UndoFile, type UndoModule } from '../output/undo.ts';
import { ExitCode } from './exit-code.ts';
import { environmentFailure, Failure, systemReason } from './failure.ts';
import type { Io } from './io.ts';
import { missingFolders, refuseLinkedState, type Inspection, type Memory } from './inspect-module.ts';
import { wayOut } from './way-out.ts';
import { pathFrom } from './path-from.ts';
import { BASE_FILE, kickerTargetOf, LOCK_FILE, rootsOf, type Target } from './target.ts';

/** How long a run waits for another one that writes beside the same inventory. */
const PATIENCE_MILLISECONDS = 10_000;

/** Where the way back from the last run of a module is kept. */
export function undoPath({ key }: Target): string {
  return `${LOCAL_FOLDER}/undo-${hashOf(key).slice(0, 16)}.json`;
}

/**
 * Does something as the only run that writes beside the inventory, after finishing what a killed run has begun.
 * @throws Failure where another run takes too long, or the folders cannot be written
 */
export async function alone<T>(
  target: Target,
  io: Io,
  action: (lock: RunLock) => Promise<T> | T,
): Promise<T> {
  refuseLinkedState(target);
  try {
    const lock = await acquireRunLock(target.state, {
      milliseconds: PATIENCE_MILLISECONDS,
      signal: io.signal,
    });
    try {
      recover(rootsOf(target));
      return await action(lock);
    } finally {
      lock.release();
    }
  } catch (error) {
    throw writeFailure(error, target, io);
  }
}

/**
 * Writes what the plans of all modules want in one turn, with the way back; false where the person interrupted it and all
 * is as it was.
 * @param target of the first module, by which the run is known
 */
export async function applyChanges(
  inspections: readonly Inspection[],
  target: Target,
  lock: RunLock,
  io: Io,
): Promise<boolean> {
  const [first] = inspections;
  if (first === undefined) return true;
  const { memory, nextTexts } = first;
  const done = await write(
    [
      ...inspections.flatMap(moduleWrites),
      ...stateWrites(memory, nextTexts, target),
      {
        place: 'state',
        path: undoPath(target),
        content: printUndo({
          folder: localIdentity(target.state),
          modules: inspections.map(undoModule),
          state: {
            old: memory.texts,
            next: { lock: contentHash(nextTexts.lock), base: contentHash(nextTexts.base) },
          },
        }),
        old: hashAt(target.state, undoPath(target)),
      },
    ],
    target,
    lock,
    io,
  );
  // An empty folder would look like a module to Puppet.
  if (done) for (const { next, target: its } of inspections) if (next === undefined) removeIfEmpty(its.root);
  return done;
}

/** Stages files and puts them into place; false where the person interrupted it and all is as it was. */
export async function write(
  writes: readonly Write[],
  target: Target,
  lock: RunLock,
  io: Io,
): Promise<boolean> {
  const staged = stageWrites(rootsOf(target), target.key, writes);
  // Signals are delivered between turns of the event loop: one turn here, none from here on.
  await new Promise((done) => setImmediate(done));
  if (io.signal.aborted) {
    staged.discard();
    return false;
  }
  try {
    lock.confirm();
    staged.commit();
  } catch (error) {
    if (error instanceof ChangedMeanwhile || error instanceof FolderBusy) staged.discard();
    throw error;
  }
  return true;
}

/** What was there when the plan was made: what a person changes from then on is noticed before anything is written. */
function moduleWrites({ plan, target: { place } }: Inspection): Write[] {
  return plan.changes.filter(isWriting).map((change) => ({
    place,
    path: change.path,
    content: nextContent(change),
    old: contentHash(oldContent(change)),
  }));
}

function undoModule({ plan, target, next }: Inspection): UndoModule {
  return {
    key: target.key,
    folders: missingFolders(target.root),
    files: plan.changes.filter(isWriting).map(undoFile),
    remembered: hashOfModule(next),
  };
}

function undoFile(change: Writing): UndoFile {
  const content = oldContent(change);
  const mode = change.kind === 'create' ? undefined : change.have.mode;
  return {
    path: change.path,
    old: content === undefined ? undefined : { content, mode: mode ?? 0o644 },
    next: contentHash(nextContent(change)),
  };
}

function oldContent(change: Writing): string | Uint8Array | undefined {
  return change.kind === 'create' ? undefined : contentOf(change.have);
}

function nextContent(change: Writing): string | undefined {
  return change.kind === 'remove' ? undefined : change.want;
}

/** Lock and base; with the first ones come two files that tell git what is in the folder, and with the last they go. */
export function stateWrites(
  { texts: before, hashes }: Memory,
  after: StateTexts,
  { state }: Target,
): Write[] {
  const stateWrite = (path: string, content: string | undefined, old: string | undefined): Write => ({
    place: 'state',
    path,
    content,
    old,
  });
  const first = before.base === undefined && after.base !== undefined;
  const last = after.lock === undefined;
  const forGit = Object.entries({ '.gitignore': GIT_IGNORE, '.gitattributes': GIT_ATTRIBUTES });
  return [
    // What a person put there is theirs.
    ...forGit
      .filter(([path]) => first && hashAt(state, path) === undefined)
      .map(([path, content]) => stateWrite(path, content, undefined)),
    ...forGit
      .filter(([path, content]) => last && hashAt(state, path) === hashOf(content))
      .map(([path, content]) => stateWrite(path, undefined, hashOf(content))),
    ...(after.base === before.base ? [] : [stateWrite(BASE_FILE, after.base, hashes.base)]),
    ...(after.lock === before.lock ? [] : [stateWrite(LOCK_FILE, after.lock, hashes.lock)]),
  ];
}

/** What concerns this machine alone: the way back, and what a killed run has left. */
const GIT_IGNORE = `/${LOCAL_FOLDER}/\n`;

/** Nobody reads the base in a review, and its bytes are hashed. */
const GIT_ATTRIBUTES = `${LOCK_FILE} text eol=lf linguist-generated\n${BASE_FILE} -diff linguist-generated text eol=lf\n`;

function contentHash(content: string | Uint8Array | undefined): string | undefined {
  return content === undefined ? undefined : hashOf(content);
}

function writeFailure(error: unknown, target: Target, io: Io): unknown {
  const { stateShown } = target;
  const { shown } = moduleAt(error, target);
  if (error instanceof FolderBusy) return busyFailure(error, shown, io);
  if (error instanceof ChangedMeanwhile)
    return environmentFailure(`${from(error.path, io)} was changed at this very moment; run it again`);
  if (error instanceof BelongsElsewhere)
    return new Failure(ExitCode.findings, `a run was interrupted: ${printable(error.message)}`);
  if (error instanceof CannotFinish)
    return new Failure(
      ExitCode.findings,
      `an interrupted run cannot be finished: ${printable(error.message)}; ${wayOut(stateShown)}`,
    );
  if (error instanceof InTheWay)
    return environmentFailure(`${from(error.path, io)} ${error.reason}; move it away`);
  const reason = error instanceof DeadLink ? printable(error.message) : systemReason(error);
  return reason === undefined ? error : environmentFailure(`cannot write ${shown}: ${reason}`);
}

/** The module that an error is about, by the path that it names. */
function moduleAt(error: unknown, target: Target): Target {
  const path = error instanceof Error && 'path' in error ? error.path : undefined;
  const kicker = kickerTargetOf({ folder: dirname(target.state) }, target);
  const isInKicker =
    typeof path === 'string' && (path === kicker.root || path.startsWith(join(kicker.root, sep)));
  return isInKicker ? kicker : target;
}

function busyFailure({ processId, path }: FolderBusy, shown: string, io: Io): Failure {
  return environmentFailure(
    processId === undefined
      ? `another lvs-puppet may be writing ${shown} now: ${from(path, io)} is not this run's; run it again`
      : `another lvs-puppet (process ${processId}) is writing ${shown} now, as ${from(path, io)} says; remove that if the process is no lvs-puppet`,
  );
}

/** A path as the person would write it; names of files may come with a checkout. */
function from(path: string, io: Io): string {
  return printable(pathFrom(io.cwd, path));
}
