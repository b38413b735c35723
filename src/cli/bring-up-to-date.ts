import type { Inventory } from '../inventory/model.ts';
import { canonicalText } from '../inventory/canonical-text.ts';
import { plainInventory } from '../inventory/plain.ts';
import { planModule } from '../module/plan.ts';
import { renderModule } from '../module/render.ts';
import { hasLeftovers } from '../output/folder-stage.ts';
import { hashOf } from '../output/hash.ts';
import { isWriting, type Change } from '../output/plan.ts';
import { alone, applyChanges } from './apply-changes.ts';
import { recordCheck } from './check-record.ts';
import { ExitCode } from './exit-code.ts';
import { reportIdlePatterns } from './idle-patterns.ts';
import { inspect, type Emitted, type Inspection, type Wanted } from './inspect-module.ts';
import type { Io } from './io.ts';
import { requireInventory, type LintedFile } from './lint-file.ts';
import { digestOfSkeleton, loadSkeleton } from './load-skeleton.ts';
import type { ColorFlag, ScaffoldFlags } from './program.ts';
import type { InventoryFile } from './read-inventory.ts';
import { isRefused, reportCheck, reportDone, reportDryRun, reportRefusal } from './report-changes.ts';
import { wishesOf } from './scaffold-wishes.ts';
import {
  isKickerAstray,
  kickerTargetOf,
  refuseFile,
  refuseKickerAstray,
  refuseKickerOutside,
  rootsOf,
  targetOf,
  type Target,
} from './target.ts';

/**
 * Writes the module of an inventory and, where it emits it, the module `kicker` beside it, or says what would be written.
 * Both are one change: all of it is written, or nothing.
 */
export async function bringUpToDate(
  read: InventoryFile,
  path: string,
  options: ScaffoldFlags & ColorFlag,
  io: Io,
): Promise<ExitCode> {
  const { color, failOn } = options;
  const file = await requireInventory(read, io, { color, failOn, stopped: 'nothing was written' });
  if (file === undefined) return ExitCode.findings;
  const target = targetOf(file, file.inventory.module.name, options.output, io);
  if (options.output !== undefined) refuseFile(target);
  const emitted = await emit(file.inventory, options.skeleton, io);
  const modules = [{ emitted, target }, ...(await kickerOf(file, target, emitted, io))];
  const wishes = wishesOf(file.inventory, options, modules, io);
  const { unmanaged } = file.inventory.regenerate;
  const hasIdle = reportIdlePatterns(unmanaged, emitted.files, target, io);
  const invocation = { inventory: path, ...options };
  const look = (): Inspection[] =>
    inspect(modules.map((module, index): Wanted => ({ ...module, wishes: wishes[index] ?? {} })));
  if (options.check === true) return reportCheck(look(), target, invocation, io);
  if (options.dryRun === true) return reportDryRun(look(), target, invocation, io);
  const finish = (done: readonly Inspection[]): ExitCode => {
    if (!hasIdle && isPlain(done, file, options)) recordCheck(file, done, target);
    return reportDone(done, target, invocation, io);
  };
  // What is right needs no permission to write, and nobody waits for it.
  const first = hasLeftovers(rootsOf(target)) ? undefined : look();
  if (first !== undefined && first.some(isRefused)) return reportRefusal(first, io);
  if (first !== undefined && !first.some(wantsToWrite)) return finish(first);
  return alone(target, io, async (lock) => {
    const now = look();
    if (now.some(isRefused)) return reportRefusal(now, io);
    if (now.some(wantsToWrite) && !(await applyChanges(now, target, lock, io))) return ExitCode.interrupted;
    return finish(now);
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

/**
 * The module `kicker` of an inventory. One that is not emitted has no files: what an earlier run wrote goes, as a file
 * goes that is no longer emitted. Own templates are about the other module alone.
 */
async function kickerOf(
  file: InventoryFile & { readonly inventory: Inventory },
  module: Target,
  { digests: { inventory } }: Emitted,
  io: Io,
): Promise<Omit<Wanted, 'wishes'>[]> {
  const target = kickerTargetOf(file, module);
  const origin = { digests: { inventory, skeleton: digestOfSkeleton(undefined, io) }, beside: module.key };
  if (file.inventory.kicker.module !== 'emit')
    return isKickerAstray(file, module, target, io)
      ? []
      : [{ target, emitted: { files: new Map(), ...origin } }];
  refuseKickerAstray(file, module, target, io);
  refuseKickerOutside(file, module, target, io);
  const { builtInKicker } = await import('../module/built-in-kicker.ts');
  const { planKicker } = await import('../module/plan-kicker.ts');
  const skeleton = builtInKicker();
  const files = renderModule(planKicker(file.inventory, skeleton), skeleton);
  return [{ target, emitted: { files, ...origin } }];
}

/** Whether the next `--check` has nothing to say but that all is well: no finding, no edit, no own templates. */
function isPlain(
  inspections: readonly Inspection[],
  { findings }: LintedFile,
  { skeleton }: Pick<ScaffoldFlags, 'skeleton'>,
): boolean {
  const done: readonly Change['kind'][] = ['create', 'update', 'restore', 'remove'];
  const changes = inspections.flatMap(({ plan }) => plan.changes);
  return skeleton === undefined && findings.length === 0 && changes.every(({ kind }) => done.includes(kind));
}

/** Whether a run has anything to write: files of the module, or what is remembered of them all. */
function wantsToWrite({ plan, memory, nextTexts }: Inspection): boolean {
  return (
    plan.changes.some(isWriting) ||
    nextTexts.lock !== memory.texts.lock ||
    nextTexts.base !== memory.texts.base
  );
}
