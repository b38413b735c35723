import { existsSync, lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { printable, quoted } from '../diagnostics/escape.ts';
import type { FileSet } from '../output/file-set.ts';
import { readFiles, type Obstacle } from '../output/folder.ts';
import { hasJournal } from '../output/folder-journal.ts';
import { InTheWay } from '../output/folder-error.ts';
import { LOCAL_FOLDER } from '../output/folder-local.ts';
import { readOwnFile } from '../output/folder-own.ts';
import { strangersIn } from '../output/folder-strangers.ts';
import { hashOf } from '../output/hash.ts';
import { withPlainLines } from '../output/line-endings.ts';
import { planChanges, type Plan } from '../output/plan.ts';
import type { Lock, ModuleRecord } from '../output/record.ts';
import { collision, isInside } from '../output/safe-path.ts';
import { nextModule, printState, readState, withModule, type StateTexts } from '../output/state.ts';
import { ExitCode } from './exit-code.ts';
import { environmentFailure, Failure, systemReason } from './failure.ts';
import { shellWord } from './shell-word.ts';
import type { Wishes } from './scaffold-wishes.ts';
import { BASE_FILE, LOCK_FILE, type Target } from './target.ts';

/** What is remembered beside an inventory. */
export interface Memory {
  readonly texts: StateTexts;
  /** Hashes of the two files as they lie on the disk, where the ends of their lines may be others. */
  readonly hashes: StateTexts;
  readonly lock: Lock;
  /** What is remembered of the module at hand; undefined where it was never written. */
  readonly module: ModuleRecord | undefined;
}

/** One of the modules of an inventory: what it shall be, and where. */
export interface Wanted {
  readonly emitted: Emitted;
  readonly target: Target;
  readonly wishes: Wishes;
}

/** What stands at a target now, and what would have to change. */
export interface Inspection {
  readonly target: Target;
  readonly plan: Plan;
  readonly obstacles: readonly Obstacle[];
  readonly memory: Memory;
  /** Whether what is on the disk is half of something: a run was killed, or is at work. */
  readonly interrupted: boolean;
  /** What is remembered of the module after the run; undefined where it is no longer emitted, and gone. */
  readonly next: ModuleRecord | undefined;
  /** Lock and base after the run, with what is remembered of all its modules. */
  readonly nextTexts: StateTexts;
}

/** The wanted files, none of a module that is no longer emitted, and what they were made from. */
export interface Emitted {
  readonly files: FileSet;
  /** Of the module `kicker`: the key of the module that it is emitted with. */
  readonly beside?: string;
  readonly digests: { readonly inventory: string; readonly skeleton: string };
}

/**
 * Compares the wanted files of modules with their targets, which share what is remembered.
 * @throws Failure where a target or the lock cannot be read
 */
export function inspect(modules: readonly Wanted[]): Inspection[] {
  const [first] = modules;
  if (first === undefined) return [];
  const remembered = readMemory(first.target);
  const there = modules.filter((wanted) => isConcerned(wanted, remembered.lock));
  const seen = there.map((wanted) =>
    inspectOne(wanted, { ...remembered, module: remembered.lock.get(wanted.target.key) }),
  );
  const lock = seen.reduce((all, { target, next }) => withModule(all, target.key, next), remembered.lock);
  const nextTexts = printState(lock);
  return seen.map((one) => ({ ...one, nextTexts }));
}

/**
 * Whether a module is this inventory's: one that it does not emit is, where an earlier run of it wrote that.
 * @throws Failure where it emits the module `kicker` that is there with another module
 */
function isConcerned({ emitted: { files, beside }, target }: Wanted, lock: Lock): boolean {
  if (target.place === 'module') return true;
  const other = moduleBeside(target, lock);
  const isOurs = other === undefined || other === beside;
  if (files.size === 0) return isOurs && lock.has(target.key);
  if (isOurs) return true;
  const shown = join(target.stateShown, '..', other);
  throw new Failure(
    ExitCode.findings,
    `${target.shown} is emitted with ${printable(shown)}; set kicker: { module: external }, or remove that module if this one takes its place`,
  );
}

/**
 * The key of the module that the module `kicker` was written with. Undefined where that is gone, as after another name for
 * it, and where the lock does not say, as after an earlier version of this tool.
 */
export function moduleBeside({ key, state }: Pick<Target, 'key' | 'state'>, lock: Lock): string | undefined {
  const beside = lock.get(key)?.beside;
  return beside !== undefined && lock.has(beside) && existsSync(join(dirname(state), beside))
    ? beside
    : undefined;
}

function inspectOne(
  { emitted: { files, digests, beside }, target, wishes }: Wanted,
  memory: Memory,
): Omit<Inspection, 'nextTexts'> {
  refuseStrayNames(files);
  refuseCollision(files.keys());
  const { module } = memory;
  const paths = [...files.keys(), ...(module?.files.keys() ?? [])].filter(
    (path) => wishes.isUnmanaged?.(path) !== true,
  );
  // A site may have a module kicker of its own, whose files are others than ours.
  const isNewKicker =
    target.place === 'kicker' && files.size > 0 && module === undefined && existsSync(target.root);
  try {
    const { files: disk, obstacles: onTheWay } = readFiles(target.root, new Set(paths));
    // Of a module that goes nothing is written, so what is in the way is what the site has put in its place.
    const isGone = target.place === 'kicker' && files.size === 0;
    const strangers = isNewKicker ? strangersIn(target.root, files.keys()) : [];
    const obstacles = isGone ? [] : [...onTheWay, ...strangers];
    refuseCollision(disk.keys());
    const whole = planChanges(files, { records: module?.files, disk, ...wishes });
    // Nobody deleted what lies behind an obstacle, and with one nothing is written.
    const plan = { ...whole, changes: whole.changes.filter(({ path }) => !isBehind(path, obstacles)) };
    const next =
      obstacles.length > 0 && module !== undefined
        ? module
        : nextModule(module, digests, plan.records, beside);
    return {
      target,
      plan,
      obstacles,
      memory,
      interrupted: hasJournal(target.state),
      // What stays of it was edited, is told once, and is the site's from then on.
      next: isGone ? undefined : next,
    };
  } catch (error) {
    throw readFailure(error, target.shown);
  }
}

/** Own templates bring names along, and those of the lock that a module cannot have are never read. */
function refuseStrayNames(files: FileSet): void {
  const stray = [...files.keys()].find((path) => !isInside(path));
  if (stray !== undefined)
    throw new Failure(
      ExitCode.findings,
      `the module would have ${quoted(stray)}, a path that no module may have`,
    );
}

/** What an obstacle hides is neither there nor missing, so nothing is said of it. */
function isBehind(path: string, obstacles: readonly Obstacle[]): boolean {
  return obstacles.some((obstacle) => path === obstacle.path || path.startsWith(`${obstacle.path}/`));
}

/**
 * Where names do not tell upper from lower case, the removal of a file by its old name would take the new one away: then
 * the disk has the file under both. Elsewhere only one of them is there, and it is renamed.
 */
function refuseCollision(paths: Iterable<string>): void {
  const pair = collision(paths);
  if (pair !== undefined)
    throw new Failure(
      ExitCode.findings,
      `the module would have ${pair[0]} and ${pair[1]}, which are one file where upper and lower case are the same`,
    );
}

/**
 * Reads what is remembered beside an inventory.
 * @throws Failure where it is not readable
 */
export function readMemory(target: Target): Memory {
  refuseLinkedState(target);
  const raw = { lock: readStateFile(target, LOCK_FILE), base: readStateFile(target, BASE_FILE) };
  // A checkout of git with core.autocrlf has other ends of lines, which say nothing.
  const texts = eachOf(raw, (bytes) => withPlainLines(bytes.toString('utf8')));
  const reading = readState(texts);
  if (reading.kind !== 'state') throw stateFailure(reading.kind, target);
  return { texts, hashes: eachOf(raw, hashOf), lock: reading.lock, module: reading.lock.get(target.key) };
}

function eachOf(
  { lock, base }: Readonly<Record<keyof StateTexts, Buffer | undefined>>,
  text: (bytes: Buffer) => string,
): StateTexts {
  return { lock: lock && text(lock), base: base && text(base) };
}

/** Through a link the lock could replace a file anywhere. */
export function refuseLinkedState({ state, stateShown }: Target): void {
  for (const [path, shown] of [
    [state, stateShown],
    [join(state, LOCAL_FOLDER), join(stateShown, LOCAL_FOLDER)],
  ] as const) {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat !== undefined && !stat.isDirectory())
      throw environmentFailure(`${shown} is not a folder, and the lock of the module belongs there`);
  }
}

function stateFailure(kind: 'newer' | 'conflict' | 'broken', { stateShown }: Target): Failure {
  const lock = join(stateShown, LOCK_FILE);
  return new Failure(
    ExitCode.findings,
    {
      newer: `${lock} was written by a newer lvs-puppet; use that one`,
      conflict: `${stateShown} holds conflict markers of git: take one side of it (git checkout --ours -- ${shellWord(stateShown)}), then run scaffold again, which merges the module; where its files hold markers as well, resolve them, or add --restore PATH for each to take what the inventory says`,
      broken: `${lock} is not readable; restore it from version control, or remove it and move the module away`,
    }[kind],
  );
}

function readStateFile({ state, stateShown }: Target, name: string): Buffer | undefined {
  try {
    return readOwnFile(join(state, name));
  } catch (error) {
    const shown = join(stateShown, name);
    throw error instanceof InTheWay
      ? environmentFailure(`${shown} ${error.reason}; move it away, or restore it from version control`)
      : readFailure(error, shown);
  }
}

/** How many folders of a path are not there, from itself upwards. */
export function missingFolders(path: string): number {
  let count = 0;
  for (let folder = path; !existsSync(folder); folder = dirname(folder)) count += 1;
  return count;
}

function readFailure(error: unknown, shown: string): unknown {
  const reason = systemReason(error);
  return reason === undefined ? error : environmentFailure(`cannot read ${shown}: ${reason}`);
}
