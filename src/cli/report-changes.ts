import { basename, isAbsolute, join, relative, sep } from 'node:path';
import { printable } from '../diagnostics/escape.ts';
import { isWriting, type Change, type Plan } from '../output/plan.ts';
import { areSameRecords, areSameWritings } from '../output/record.ts';
import { ExitCode } from './exit-code.ts';
import { foldChanges } from './fold-changes.ts';
import { wayOut } from './way-out.ts';
import type { Io } from './io.ts';
import type { Inspection } from './inspect-module.ts';
import { reportOtherModules } from './other-modules.ts';
import type { ScaffoldFlags } from './program.ts';
import { DEFAULT_INVENTORY } from './read-inventory.ts';
import { shellWord } from './shell-word.ts';
import { KICKER_ELSEWHERE, LOCK_FILE, type Target } from './target.ts';

type Invocation = Pick<ScaffoldFlags, 'output' | 'skeleton' | 'strict'> & { readonly inventory: string };

/** How a path stands to the inventory, in the words of `--check`. */
const REASONS: Readonly<Record<Change['kind'], string>> = {
  create: 'missing',
  update: 'out of date',
  merge: 'out of date, and edited by hand; scaffold keeps both',
  conflict: 'out of date, and edited by hand in the same lines; scaffold leaves a conflict to resolve',
  restore: 'to be restored',
  remove: 'no longer emitted',
  edited: 'edited by hand',
  orphaned: 'edited by hand, and no longer emitted',
  deleted: 'deleted by hand',
  mode: 'made executable by hand',
  unresolved: 'the markers of a conflict are still there',
  unmergeable: 'edited by hand to something that is no UTF-8 text, so nothing can be merged',
  foreign: 'not written by lvs-puppet',
};

/** `scaffold --check`: a line for each file that is not what the inventory says, with its reason; then the way out. */
export function reportCheck(
  inspections: readonly Inspection[],
  target: Target,
  invocation: Invocation,
  io: Io,
): ExitCode {
  const drifts = inspections.map((inspection) => ({ inspection, lines: driftLines(inspection, invocation) }));
  const lock = unique(inspections.flatMap((inspection) => lockDrift(inspection, invocation)));
  for (const line of [...drifts.flatMap(({ lines }) => lines), ...lock]) io.stdout.write(`${line}\n`);
  if (invocation.strict !== true) for (const inspection of inspections) reportKept(inspection, io);
  if (lock.length === 0) reportLockNote(inspections, io);
  if (lock.length === 0)
    for (const { inspection, lines } of drifts) if (lines.length === 0) reportRight(inspection, io);
  if (lock.length === 0 && drifts.every(({ lines }) => lines.length === 0)) return ExitCode.done;
  const astray = reportOtherModules(inspections, target, invocation, io);
  for (const line of astray ? [] : remedies(inspections, invocation)) io.stderr.write(`${printable(line)}\n`);
  return ExitCode.findings;
}

/** The lines about the files of one module. */
function driftLines({ plan, obstacles, target }: Inspection, { strict }: Invocation): string[] {
  const drift = plan.changes.filter((change) => strict === true || !isKept(change));
  const { named, more } = foldChanges(drift);
  const lines = [
    ...named.map(({ path, kind }) => `${path}: ${REASONS[kind]}`),
    ...obstacles.map(({ path, reason }) => `${path}: ${reason}`),
  ];
  return [
    ...lines.sort().map((line) => printable(`${target.shown}/${line}`)),
    ...[...more].map(([kind, number]) => `${target.shown}: ${number} more files: ${REASONS[kind]}`),
  ];
}

/** Nothing is said of a module that is no longer emitted. */
function reportRight({ plan, target }: Inspection, io: Io): void {
  if (plan.same > 0 || target.place === 'module')
    io.stdout.write(`${target.shown} is what the inventory says (${plan.same} files)\n`);
}

function unique(lines: readonly string[]): string[] {
  return [...new Set(lines)];
}

/** What the next run writes although nothing is out of date. */
function reportLockNote(inspections: readonly Inspection[], io: Io): void {
  const drifting = inspections.find((inspection) => lockDrift(inspection, { strict: true }).length > 0);
  if (drifting === undefined) return;
  const shown = join(drifting.target.stateShown, LOCK_FILE);
  io.stderr.write(`note: the next scaffold remembers in ${shown} what was decided by hand\n`);
}

/**
 * The lock belongs to the module: what it remembers is what the next merge starts from. What a person decided, and the
 * next run only notes there, is no more drift than the edit itself; with `--strict` both are.
 */
function lockDrift(
  { memory, next, interrupted, target: { stateShown } }: Inspection,
  { strict }: Pick<Invocation, 'strict'>,
): string[] {
  if (interrupted) return [`${stateShown}: a run was interrupted, or is at work now`];
  const shown = join(stateShown, LOCK_FILE);
  if (memory.module === undefined)
    return memory.texts.lock === undefined ? [`${shown}: missing`] : [`${shown}: out of date`];
  const areSame = strict === true ? areSameRecords : areSameWritings;
  return next !== undefined && areSame(memory.module.files, next.files) ? [] : [`${shown}: out of date`];
}

/** Why files are out of date, and what brings each of them back. */
function remedies(inspections: readonly Inspection[], invocation: Invocation): string[] {
  const refused = inspections.filter(isRefused);
  if (refused.length > 0)
    return unique(refused.map((inspection) => `scaffold would refuse; ${refusalRemedy(inspection)}`));
  const command = commandLine(invocation);
  const all = inspections.flatMap(({ plan }) => plan.changes);
  const has = (...kinds: Change['kind'][]): boolean => all.some(({ kind }) => kinds.includes(kind));
  const isBehind = inspections.some((inspection) => lockDrift(inspection, invocation).length > 0);
  const interrupted = inspections.find((inspection) => inspection.interrupted);
  return [
    ...unique(inspections.flatMap(whyOutOfDate)),
    ...(has('unresolved') ? [`resolve what stands between the markers, then run: ${command}`] : []),
    ...(invocation.strict === true || has('unmergeable')
      ? unique(
          inspections.flatMap((inspection) =>
            restoreLines(inspection, ['edited', 'deleted', 'unmergeable'], invocation),
          ),
        )
      : []),
    ...(invocation.strict === true && has('mode') ? ['take back the permission with: chmod a-x'] : []),
    ...(invocation.strict === true && inspections.some(hasOrphans)
      ? ['remove files that are no longer emitted, or list them under regenerate.unmanaged']
      : []),
    ...(all.some(isWriting) || isBehind ? [`bring it up to date with: ${command}`] : []),
    ...(interrupted ? [`if it says that it cannot finish, ${wayOut(interrupted.target.stateShown)}`] : []),
  ];
}

/** Of a kicker that goes the next run says what stays, and forgets it. */
function hasOrphans({ plan, target: { place } }: Inspection): boolean {
  return place === 'module' && plan.changes.some(({ kind }) => kind === 'orphaned');
}

/** A command for each edit of these kinds; one as a pattern for those that are not named. */
function restoreLines(
  { plan, target }: Inspection,
  kinds: readonly Change['kind'][],
  invocation: Invocation,
): string[] {
  const { named, more } = foldChanges(plan.changes.filter(({ kind }) => kinds.includes(kind)));
  // The same name may be one of both modules.
  const from = (path: string): string => (target.place === 'module' ? path : `${target.shown}/${path}`);
  return [
    ...named.map(
      ({ path }) =>
        `take back the edit with: ${commandLine(invocation, ['--restore', shellWord(from(path))])}`,
    ),
    ...(more.size === 0
      ? []
      : [`take back any other edit with: ${commandLine(invocation, ['--restore', 'PATH'])}`]),
  ];
}

function whyOutOfDate({ plan, memory, next }: Inspection): string[] {
  const { module } = memory;
  const isOld = plan.changes.some(({ kind }) => ['update', 'merge', 'conflict'].includes(kind));
  if (!isOld || module?.inventory === undefined || next === undefined) return [];
  // Another version may read the same inventory in another way, as with other defaults: then its digest tells nothing.
  if (module.skeleton !== next.skeleton)
    return ['lvs-puppet or its templates were changed since the last scaffold'];
  return module.inventory === next.inventory ? [] : ['the inventory was changed since the last scaffold'];
}

/** The command that brings the module up to date, as a person would type it. */
function commandLine({ inventory, output, skeleton }: Invocation, more: readonly string[] = []): string {
  return [
    'lvs-puppet scaffold',
    ...(output === undefined ? [] : ['-o', shellWord(output)]),
    ...(skeleton === undefined ? [] : ['--skeleton', shellWord(skeleton)]),
    ...more,
    ...(inventory === DEFAULT_INVENTORY ? [] : [...endOfOptions(inventory), shellWord(inventory)]),
  ].join(' ');
}

/** A name that begins like an option is none behind this; `-` alone is standard input. */
function endOfOptions(name: string): string[] {
  return name.startsWith('-') && name !== '-' ? ['--'] : [];
}

/** `scaffold --dry-run`: the unified diff, with paths that `git apply` takes where the person stands. */
export async function reportDryRun(
  inspections: readonly Inspection[],
  target: Target,
  invocation: Invocation,
  io: Io,
): Promise<ExitCode> {
  const { unifiedDiff } = await import('../output/unified-diff.ts');
  const refused = inspections.filter(isRefused);
  if (refused.length > 0) {
    for (const inspection of refused)
      for (const line of refusedLines(inspection, ': '))
        io.stderr.write(`${printable(`${inspection.target.shown}/${line}`)}; scaffold would refuse\n`);
    io.stderr.write('nothing was written\n');
    return ExitCode.findings;
  }
  if (inspections.some(({ interrupted }) => interrupted))
    io.stderr.write(`${target.stateShown}: a run was interrupted, or is at work now\n`);
  const folders = diffFolders(inspections, io);
  for (const [index, { plan }] of inspections.entries())
    io.stdout.write(unifiedDiff(plan.changes, folders[index] ?? ''));
  reportOtherModules(inspections, target, invocation, io);
  for (const inspection of inspections) {
    reportKept(inspection, io);
    reportConflicts(inspection, 'would be', io);
  }
  const counts = inspections.map(({ plan, target: { shown } }) =>
    inspections.length === 1 ? countChanges(plan) : `${shown}: ${countChanges(plan)}`,
  );
  io.stderr.write(`${[...counts, 'nothing was written'].join('; ')}\n`);
  return inspections.some(needsPerson) ? ExitCode.findings : ExitCode.done;
}

/** What `scaffold` did, and what it leaves to the person. */
export function reportDone(
  inspections: readonly Inspection[],
  target: Target,
  invocation: Invocation,
  io: Io,
): ExitCode {
  reportOtherModules(inspections, target, invocation, io);
  for (const inspection of inspections) {
    reportKept(inspection, io);
    reportConflicts(inspection, 'is', io);
    io.stdout.write(`${inspection.target.shown}: ${countChanges(inspection.plan)}\n`);
  }
  if (!inspections.some(needsPerson)) return ExitCode.done;
  for (const line of forPerson(inspections, invocation)) io.stderr.write(`${printable(line)}\n`);
  return ExitCode.findings;
}

/** What a person has to do before the modules are what the inventory says. */
function forPerson(inspections: readonly Inspection[], invocation: Invocation): string[] {
  const command = commandLine(invocation);
  const all = inspections.flatMap(({ plan }) => plan.changes);
  return [
    ...(all.some(({ kind }) => kind === 'conflict' || kind === 'unresolved')
      ? [`resolve what stands between the markers, then run: ${command}`]
      : []),
    ...unique(inspections.flatMap((inspection) => restoreLines(inspection, ['unmergeable'], invocation))),
  ];
}

function reportKept({ plan, target }: Inspection, io: Io): void {
  const { named, more } = foldChanges(plan.changes.filter(isKept));
  for (const { path, kind } of named)
    io.stderr.write(`note: ${printable(`${target.shown}/${path}`)} is kept: ${REASONS[kind]}\n`);
  for (const [kind, number] of more)
    io.stderr.write(`note: ${target.shown}: ${number} more files are kept: ${REASONS[kind]}\n`);
}

function reportConflicts({ plan, target }: Inspection, verb: string, io: Io): void {
  const lines: Partial<Record<Change['kind'], string>> = {
    conflict: `${verb === 'is' ? 'has' : 'would have'} a conflict: the inventory and an edit by hand say something else about the same lines`,
    unresolved: REASONS.unresolved,
    unmergeable: REASONS.unmergeable,
  };
  for (const { path, kind } of plan.changes) {
    const line = lines[kind];
    if (line !== undefined) io.stderr.write(`${printable(`${target.shown}/${path}`)}: ${line}\n`);
  }
}

/** Whether `scaffold` must not write anything, because what is there is not its own. */
export function isRefused({ plan, obstacles }: Inspection): boolean {
  return obstacles.length > 0 || plan.changes.some(({ kind }) => kind === 'foreign');
}

function needsPerson({ plan }: Inspection): boolean {
  return plan.changes.some(
    ({ kind }) => kind === 'conflict' || kind === 'unresolved' || kind === 'unmergeable',
  );
}

function isKept({ kind }: Change): boolean {
  return kind === 'edited' || kind === 'orphaned' || kind === 'deleted' || kind === 'mode';
}

/** Says why `scaffold` wrote nothing, of each module that stands in the way. */
export function reportRefusal(inspections: readonly Inspection[], io: Io): ExitCode {
  for (const inspection of inspections.filter(isRefused)) {
    const { shown } = inspection.target;
    io.stderr.write(`${shown}: nothing was written, because these files are in the way:\n`);
    for (const line of refusedLines(inspection, ' (')) io.stderr.write(`  ${printable(line)})\n`);
    io.stderr.write(`${refusalRemedy(inspection)}\n`);
  }
  return ExitCode.findings;
}

const COUNTED: readonly (readonly [word: string, ...kinds: Change['kind'][]])[] = [
  ['new', 'create'],
  ['changed', 'update'],
  ['merged', 'merge'],
  ['with a conflict', 'conflict', 'unresolved', 'unmergeable'],
  ['restored', 'restore'],
  ['removed', 'remove'],
  ['kept as edited', 'edited', 'orphaned', 'mode'],
  ['kept deleted', 'deleted'],
  ['in the way', 'foreign'],
];

/** How many files there are of each kind of change, in words. */
export function countChanges({ changes, same }: Plan): string {
  const parts = COUNTED.flatMap(([word, ...kinds]) => {
    const number = changes.filter(({ kind }) => kinds.includes(kind)).length;
    return number === 0 ? [] : [`${number} ${word}`];
  });
  return [...parts, ...(same === 0 ? [] : [`${same} unchanged`])].join(', ');
}

/** The paths that must not be written, each with the reason, in order. */
function refusedLines({ plan, obstacles }: Inspection, between: string): string[] {
  const foreign = plan.changes.filter(({ kind }) => kind === 'foreign');
  return [
    ...obstacles.map(({ path, reason }) => `${path}${between}${reason}`),
    ...foreign.map(({ path, kind }) => `${path}${between}${REASONS[kind]}`),
  ].sort();
}

function refusalRemedy({ memory, target: { place, stateShown } }: Inspection): string {
  if (memory.module !== undefined)
    return 'restore them from version control, or move them away, and run scaffold again';
  const lock = join(stateShown, LOCK_FILE);
  return place === 'module'
    ? `choose another folder with -o, move this one away, or restore ${lock} if lvs-puppet wrote it`
    : `${KICKER_ELSEWHERE}; else move it away, or restore ${lock} if lvs-puppet wrote it`;
}

/**
 * What stands before the paths of each module: its path from the current folder, nothing where it lies outside. Of two
 * modules the paths then start from the folder that both are in, because they have files of the same names.
 */
function diffFolders(inspections: readonly Inspection[], { cwd }: Io): string[] {
  const paths = inspections.map(({ target: { root } }) => relative(cwd, root).split(sep).join('/'));
  const isOutside = (path: string): boolean => path.startsWith('../') || path === '..' || isAbsolute(path);
  if (paths.length > 1 && paths.some((path) => path === '' || isOutside(path)))
    return inspections.map(({ target: { root } }) => basename(root));
  return paths.map((path) => (isOutside(path) ? '' : path));
}
