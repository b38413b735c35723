import { isAbsolute, join, relative, sep } from 'node:path';
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
import { LOCK_FILE, type Target } from './target.ts';

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
  inspection: Inspection,
  target: Target,
  invocation: Invocation,
  io: Io,
): ExitCode {
  const { plan, obstacles } = inspection;
  const notes = plan.changes.filter(isKept);
  const drift = plan.changes.filter((change) => invocation.strict === true || !isKept(change));
  const { named, more } = foldChanges(drift);
  const lines = [
    ...named.map(({ path, kind }) => `${path}: ${REASONS[kind]}`),
    ...obstacles.map(({ path, reason }) => `${path}: ${reason}`),
  ];
  const lock = lockDrift(inspection, target, invocation);
  for (const line of lines.sort()) io.stdout.write(`${printable(`${target.shown}/${line}`)}\n`);
  for (const [kind, number] of more)
    io.stdout.write(`${target.shown}: ${number} more files: ${REASONS[kind]}\n`);
  for (const line of lock) io.stdout.write(`${line}\n`);
  if (invocation.strict !== true) reportKept(notes, target, io);
  if (lock.length === 0) reportLockNote(inspection, target, io);
  if (lines.length === 0 && lock.length === 0) {
    io.stdout.write(`${target.shown} is what the inventory says (${plan.same} files)\n`);
    return ExitCode.done;
  }
  const astray = reportOtherModules(inspection, target, invocation, io);
  for (const line of astray ? [] : remedies(inspection, target, invocation))
    io.stderr.write(`${printable(line)}\n`);
  return ExitCode.findings;
}

/** What the next run writes although nothing is out of date. */
function reportLockNote(inspection: Inspection, target: Target, io: Io): void {
  if (lockDrift(inspection, target, { strict: true }).length === 0) return;
  const shown = join(target.stateShown, LOCK_FILE);
  io.stderr.write(`note: the next scaffold remembers in ${shown} what was decided by hand\n`);
}

/**
 * The lock belongs to the module: what it remembers is what the next merge starts from. What a person decided, and the
 * next run only notes there, is no more drift than the edit itself; with `--strict` both are.
 */
function lockDrift(
  { memory, next, interrupted }: Inspection,
  { stateShown }: Target,
  { strict }: Pick<Invocation, 'strict'>,
): string[] {
  if (interrupted) return [`${stateShown}: a run was interrupted, or is at work now`];
  const shown = join(stateShown, LOCK_FILE);
  if (memory.module === undefined)
    return memory.texts.lock === undefined ? [`${shown}: missing`] : [`${shown}: out of date`];
  const areSame = strict === true ? areSameRecords : areSameWritings;
  return areSame(memory.module.files, next.files) ? [] : [`${shown}: out of date`];
}

/** Why files are out of date, and what brings each of them back. */
function remedies(inspection: Inspection, target: Target, invocation: Invocation): string[] {
  const { changes } = inspection.plan;
  const command = commandLine(invocation);
  const has = (...kinds: Change['kind'][]): boolean => changes.some(({ kind }) => kinds.includes(kind));
  if (isRefused(inspection)) return [`scaffold would refuse; ${refusalRemedy(inspection, target)}`];
  const edits = changes.filter(
    ({ kind }) => kind === 'edited' || kind === 'deleted' || kind === 'unmergeable',
  );
  return [
    ...(has('update', 'merge', 'conflict') ? whyOutOfDate(inspection) : []),
    ...(has('unresolved') ? [`resolve what stands between the markers, then run: ${command}`] : []),
    ...(invocation.strict === true || has('unmergeable') ? restoreLines(edits, invocation) : []),
    ...(invocation.strict === true && has('mode') ? ['take back the permission with: chmod a-x'] : []),
    ...(invocation.strict === true && has('orphaned')
      ? ['remove files that are no longer emitted, or list them under regenerate.unmanaged']
      : []),
    ...(changes.some(isWriting) || lockDrift(inspection, target, invocation).length > 0
      ? [`bring it up to date with: ${command}`]
      : []),
    ...(inspection.interrupted ? [`if it says that it cannot finish, ${wayOut(target.stateShown)}`] : []),
  ];
}

/** A command for each edit; one as a pattern for those that are not named. */
function restoreLines(edits: readonly Change[], invocation: Invocation): string[] {
  const { named, more } = foldChanges(edits);
  return [
    ...named.map(
      ({ path }) => `take back the edit with: ${commandLine(invocation, ['--restore', shellWord(path)])}`,
    ),
    ...(more.size === 0
      ? []
      : [`take back any other edit with: ${commandLine(invocation, ['--restore', 'PATH'])}`]),
  ];
}

function whyOutOfDate({ memory, next }: Inspection): string[] {
  const { module } = memory;
  if (module?.inventory === undefined) return [];
  return [
    ...(module.inventory === next.inventory ? [] : ['the inventory was changed since the last scaffold']),
    ...(module.skeleton === next.skeleton
      ? []
      : ['lvs-puppet or its templates were changed since the last scaffold']),
  ];
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
  inspection: Inspection,
  target: Target,
  invocation: Invocation,
  io: Io,
): Promise<ExitCode> {
  const { unifiedDiff } = await import('../output/unified-diff.ts');
  const { plan, interrupted } = inspection;
  if (isRefused(inspection)) {
    for (const line of refusedLines(inspection, ': '))
      io.stderr.write(`${printable(`${target.shown}/${line}`)}; scaffold would refuse\n`);
    io.stderr.write('nothing was written\n');
    return ExitCode.findings;
  }
  if (interrupted) io.stderr.write(`${target.stateShown}: a run was interrupted, or is at work now\n`);
  io.stdout.write(unifiedDiff(plan.changes, diffFolder(target, io)));
  reportOtherModules(inspection, target, invocation, io);
  reportKept(plan.changes.filter(isKept), target, io);
  reportConflicts(plan, target, 'would be', io);
  io.stderr.write(`${countChanges(plan)}; nothing was written\n`);
  return needsPerson(plan) ? ExitCode.findings : ExitCode.done;
}

/** What `scaffold` did, and what it leaves to the person. */
export function reportDone(inspection: Inspection, target: Target, invocation: Invocation, io: Io): ExitCode {
  const { plan } = inspection;
  reportOtherModules(inspection, target, invocation, io);
  reportKept(plan.changes.filter(isKept), target, io);
  reportConflicts(plan, target, 'is', io);
  io.stdout.write(`${target.shown}: ${countChanges(plan)}\n`);
  if (!needsPerson(plan)) return ExitCode.done;
  for (const line of forPerson(plan, invocation)) io.stderr.write(`${printable(line)}\n`);
  return ExitCode.findings;
}

/** What a person has to do before the module is what the inventory says. */
function forPerson({ changes }: Plan, invocation: Invocation): string[] {
  const command = commandLine(invocation);
  const unmergeable = changes.filter(({ kind }) => kind === 'unmergeable');
  return [
    ...(changes.some(({ kind }) => kind === 'conflict' || kind === 'unresolved')
      ? [`resolve what stands between the markers, then run: ${command}`]
      : []),
    ...restoreLines(unmergeable, invocation),
  ];
}

function reportKept(changes: readonly Change[], target: Target, io: Io): void {
  const { named, more } = foldChanges(changes);
  for (const { path, kind } of named)
    io.stderr.write(`note: ${printable(`${target.shown}/${path}`)} is kept: ${REASONS[kind]}\n`);
  for (const [kind, number] of more)
    io.stderr.write(`note: ${target.shown}: ${number} more files are kept: ${REASONS[kind]}\n`);
}

function reportConflicts({ changes }: Plan, target: Target, verb: string, io: Io): void {
  const lines: Partial<Record<Change['kind'], string>> = {
    conflict: `${verb === 'is' ? 'has' : 'would have'} a conflict: the inventory and an edit by hand say something else about the same lines`,
    unresolved: REASONS.unresolved,
    unmergeable: REASONS.unmergeable,
  };
  for (const { path, kind } of changes) {
    const line = lines[kind];
    if (line !== undefined) io.stderr.write(`${printable(`${target.shown}/${path}`)}: ${line}\n`);
  }
}

/** Whether `scaffold` must not write anything, because what is there is not its own. */
export function isRefused({ plan, obstacles }: Inspection): boolean {
  return obstacles.length > 0 || plan.changes.some(({ kind }) => kind === 'foreign');
}

function needsPerson({ changes }: Plan): boolean {
  return changes.some(({ kind }) => kind === 'conflict' || kind === 'unresolved' || kind === 'unmergeable');
}

function isKept({ kind }: Change): boolean {
  return kind === 'edited' || kind === 'orphaned' || kind === 'deleted' || kind === 'mode';
}

/** Says why `scaffold` wrote nothing. */
export function reportRefusal(inspection: Inspection, target: Target, io: Io): ExitCode {
  io.stderr.write(`${target.shown}: nothing was written, because these files are in the way:\n`);
  for (const line of refusedLines(inspection, ' (')) io.stderr.write(`  ${printable(line)})\n`);
  io.stderr.write(`${refusalRemedy(inspection, target)}\n`);
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

function refusalRemedy({ memory }: Inspection, { stateShown }: Target): string {
  return memory.module === undefined
    ? `choose another folder with -o, move this one away, or restore ${join(stateShown, LOCK_FILE)} if lvs-puppet wrote it`
    : 'restore them from version control, or move them away, and run scaffold again';
}

/** The path of the module from the current folder; none where it lies outside. */
function diffFolder({ root }: Target, io: Io): string {
  const path = relative(io.cwd, root).split(sep).join('/');
  return path.startsWith('../') || path === '..' || isAbsolute(path) ? '' : path;
}
