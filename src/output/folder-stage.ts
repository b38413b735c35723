import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { InTheWay } from './folder-error.ts';
import { makeFolders, removeIfEmpty, writeNew } from './folder.ts';
import {
  BelongsElsewhere,
  CannotFinish,
  finishJournal,
  hashAt,
  readJournal,
  removeStages,
  rootsBeside,
  runJournal,
  temporaryJournal,
  writeJournal,
  type Journal,
  type Place,
  type Roots,
  type Step,
} from './folder-journal.ts';
import { LOCAL_FOLDER } from './folder-local.ts';
import { FolderBusy } from './folder-lock.ts';
import { isAlive, ownIdentity, parseIdentity, printIdentity } from './folder-process.ts';
import { whereaboutsOf } from './folder-root.ts';
import { hashOf } from './hash.ts';
import { isInside } from './safe-path.ts';

/** A file was changed between the plan and its commit; nothing was written. */
export class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile';
  /** Absolute. */
  readonly path: string;

  constructor(path: string) {
    super(`${path} was changed meanwhile`);
    this.path = path;
  }
}

/** One file to write or, without content, to remove. */
export interface Write {
  readonly place: Place;
  readonly path: string;
  readonly content: string | Uint8Array | undefined;
  /** Hash of what is there now, undefined where there is no file: what was changed meanwhile is not written over. */
  readonly old: string | undefined;
  /** Its permissions; those of the file that is there, where it does not say. */
  readonly mode?: number | undefined;
}

/** Changes that are written to the folders' file systems and wait for `commit`. */
export interface Staged {
  /**
   * Puts everything into place. Runs without returning to the event loop, so no signal can part it.
   * @throws ChangedMeanwhile before anything is changed
   */
  readonly commit: () => void;
  /** Takes everything back that staging created. */
  readonly discard: () => void;
}

/** The folder of the staged files of a module; the process in its name says whether somebody still works in it. */
export const STAGE_PREFIX = '.lvs-puppet-stage-';

/** The places that are Puppet modules. */
const modulePlaces = ['module', 'kicker'] as const satisfies readonly Place[];

const STATE_STAGE = `${LOCAL_FOLDER}/stage`;

/** Says in the stage of a module where the journal of its run lies. */
const OWNER = 'owner';

/**
 * Writes the new files into folders beside their places. Nothing that exists is changed before `commit`. Needs the run
 * lock of the state's folder.
 * @param module the module's path from the folder of the inventory
 * @throws the system's error (no space, no access) after taking back what was written, FolderBusy or BelongsElsewhere
 */
export function stageWrites(roots: Roots, module: string, writes: readonly Write[]): Staged {
  const created: string[] = [];
  const stages = { module: '', kicker: '', state: STATE_STAGE };
  const discard = (): void => {
    removeStages(roots, stages);
    for (const folder of created.toReversed()) removeIfEmpty(folder);
  };
  try {
    for (const place of modulePlaces) {
      if (!writes.some((write) => write.place === place && write.content !== undefined)) continue;
      created.push(...makeFolders(roots[place]));
      stages[place] = makeModuleStage(roots[place], roots.state);
    }
    rmSync(join(roots.state, stages.state), { recursive: true, force: true });
    makeFolders(join(roots.state, stages.state));
    const steps: Step[] = [];
    for (const write of [...writes].sort(removalsFirst)) {
      steps.push(stageOne(roots, stages, write, String(steps.length)));
      if (write.content !== undefined)
        created.push(...makeFolders(dirname(join(roots[write.place], write.path))));
    }
    const journal: Journal = { module, stages, steps };
    for (const folder of new Set(writes.map(({ place, path }) => dirname(join(roots[place], path)))))
      // What the journal says must be possible: nobody could finish it otherwise.
      accessSync(folder, constants.W_OK);
    return { commit: () => commit(roots, journal), discard };
  } catch (error) {
    discard();
    throw error;
  }
}

/** Where names do not tell upper from lower case, a new file may have the name of one that goes. */
function removalsFirst(a: Write, b: Write): number {
  return Number(a.content !== undefined) - Number(b.content !== undefined);
}

function stageOne(roots: Roots, stages: Journal['stages'], write: Write, from: string): Step {
  const { place, path, content, old, mode } = write;
  if (content === undefined) return { place, path, old, next: undefined };
  const staged = join(roots[place], stages[place], from);
  writeNew(staged, content, 0o644);
  const wanted = mode ?? lstatSync(join(roots[place], path), { throwIfNoEntry: false })?.mode;
  if (wanted !== undefined) chmodSync(staged, wanted & 0o777);
  return { place, path, from, old, next: hashOf(content) };
}

function commit(roots: Roots, journal: Journal): void {
  for (const { place, path, old } of journal.steps)
    if (!isStill(roots[place], path, old)) throw new ChangedMeanwhile(join(roots[place], path));
  writeJournal(roots.state, journal);
  runJournal(roots, journal);
}

function isStill(root: string, path: string, old: string | undefined): boolean {
  try {
    return hashAt(root, path) === old;
  } catch (error) {
    if (error instanceof InTheWay) return false;
    throw error;
  }
}

function makeModuleStage(module: string, state: string): string {
  const stage = mkdtempSync(join(module, `${STAGE_PREFIX}${printIdentity(ownIdentity())}-`));
  // First: what a killed run leaves must not get under version control with the module.
  writeNew(join(stage, '.gitignore'), '*\n', 0o644);
  writeNew(join(stage, OWNER), relative(module, state), 0o644);
  try {
    // Only now: of two runs that look at the same time, each sees the other.
    removeLeftovers(module, state, stage);
  } catch (error) {
    rmSync(stage, { recursive: true, force: true });
    throw error;
  }
  return relative(module, stage);
}

/** Removes what runs that were killed have left; a run that still lives keeps its files. */
function removeLeftovers(module: string, state: string, own: string): void {
  const stages = namesIn(module).filter((name) => name.startsWith(STAGE_PREFIX));
  for (const name of stages.filter((stage) => join(module, stage) !== own)) {
    const writer = parseIdentity(name.slice(STAGE_PREFIX.length));
    if (writer !== undefined && isAlive(writer)) throw new FolderBusy(writer.id, join(module, name));
    refuseForeign(module, state, name);
    rmSync(join(module, name), { recursive: true, force: true });
  }
}

/** A run that another inventory's folder remembers has to be finished from there. */
function refuseForeign(module: string, state: string, stage: string): void {
  const owner = ownerOf(join(module, stage, OWNER));
  const other = owner === undefined ? undefined : resolve(module, owner);
  if (other === undefined || other === state || !existsSync(other)) return;
  const stages = journalOf(other)?.stages;
  if (stages !== undefined && modulePlaces.some((place) => stages[place] === stage))
    throw new BelongsElsewhere(`it belongs to the inventory beside ${other}; run scaffold there first`);
}

/** The journal of another inventory's run; one that cannot be finished there needs nothing from here. */
function journalOf(state: string): Journal | undefined {
  try {
    return readJournal(state);
  } catch (error) {
    if (error instanceof CannotFinish) return undefined;
    throw error;
  }
}

function ownerOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Finishes what a run that was killed has written down, and clears what it left before that. Needs the run lock.
 * @param roots of this run: the journal may be about another module beside the same inventory
 * @throws CannotFinish where its files were changed since, or BelongsElsewhere
 */
export function recover(roots: Roots): void {
  const journal = readJournal(roots.state);
  if (journal !== undefined) {
    const folder = dirname(roots.state);
    const module = resolve(folder, journal.module);
    // The journal reaches beyond the inventory's folder only where the person does, too.
    const within = isInside(journal.module) && whereaboutsOf(folder, module) === 'inside';
    if (module !== roots.module && !within)
      throw new BelongsElsewhere(`it belongs to ${journal.module}; run scaffold for that module first`);
    const its = rootsBeside(module, roots.state);
    const beside = [dirname(module), folder].some((from) => whereaboutsOf(from, its.kicker) === 'inside');
    if (!beside && journal.steps.some(({ place }) => place === 'kicker'))
      throw new CannotFinish('a symbolic link is in the place of the module kicker');
    finishJournal(its, journal);
  }
  rmSync(temporaryJournal(roots.state), { recursive: true, force: true });
  rmSync(join(roots.state, STATE_STAGE), { recursive: true, force: true });
  for (const place of modulePlaces)
    if (existsSync(roots[place])) removeLeftovers(roots[place], roots.state, '');
}

/** Whether a run that was killed has left anything, or one is at work. */
export function hasLeftovers(roots: Roots): boolean {
  const local = join(roots.state, LOCAL_FOLDER);
  const left = (folder: string, pattern: RegExp): boolean =>
    namesIn(folder).some((name) => pattern.test(name));
  return (
    left(local, /^(?:journal|stage|run\.lock)/) ||
    modulePlaces.some((place) => left(roots[place], /^\.lvs-puppet-stage-/))
  );
}

/** A folder that cannot be read is for those to report who need it. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
