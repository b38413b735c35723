import type { Inventory } from '../inventory/model.ts';
import { canonicalText } from '../inventory/canonical-text.ts';
import { plainInventory } from '../inventory/plain.ts';
import { planModule } from '../module/plan.ts';
import { renderModule } from '../module/render.ts';
import { hashOf } from '../output/hash.ts';
import { hasLeftovers } from '../output/folder-stage.ts';
import { isWriting, type Change } from '../output/plan.ts';
import { alone, applyChanges } from './apply-changes.ts';
import { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { recordCheck } from './check-record.ts';
import { requireInventory, type LintedFile } from './lint-file.ts';
import { digestOfSkeleton, loadSkeleton } from './load-skeleton.ts';
import { inspect, type Emitted, type Inspection } from './inspect-module.ts';
import { reportIdlePatterns } from './idle-patterns.ts';
import type { ColorFlag, ScaffoldFlags } from './program.ts';
import { isRefused, reportCheck, reportDone, reportDryRun, reportRefusal } from './report-changes.ts';
import type { InventoryFile } from './read-inventory.ts';
import { wishesOf } from './scaffold-wishes.ts';
import { refuseFile, rootsOf, targetOf } from './target.ts';

/** Writes the module of an inventory, or says what would be written. */
export async function bringUpToDate(
  read: InventoryFile,
  path: string,
  options: ScaffoldFlags & ColorFlag,
  io: Io,
): Promise<ExitCode> {
  const { color, failOn } = options;
  const file = await requireInventory(read, io, { color, failOn, stopped: 'nothing was written' });
  if (file === undefined) return ExitCode.findings;
  const emitted = await emit(file.inventory, options.skeleton, io);
  const target = targetOf(file, file.inventory.module.name, options.output, io);
  if (options.output !== undefined) refuseFile(target);
  const wishes = wishesOf(file.inventory, options, emitted.files, target, io);
  const { unmanaged } = file.inventory.regenerate;
  const hasIdle = reportIdlePatterns(unmanaged, emitted.files, target, io);
  const invocation = { inventory: path, ...options };
  const look = (): Inspection => inspect(emitted, target, wishes);
  if (options.check === true) return reportCheck(look(), target, invocation, io);
  if (options.dryRun === true) return reportDryRun(look(), target, invocation, io);
  const finish = (done: Inspection): ExitCode => {
    if (!hasIdle && isPlain(done, file, options)) recordCheck(file, done, target);
    return reportDone(done, target, invocation, io);
  };
  // What is right needs no permission to write, and nobody waits for it.
  const first = hasLeftovers(rootsOf(target)) ? undefined : look();
  if (first !== undefined && isRefused(first)) return reportRefusal(first, target, io);
  if (first !== undefined && !wantsToWrite(first)) return finish(first);
  return alone(target, io, async (lock) => {
    const now = look();
    if (isRefused(now)) return reportRefusal(now, target, io);
    if (wantsToWrite(now) && !(await applyChanges(now, target, lock, io))) return ExitCode.interrupted;
    return finish(now);
  });
}

/** Whether the next `--check` has nothing to say but that all is well: no finding, no edit, no own templates. */
function isPlain(
  { plan }: Inspection,
  { findings }: LintedFile,
  { skeleton }: Pick<ScaffoldFlags, 'skeleton'>,
): boolean {
  const done: readonly Change['kind'][] = ['create', 'update', 'restore', 'remove'];
  return (
    skeleton === undefined && findings.length === 0 && plan.changes.every(({ kind }) => done.includes(kind))
  );
}

async function emit(inventory: Inventory, skeletonFolder: string | undefined, io: Io): Promise<Emitted> {
  const skeleton = await loadSkeleton(skeletonFolder, io);
  return {
    files: renderModule(planModule(inventory, skeleton), skeleton),
    digests: {
      inventory: hashOf(canonicalText(plainInventory(inventory))),
      skeleton: digestOfSkeleton(skeletonFolder, io),
    },
  };
}

function wantsToWrite({ plan, memory, nextTexts }: Inspection): boolean {
  return (
    plan.changes.some(isWriting) ||
    nextTexts.lock !== memory.texts.lock ||
    nextTexts.base !== memory.texts.base
  );
}
