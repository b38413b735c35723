import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { printable } from '../../diagnostics/escape.ts';
import { removeIfEmpty, readFiles } from '../../output/folder.ts';
import { hashAt } from '../../output/folder-journal.ts';
import { readOwnFile } from '../../output/folder-own.ts';
import { isWrittenHere } from '../../output/folder-local.ts';
import { hashOf } from '../../output/hash.ts';
import { contentOf } from '../../output/plan.ts';
import type { Write } from '../../output/folder-stage.ts';
import {
  isOfAnotherVersion,
  parseUndo,
  planUndo,
  stateBefore,
  type UndoData,
  type UndoModule,
  type UndoPlan,
} from '../../output/undo.ts';
import { alone, stateWrites, undoPath, write } from '../apply-changes.ts';
import { forgetCheck } from '../check-record.ts';
import { ExitCode } from '../exit-code.ts';
import { Failure } from '../failure.ts';
import type { Io } from '../io.ts';
import { countOf } from '../../report/words.ts';
import { lintFile } from '../lint-file.ts';
import type { InventoryFile } from '../read-inventory.ts';
import { readMemory, type Memory } from '../inspect-module.ts';
import type { UndoFlags } from '../program.ts';
import { kickerTargetOf, refuseKickerAstray, targetOf, type Target } from '../target.ts';

/** `undo`: takes the last `scaffold` of an inventory back, in both modules and with what it remembered. */
export async function undoCommand(path: string, { output }: UndoFlags, io: Io): Promise<ExitCode> {
  const file = await lintFile(path, io);
  const name = file.inventory?.module.name;
  if (name === undefined && output === undefined)
    throw new Failure(
      ExitCode.findings,
      `${path} has errors, so it does not say where its module is: use -o`,
    );
  const target = targetOf(file, name ?? '', output, io);
  if (!existsSync(target.state)) return nothing(target, io);
  return alone(target, io, async (lock) => {
    const data = readUndo(file, target);
    if (data === undefined) return nothing(target, io);
    const reverts = data.modules.map((module) => revertOf(file, module, target, io));
    if (reverts.some(({ plan }) => plan.changed.length > 0)) return refuse(reverts, target, io);
    const memory = readMemory(target);
    const writes = writesOf(data, reverts, memory, target);
    if (!(await write(writes, target, lock, io))) return ExitCode.interrupted;
    // The folder of both modules goes with the last of them.
    for (const revert of reverts.toReversed()) removeFolders(revert);
    forgetCheck(target);
    for (const { target: its, plan } of reverts) io.stdout.write(`${its.shown}: ${whatWasDone(plan)}\n`);
    return ExitCode.done;
  });
}

/** What goes back in one module. */
interface Revert {
  readonly module: UndoModule;
  readonly target: Target;
  readonly plan: UndoPlan;
}

function revertOf(file: InventoryFile, module: UndoModule, main: Target, io: Io): Revert {
  const target = module.key === main.key ? main : kickerTargetOf(file, main);
  if (target !== main && module.files.length > 0) refuseKickerAstray(file, main, target, io);
  return { module, target, plan: planUndo(module, hashesNow(module, target)) };
}

function whatWasDone({ files }: UndoPlan): string {
  const removed = files.filter(({ old }) => old === undefined).length;
  const restored = files.length - removed;
  const parts = [
    ...(restored === 0
      ? []
      : [`${countOf(restored, 'file is as it was', 'files are as they were')} before the last scaffold`]),
    ...(removed === 0
      ? []
      : [
          `${countOf(removed, 'file that the last scaffold made is', 'files that the last scaffold made are')} removed`,
        ]),
  ];
  return parts.length === 0 ? 'its files were as before the last scaffold already' : parts.join(', ');
}

function nothing({ shown }: Target, io: Io): ExitCode {
  io.stderr.write(`${shown}: there is nothing to undo\n`);
  return ExitCode.findings;
}

function refuse(reverts: readonly Revert[], main: Target, io: Io): ExitCode {
  io.stderr.write(
    `${main.shown}: nothing was undone, because these files were changed since the last scaffold:\n`,
  );
  for (const { target, plan } of reverts)
    for (const path of plan.changed)
      io.stderr.write(`  ${printable(target === main ? path : `${target.shown}/${path}`)}\n`);
  io.stderr.write(
    'take those changes back and run undo again, restore the module and .lvs-puppet from version control, or write single files as the inventory says with: lvs-puppet scaffold --restore PATH\n',
  );
  return ExitCode.findings;
}

function readUndo(file: InventoryFile, target: Target): UndoData | undefined {
  const path = undoPath(target);
  const text = readOwnFile(join(target.state, path))?.toString('utf8');
  if (text === undefined) return undefined;
  const shown = join(target.stateShown, path);
  if (isOfAnotherVersion(text))
    throw new Failure(
      ExitCode.findings,
      `${shown} was written by another version of lvs-puppet; it cannot be undone by this one`,
    );
  const data = parseUndo(text);
  const keys = [target.key, kickerTargetOf(file, target).key];
  if (data === undefined || !data.modules.every(({ key }, index) => key === keys[index]))
    throw new Failure(ExitCode.findings, `${shown} is not readable; remove it`);
  if (!isWrittenHere(target.state, data.folder))
    throw new Failure(
      ExitCode.findings,
      `${shown} was written in another folder or on another machine, so it undoes nothing here; remove it`,
    );
  return data;
}

function hashesNow(data: UndoModule, { root }: Target): Map<string, string> {
  const { files, obstacles } = readFiles(
    root,
    data.files.map(({ path }) => path),
  );
  for (const { path, reason } of obstacles)
    throw new Failure(ExitCode.findings, `${printable(path)} ${reason}`);
  return new Map([...files].map(([path, file]) => [path, hashOf(contentOf(file))]));
}

function writesOf(data: UndoData, reverts: readonly Revert[], memory: Memory, target: Target): Write[] {
  const reverted = new Map(reverts.map(({ module, plan }) => [module.key, plan.files]));
  const before = stateBefore(data, memory.texts, reverted);
  if (before === undefined)
    throw new Failure(
      ExitCode.findings,
      `${target.stateShown} is not readable; restore it from version control`,
    );
  return [
    ...reverts.flatMap(({ target: { place }, plan }) =>
      plan.files.map(({ path, old, now }): Write => ({
        place,
        path,
        content: old?.content,
        old: now,
        mode: old?.mode,
      })),
    ),
    ...stateWrites(memory, before, target),
    {
      place: 'state',
      path: undoPath(target),
      content: undefined,
      old: hashAt(target.state, undoPath(target)),
    },
  ];
}

/** The folders that the run made go again, as far as nothing else is in them. */
function removeFolders({ module, target }: Revert): void {
  let folder = target.root;
  for (let count = 0; count < module.folders && removeIfEmpty(folder); count += 1) folder = dirname(folder);
}
