import { existsSync, lstatSync, readFileSync, renameSync, rmSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InTheWay } from './folder-error.ts';
import { lookAt, makeFolders, removeIfEmpty, writeNew } from './folder.ts';
import { isWrittenHere, LOCAL_FOLDER, localIdentity } from './folder-local.ts';
import { hashOf } from './hash.ts';
import { isRecord, parseJson } from './json.ts';
import { isInside } from './safe-path.ts';

/**
 * Where the changed files lie: below the module, below the module `kicker` beside it, or below `.lvs-puppet` beside the
 * inventory.
 */
export type Place = (typeof places)[number];

const places = ['module', 'kicker', 'state'] as const;

/** The folders, absolute. */
export type Roots = Readonly<Record<Place, string>>;

/** The folder of the module `kicker`, which is always beside the module. */
export function kickerBeside(module: string): string {
  return join(dirname(module), 'kicker');
}

/** The folders of a run by that of its module. */
export function rootsBeside(module: string, state: string): Roots {
  return { module, kicker: kickerBeside(module), state };
}

/** One file to change: from a staged one, or away. */
export interface Step {
  readonly place: Place;
  readonly path: string;
  /** Name of the staged file; none where the file goes away. */
  readonly from?: string | undefined;
  /** Hash of what is there before and after; undefined where there is no file. */
  readonly old: string | undefined;
  readonly next: string | undefined;
}

/** Everything that is to be done, written down before the first of it is done. */
export interface Journal {
  /** The module's path from the folder of the inventory. */
  readonly module: string;
  /** Names of the folders of staged files in each place; empty where there are none. */
  readonly stages: Readonly<Record<Place, string>>;
  readonly steps: readonly Step[];
}

const SCHEMA_VERSION = 1;

/** What an interrupted run has begun cannot be finished, because its files were changed since. */
export class CannotFinish extends Error {
  override readonly name = 'CannotFinish';
}

/** What an interrupted run has begun is for another inventory, or another module, to finish. */
export class BelongsElsewhere extends Error {
  override readonly name = 'BelongsElsewhere';
}

/** Where the journal lies, absolute. */
export function journalPath(state: string): string {
  return join(state, LOCAL_FOLDER, 'journal.json');
}

/** Whether a run was killed in the middle of its work, or is in it. */
export function hasJournal(state: string): boolean {
  return existsSync(journalPath(state));
}

/** The journal while it is written, which means nothing yet. */
export function temporaryJournal(state: string): string {
  return `${journalPath(state)}.tmp`;
}

/** From here on the changes happen: whoever comes next finishes them. */
export function writeJournal(state: string, journal: Journal): void {
  const path = journalPath(state);
  const temporary = temporaryJournal(state);
  const content = { schemaVersion: SCHEMA_VERSION, folder: localIdentity(state), ...journal };
  writeNew(temporary, `${JSON.stringify(content)}\n`, 0o644);
  renameSync(temporary, path);
}

/**
 * Does what a run that was killed had not done yet.
 * @throws CannotFinish where a file is neither what it was nor what it should become, before anything is changed
 */
export function finishJournal(roots: Roots, journal: Journal): void {
  const steps = journal.steps.filter((step) => needsDoing(roots, journal.stages, step));
  runJournal(roots, { ...journal, steps });
}

/** Does the steps and takes the journal away. Runs without returning to the event loop, so no signal can part it. */
export function runJournal(roots: Roots, { stages, steps }: Journal): void {
  for (const step of steps) doStep(roots, stages, step);
  removeStages(roots, stages);
  unlinkSync(journalPath(roots.state));
}

/** Removes the staged files that are left. */
export function removeStages(roots: Roots, stages: Journal['stages']): void {
  for (const place of places)
    if (stages[place] !== '') rmSync(join(roots[place], stages[place]), { recursive: true, force: true });
}

function needsDoing(roots: Roots, stages: Journal['stages'], step: Step): boolean {
  const { place, path, from, old, next } = step;
  const now = inWords(() => hashAt(roots[place], path));
  if (now === next) return false;
  const shown = place === 'kicker' ? `kicker/${path}` : path;
  if (now !== old) throw new CannotFinish(`${shown} was changed since`);
  // From the root on, so that a link in the place of the stage is not followed.
  if (from !== undefined && inWords(() => hashAt(roots[place], `${stages[place]}/${from}`)) !== next)
    throw new CannotFinish(`its text for ${shown} is lost`);
  return true;
}

function inWords<T>(look: () => T): T {
  try {
    return look();
  } catch (error) {
    throw error instanceof InTheWay ? new CannotFinish(error.message) : error;
  }
}

/**
 * The hash of a file; undefined where there is none.
 * @throws InTheWay where something else is there
 */
export function hashAt(root: string, path: string): string | undefined {
  const found = lookAt(root, path);
  if (found === 'absent') return undefined;
  if (found !== 'file') throw new InTheWay(join(root, found.path), found.reason);
  return hashOf(readFileSync(join(root, path)));
}

function doStep(roots: Roots, stages: Journal['stages'], { place, path, from }: Step): void {
  const target = join(roots[place], path);
  if (from === undefined) {
    unlinkSync(target);
    removeEmptyFolders(roots[place], path);
  } else {
    makeFolders(dirname(target));
    renameSync(join(roots[place], stages[place], from), target);
  }
}

function removeEmptyFolders(root: string, path: string): void {
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    if (!removeIfEmpty(join(root, folder))) return;
  }
}

/**
 * Reads the journal of a run that was killed; undefined where there is none.
 * @throws CannotFinish where it is not readable, or was not written here
 */
export function readJournal(state: string): Journal | undefined {
  const stat = lstatSync(journalPath(state), { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (!stat.isFile()) throw new CannotFinish('its journal is no plain file');
  const value = parseJson(readFileSync(journalPath(state), 'utf8'));
  if (isRecord(value) && value['schemaVersion'] === SCHEMA_VERSION) {
    if (!isWrittenHere(state, value['folder']))
      throw new CannotFinish('its journal was written in another folder or on another machine');
    const { module, stages, steps } = value;
    if (typeof module === 'string' && isRecord(stages) && Array.isArray(steps) && steps.every(isStep)) {
      const { module: inModule, kicker: inKicker = '', state: inState } = stages;
      if (isStage('module', inModule) && isStage('kicker', inKicker) && isStage('state', inState))
        return { module, stages: { module: inModule, kicker: inKicker, state: inState }, steps };
    }
  }
  throw new CannotFinish('its journal is not readable');
}

const MODULE_STAGE = /^(?:\.lvs-puppet-stage-[\w-]+)?$/;

/** What these folders hold is removed, so nothing else may have their names. */
const STAGES: Readonly<Record<Place, RegExp>> = {
  module: MODULE_STAGE,
  kicker: MODULE_STAGE,
  state: /^local\/stage$/,
};

function isStage(place: Place, name: unknown): name is string {
  return typeof name === 'string' && STAGES[place].test(name);
}

function isStep(value: unknown): value is Step & Record<string, unknown> {
  if (!isRecord(value)) return false;
  const { place, path, from, old, next } = value;
  return (
    places.some((known) => known === place) &&
    typeof path === 'string' &&
    isInside(path) &&
    (from === undefined || (typeof from === 'string' && /^\d+$/.test(from))) &&
    [old, next].every((hash) => hash === undefined || typeof hash === 'string') &&
    (from === undefined) === (next === undefined)
  );
}
