import type { Inventory } from '../../inventory/model.ts';
import { canonicalText } from '../../inventory/canonical-text.ts';
import { plainInventory } from '../../inventory/plain.ts';
import { planModule } from '../../module/plan.ts';
import { renderModule } from '../../module/render.ts';
import { hashOf } from '../../output/hash.ts';
import { hasLeftovers } from '../../output/folder-stage.ts';
import { isWriting } from '../../output/plan.ts';
import { alone, applyChanges, rootsOf } from '../apply-changes.ts';
import { ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { requireInventory } from '../lint-file.ts';
import { digestOfSkeleton, loadSkeleton } from '../load-skeleton.ts';
import { inspect, targetOf, type Emitted, type Inspection } from '../module-target.ts';
import type { ColorFlag, ScaffoldFlags } from '../program.ts';
import { isRefused, reportCheck, reportDone, reportDryRun, reportRefusal } from '../report-changes.ts';
import { wishesOf } from '../scaffold-wishes.ts';

/** `scaffold`: writes the module, or says what would be written. */
export async function scaffoldCommand(
  path: string,
  options: ScaffoldFlags & ColorFlag,
  io: Io,
): Promise<ExitCode> {
  const { color, failOn } = options;
  const file = await requireInventory(path, io, { color, failOn, stopped: 'nothing was written' });
  if (file === undefined) return ExitCode.findings;
  const emitted = await emit(file.inventory, options.skeleton, io);
  const target = targetOf(file, file.inventory.module.name, options.output, io);
  const wishes = wishesOf(file.inventory, options, emitted.files, target, io);
  const look = (): Inspection => inspect(emitted, target, wishes);
  if (options.check === true) return reportCheck(look(), target, { inventory: path, ...options }, io);
  if (options.dryRun === true) return reportDryRun(look(), target, io);
  const first = look();
  if (isRefused(first)) return reportRefusal(first, target, io);
  if (!wantsToWrite(first) && !hasLeftovers(rootsOf(target)))
    return reportDone(first, target, { inventory: path, ...options }, io);
  return alone(target, io, async () => {
    const now = look();
    if (isRefused(now)) return reportRefusal(now, target, io);
    if (wantsToWrite(now) && !(await applyChanges(now, target, io))) return ExitCode.interrupted;
    return reportDone(now, target, { inventory: path, ...options }, io);
  });
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
