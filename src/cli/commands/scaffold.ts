import { readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Inventory } from '../../inventory/model.ts';
import { planModule } from '../../module/plan.ts';
import { renderModule } from '../../module/render.ts';
import type { FileSet } from '../../output/file-set.ts';
import { hasContent, readFiles, replaceFile, stageChanges, type Obstacle } from '../../output/folder.ts';
import { emptyLock, hashOf, lockWith, parseLock, printLock, type Lock } from '../../output/lock.ts';
import { planChanges, type Change, type Plan } from '../../output/plan.ts';
import { ExitCode } from '../exit-code.ts';
import { environmentFailure, Failure, systemReason } from '../failure.ts';
import type { Io } from '../io.ts';
import { requireInventory } from '../lint-file.ts';
import { loadSkeleton } from '../load-skeleton.ts';
import type { ColorFlag, ScaffoldFlags } from '../program.ts';
import type { InventoryFile } from '../read-inventory.ts';

/** `scaffold`: writes the module, or says what would be written. */
export async function scaffoldCommand(
  path: string,
  options: ScaffoldFlags & ColorFlag,
  io: Io,
): Promise<ExitCode> {
  const file = await requireInventory(path, io, options.color, options.failOn);
  if (file === undefined) return ExitCode.findings;
  const files = await emit(file.inventory, options.skeleton, io);
  const target = targetOf(file, options.output, io);
  const { plan, obstacles, lock } = inspect(files, target);
  if (options.check === true) return check(plan, obstacles, target, options, path, io);
  if (options.dryRun === true) return dryRun(plan, obstacles, target, io);
  const refused = refusal(plan, obstacles);
  if (refused.length > 0) return refuse(refused, target, lock, io);
  await apply(plan, files, target, lock, io);
  if (io.signal.aborted) return ExitCode.interrupted;
  io.stdout.write(summary(plan, target.shown));
  return ExitCode.done;
}

async function emit(inventory: Inventory, skeletonFolder: string | undefined, io: Io): Promise<FileSet> {
  const skeleton = await loadSkeleton(skeletonFolder, io);
  return renderModule(planModule(inventory, skeleton), skeleton);
}

/** Where the module goes and where its hashes are kept. */
interface Target {
  /** Absolute path of the module's folder. */
  readonly root: string;
  /** The folder as the person would write it. */
  readonly shown: string;
  readonly lockPath: string;
  /** The module's key in the lock: its path from the inventory's folder. */
  readonly key: string;
}

function targetOf(
  file: InventoryFile & { inventory: Inventory },
  output: string | undefined,
  io: Io,
): Target {
  const shown = output ?? join('modules', file.inventory.module.name);
  const root = resolve(io.cwd, shown);
  const key = relative(file.folder, root).split(sep).join('/') || '.';
  return { root, shown, lockPath: join(file.folder, '.lvs-puppet', 'lock.json'), key };
}

interface Inspection {
  readonly plan: Plan;
  readonly obstacles: readonly Obstacle[];
  readonly lock: Lock | undefined;
}

function inspect(files: FileSet, target: Target): Inspection {
  try {
    const lock = readLock(target.lockPath);
    const written = new Map(
      Object.entries(lock?.modules[target.key] ?? {}).filter(([path]) => isInside(path)),
    );
    const { files: disk, obstacles } = readFiles(target.root, new Set([...files.keys(), ...written.keys()]));
    return { plan: planChanges(files, written, disk), obstacles, lock };
  } catch (error) {
    throw readFailure(error, target.shown);
  }
}

/** A path of the lock is text that somebody may have edited: it never leads out of the folder. */
function isInside(path: string): boolean {
  return (
    !path.startsWith('/') && !path.split('/').some((part) => part === '' || part === '.' || part === '..')
  );
}

function readLock(path: string): Lock | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const lock = parseLock(text);
  if (lock === undefined) {
    throw new Failure(
      ExitCode.findings,
      '.lvs-puppet/lock.json is not readable; restore it from version control, or remove it and move the module away',
    );
  }
  return lock;
}

function readFailure(error: unknown, shown: string): unknown {
  const reason = systemReason(error);
  return reason === undefined ? error : environmentFailure(`cannot read ${shown}: ${reason}`);
}

/** What stands in the way of writing, a line each. */
function refusal(plan: Plan, obstacles: readonly Obstacle[]): string[] {
  const edited = plan.changes.flatMap((change) =>
    change.kind === 'edited' ? [`${change.path} (edited by hand)`] : [],
  );
  return [...obstacles.map(({ path, reason }) => `${path} (${reason})`), ...edited].sort();
}

function refuse(refused: readonly string[], target: Target, lock: Lock | undefined, io: Io): ExitCode {
  const known = lock?.modules[target.key] !== undefined;
  io.stderr.write(
    known
      ? `${target.shown}: nothing was written, because these would be overwritten:\n`
      : `${target.shown} was not written by lvs-puppet: nothing was written, because these are in the way:\n`,
  );
  for (const line of refused) io.stderr.write(`  ${line}\n`);
  io.stderr.write(
    known
      ? 'restore them from version control, or move them away, and run scaffold again\n'
      : 'choose another folder with -o, or move this one away\n',
  );
  return ExitCode.findings;
}

function check(
  plan: Plan,
  obstacles: readonly Obstacle[],
  target: Target,
  options: ScaffoldFlags,
  inventory: string,
  io: Io,
): ExitCode {
  const lines = [
    ...plan.changes.map((change) => `${change.path}: ${REASONS[change.kind]}`),
    ...obstacles.map(({ path, reason }) => `${path}: ${reason}`),
  ].sort();
  if (lines.length === 0) {
    io.stdout.write(`${target.shown} is what the inventory says (${plan.same} files)\n`);
    return ExitCode.done;
  }
  for (const line of lines) io.stdout.write(`${target.shown}/${line}\n`);
  const command = [
    'lvs-puppet scaffold',
    inventory === 'lvs.yaml' ? '' : inventory,
    options.output && `-o ${options.output}`,
  ];
  io.stderr.write(`bring it up to date with: ${command.filter(Boolean).join(' ')}\n`);
  return ExitCode.findings;
}

const REASONS = {
  create: 'missing',
  update: 'out of date',
  remove: 'no longer emitted',
  edited: 'edited by hand',
} as const satisfies Record<Change['kind'], string>;

async function dryRun(plan: Plan, obstacles: readonly Obstacle[], target: Target, io: Io): Promise<ExitCode> {
  const { unifiedDiff } = await import('../../output/unified-diff.ts');
  io.stdout.write(unifiedDiff(plan.changes));
  const refused = refusal(plan, obstacles);
  for (const line of refused) io.stderr.write(`${target.shown}/${line}: scaffold would refuse\n`);
  io.stderr.write(`${count(plan)}; nothing was written\n`);
  return refused.length > 0 ? ExitCode.findings : ExitCode.done;
}

async function apply(
  plan: Plan,
  files: FileSet,
  target: Target,
  lock: Lock | undefined,
  io: Io,
): Promise<void> {
  const hashes = new Map([...files].map(([path, { text }]) => [path, hashOf(text)]));
  const nextLock = printLock(lockWith(lock ?? emptyLock, target.key, hashes));
  try {
    if (plan.changes.length > 0 || !hasContent(target.root)) {
      const staged = stageChanges(target.root, plan.changes);
      // Signals are delivered between turns of the event loop: one turn here, none from here on.
      await new Promise((done) => setImmediate(done));
      if (io.signal.aborted) {
        staged.discard();
        return;
      }
      staged.commit();
    }
    if (lock === undefined || printLock(lock) !== nextLock) replaceFile(target.lockPath, nextLock);
  } catch (error) {
    const reason = systemReason(error);
    throw reason === undefined ? error : environmentFailure(`cannot write ${target.shown}: ${reason}`);
  }
}

function count(plan: Plan): string {
  const of = (kind: Change['kind'], word: string): string[] => {
    const number = plan.changes.filter((change) => change.kind === kind).length;
    return number === 0 ? [] : [`${number} ${word}`];
  };
  const same = plan.same === 0 ? [] : [`${plan.same} unchanged`];
  return [...of('create', 'new'), ...of('update', 'changed'), ...of('remove', 'removed'), ...same].join(', ');
}

function summary(plan: Plan, shown: string): string {
  return `${shown}: ${count(plan)}\n`;
}
