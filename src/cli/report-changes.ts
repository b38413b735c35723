import { isAbsolute, relative, sep } from 'node:path';
import type { Change, Plan } from '../output/plan.ts';
import { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import type { Inspection, Target } from './module-target.ts';

/** `scaffold --check`: a line for each file that is not what the inventory says. */
export function reportCheck(inspection: Inspection, target: Target, command: string, io: Io): ExitCode {
  const { plan } = inspection;
  const refused = refusedLines(inspection, ': ');
  const lines = [
    ...plan.changes.filter(isWritten).map((change) => `${change.path}: ${DRIFT[change.kind]}`),
    ...refused,
  ];
  if (lines.length === 0) {
    io.stdout.write(`${target.shown} is what the inventory says (${plan.same} files)\n`);
    return ExitCode.done;
  }
  for (const line of lines.sort()) io.stdout.write(`${target.shown}/${line}\n`);
  io.stderr.write(
    refused.length > 0
      ? `scaffold would refuse; ${remedy(inspection, target)}\n`
      : `bring it up to date with: ${command}\n`,
  );
  return ExitCode.findings;
}

/** `scaffold --dry-run`: the unified diff, with paths that `git apply` takes where the person stands. */
export async function reportDryRun(inspection: Inspection, target: Target, io: Io): Promise<ExitCode> {
  const { unifiedDiff } = await import('../output/unified-diff.ts');
  const { plan } = inspection;
  io.stdout.write(unifiedDiff(plan.changes, diffFolder(target, io)));
  const refused = refusedLines(inspection, ': ');
  for (const line of refused) io.stderr.write(`${target.shown}/${line}; scaffold would refuse\n`);
  io.stderr.write(`${countChanges(plan)}; nothing was written\n`);
  return refused.length > 0 ? ExitCode.findings : ExitCode.done;
}

/** Whether `scaffold` must not write, because it would overwrite what is not its own. */
export function isRefused({ plan, obstacles }: Inspection): boolean {
  return obstacles.length > 0 || !plan.changes.every(isWritten);
}

/** Says why `scaffold` wrote nothing. */
export function reportRefusal(inspection: Inspection, target: Target, io: Io): ExitCode {
  io.stderr.write(`${target.shown}: nothing was written, because these files are in the way:\n`);
  for (const line of refusedLines(inspection, ' (')) io.stderr.write(`  ${line})\n`);
  io.stderr.write(`${remedy(inspection, target)}\n`);
  return ExitCode.findings;
}

/** How many files there are of each kind of change, in words. */
export function countChanges({ changes, same }: Plan): string {
  const count = (kind: Change['kind'], word: string): string[] => {
    const number = changes.filter((change) => change.kind === kind).length;
    return number === 0 ? [] : [`${number} ${word}`];
  };
  return [
    ...count('create', 'new'),
    ...count('update', 'changed'),
    ...count('remove', 'removed'),
    ...count('edited', 'in the way'),
    ...(same === 0 ? [] : [`${same} unchanged`]),
  ].join(', ');
}

const DRIFT = { create: 'missing', update: 'out of date', remove: 'no longer emitted' } as const;

type Written = Exclude<Change, { kind: 'edited' }>;

function isWritten(change: Change): change is Written {
  return change.kind !== 'edited';
}

/** The paths that must not be written, each with the reason, in order. */
function refusedLines({ plan, obstacles, written }: Inspection, between: string): string[] {
  const foreign = plan.changes.filter((change) => !isWritten(change));
  return [
    ...obstacles.map(({ path, reason }) => `${path}${between}${reason}`),
    ...foreign.map(
      ({ path }) =>
        `${path}${between}${written?.has(path) === true ? 'edited by hand' : 'not written by lvs-puppet'}`,
    ),
  ].sort();
}

function remedy({ written }: Inspection, { lockShown }: Target): string {
  return written === undefined
    ? `choose another folder with -o, move this one away, or restore ${lockShown} if lvs-puppet wrote it`
    : 'restore them from version control, or move them away, and run scaffold again';
}

/** The path of the module from the current folder; none where it lies outside. */
function diffFolder({ root }: Target, io: Io): string {
  const path = relative(io.cwd, root).split(sep).join('/');
  return path.startsWith('../') || path === '..' || isAbsolute(path) ? '' : path;
}
