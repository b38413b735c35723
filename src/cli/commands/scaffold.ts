import type { Inventory } from '../../inventory/model.ts';
import { planModule } from '../../module/plan.ts';
import { renderModule } from '../../module/render.ts';
import type { FileSet } from '../../output/file-set.ts';
import { DeadLink, FolderBusy, stageChanges, stageFile, type Staged } from '../../output/folder.ts';
import { hashOf, printLock } from '../../output/lock.ts';
import { ExitCode } from '../exit-code.ts';
import { environmentFailure, systemReason } from '../failure.ts';
import type { Io } from '../io.ts';
import { requireInventory } from '../lint-file.ts';
import { loadSkeleton } from '../load-skeleton.ts';
import { inspect, targetOf, type Inspection, type Target } from '../module-target.ts';
import type { ColorFlag, ScaffoldFlags } from '../program.ts';
import { DEFAULT_INVENTORY } from '../read-inventory.ts';
import { countChanges, isRefused, reportCheck, reportDryRun, reportRefusal } from '../report-changes.ts';
import { shellWord } from '../shell-word.ts';

/** `scaffold`: writes the module, or says what would be written. */
export async function scaffoldCommand(
  path: string,
  options: ScaffoldFlags & ColorFlag,
  io: Io,
): Promise<ExitCode> {
  const { color, failOn } = options;
  const file = await requireInventory(path, io, { color, failOn, stopped: 'nothing was written' });
  if (file === undefined) return ExitCode.findings;
  const files = await emit(file.inventory, options.skeleton, io);
  const target = targetOf(file, options.output, io);
  const inspection = inspect(files, target);
  if (options.check === true) return reportCheck(inspection, target, commandLine(path, options), io);
  if (options.dryRun === true) return reportDryRun(inspection, target, io);
  if (isRefused(inspection)) return reportRefusal(inspection, target, io);
  if (!(await write(inspection, files, target, io))) return ExitCode.interrupted;
  io.stdout.write(`${target.shown}: ${countChanges(inspection.plan)}\n`);
  return ExitCode.done;
}

async function emit(inventory: Inventory, skeletonFolder: string | undefined, io: Io): Promise<FileSet> {
  const skeleton = await loadSkeleton(skeletonFolder, io);
  return renderModule(planModule(inventory, skeleton), skeleton);
}

/** The command that brings the module up to date, as a person would type it. */
function commandLine(inventory: string, { output, skeleton }: ScaffoldFlags): string {
  return [
    'lvs-puppet scaffold',
    ...(inventory === DEFAULT_INVENTORY ? [] : [shellWord(inventory)]),
    ...(output === undefined ? [] : ['-o', shellWord(output)]),
    ...(skeleton === undefined ? [] : ['--skeleton', shellWord(skeleton)]),
  ].join(' ');
}

/** Brings the module and its lock up to date; false where the person interrupted it and all is as it was. */
async function write(inspection: Inspection, files: FileSet, target: Target, io: Io): Promise<boolean> {
  try {
    const staged = stage(inspection, files, target);
    // Signals are delivered between turns of the event loop: one turn here, none from here on.
    await new Promise((done) => setImmediate(done));
    if (io.signal.aborted) {
      for (const part of staged.toReversed()) part.discard();
      return false;
    }
    for (const part of staged) part.commit();
    return true;
  } catch (error) {
    throw writeFailure(error, target);
  }
}

/** The lock is staged with the module: where there is no room for the one, the other is not changed either. */
function stage({ plan, lock }: Inspection, files: FileSet, target: Target): Staged[] {
  const hashes = new Map([...files].map(([path, text]) => [path, hashOf(text)]));
  const nextLock = printLock(new Map([...(lock ?? []), [target.key, hashes]]));
  const staged: Staged[] = [];
  try {
    if (plan.changes.length > 0) staged.push(stageChanges(target.root, plan.changes));
    if (lock === undefined || printLock(lock) !== nextLock) staged.push(stageFile(target.lockPath, nextLock));
    return staged;
  } catch (error) {
    for (const part of staged.toReversed()) part.discard();
    throw error;
  }
}

function writeFailure(error: unknown, { shown }: Target): unknown {
  if (error instanceof FolderBusy)
    return environmentFailure(`another lvs-puppet (process ${error.processId}) is writing ${shown} now`);
  const reason = error instanceof DeadLink ? error.message : systemReason(error);
  return reason === undefined ? error : environmentFailure(`cannot write ${shown}: ${reason}`);
}
