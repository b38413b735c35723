import { mkdirSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { toolDigest } from 'virtual:digests';
import { hashOf } from '../output/hash.ts';
import { isRecord, parseJson } from '../output/json.ts';
import { readFiles } from '../output/folder.ts';
import { isWrittenHere, LOCAL_FOLDER, localIdentity } from '../output/folder-local.ts';
import { readOwnFile } from '../output/folder-own.ts';
import { hasLeftovers } from '../output/folder-stage.ts';
import { parseLock } from '../output/lock.ts';
import type { Records } from '../output/record.ts';
import { systemReason } from './failure.ts';
import type { Inspection } from './inspect-module.ts';
import type { Io } from './io.ts';
import type { ScaffoldFlags } from './program.ts';
import type { InventoryFile } from './read-inventory.ts';
import {
  isKickerAstray,
  kickerTargetOf,
  LOCK_FILE,
  rootsOf,
  STATE_FOLDER,
  targetOf,
  type Target,
} from './target.ts';

/*
 * A run that left nothing to say records what it saw: this very tool, this text of the inventory, this lock. Where all
 * three are the same and the files have the hashes of the lock, `--check` would come to the same result, so it need
 * neither parse nor render. The record is this machine's own and no part of the lock, which whoever proposes a change can
 * edit. It is believed only in the folder that it names, so one that comes with a checkout is none, and there everything
 * is compared.
 */

/** What was seen for one inventory. */
interface Seen {
  readonly module: string;
  /** Whether the module `kicker` was there beside it. */
  readonly kicker: boolean;
  readonly inputs: string;
}

/**
 * Says that the modules are what the inventory says where a record shows it; false where only a comparison can tell. With
 * `--strict` and with own templates everything is compared.
 */
export function checkByRecord(file: InventoryFile, options: ScaffoldFlags, io: Io): boolean {
  if (options.strict === true || options.skeleton !== undefined) return false;
  const state = join(file.folder, STATE_FOLDER);
  const lockText = readIfThere(join(state, LOCK_FILE));
  if (lockText === undefined) return false;
  const inputs = inputsOf(file, lockText);
  for (const [key, seen] of readRecord(state)) {
    const target = targetOf(file, seen.module, options.output, io);
    if (target.key !== key || seen.inputs !== inputs || hasLeftovers(rootsOf(target))) continue;
    const kicker = kickerTargetOf(file, target);
    if (seen.kicker && isKickerAstray(file, target, kicker, io)) return false;
    const targets = seen.kicker ? [target, kicker] : [target];
    const same = targets.map((one) => ({ ...one, count: countSame(one, lockText) }));
    if (same.some(({ count }) => count === undefined)) return false;
    for (const { shown, count } of same)
      io.stdout.write(`${shown} is what the inventory says (${count} files)\n`);
    return true;
  }
  return false;
}

/** Records that nothing is to be said about the modules of an inventory; where that cannot be written the next check takes longer. */
export function recordCheck(
  file: InventoryFile & { readonly inventory: { readonly module: { readonly name: string } } },
  inspections: readonly Inspection[],
  target: Target,
): void {
  const seen: Seen = {
    module: file.inventory.module.name,
    kicker: inspections.some(({ target: { place }, next }) => place === 'kicker' && next !== undefined),
    inputs: inputsOf(file, inspections[0]?.nextTexts.lock ?? ''),
  };
  const before = readRecord(target.state);
  const same = before.get(target.key);
  if (same?.module === seen.module && same.kicker === seen.kicker && same.inputs === seen.inputs) return;
  const modules = Object.fromEntries([...before, [target.key, seen]]);
  const path = recordPath(target.state);
  // The name is the same for every run, so what a killed one leaves does not stay.
  const temporary = `${path}.tmp`;
  const done = asFarAsPossible(() => {
    mkdirSync(dirname(path), { recursive: true });
    const folder = localIdentity(target.state);
    writeFileSync(temporary, `${JSON.stringify({ schemaVersion: 1, folder, modules })}\n`);
    renameSync(temporary, path);
  });
  if (!done) asFarAsPossible(() => unlinkSync(temporary));
}

/** Drops the records: what they saw is no longer there. */
export function forgetCheck({ state }: Target): void {
  asFarAsPossible(() => unlinkSync(recordPath(state)));
}

/** What is recorded saves time, and nothing else depends on it; false where the system did not do it. */
function asFarAsPossible(write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if (systemReason(error) === undefined) throw error;
    return false;
  }
}

/** One digest of all that decides what a check says, but for the files of the module. */
function inputsOf({ source }: InventoryFile, lockText: string): string {
  return hashOf(JSON.stringify([toolDigest, source.text, lockText]));
}

function recordPath(state: string): string {
  return join(state, LOCAL_FOLDER, 'checked.json');
}

function readRecord(state: string): Map<string, Seen> {
  const value = parseJson(readIfThere(recordPath(state)) ?? '');
  if (!isRecord(value) || value['schemaVersion'] !== 1 || !isRecord(value['modules'])) return new Map();
  if (!isWrittenHere(state, value['folder'])) return new Map();
  return new Map(
    Object.entries(value['modules']).flatMap(([key, seen]) => (isSeen(seen) ? [[key, seen]] : [])),
  );
}

function isSeen(value: unknown): value is Seen & Record<string, unknown> {
  return (
    isRecord(value) &&
    typeof value['module'] === 'string' &&
    typeof value['kicker'] === 'boolean' &&
    typeof value['inputs'] === 'string'
  );
}

/** How many files are as the lock has them; undefined where one is not, or they cannot be read: that is said elsewhere. */
function countSame(target: Target, lockText: string): number | undefined {
  try {
    return countRead(target, lockText);
  } catch (error) {
    if (systemReason(error) === undefined) throw error;
    return undefined;
  }
}

function countRead(target: Target, lockText: string): number | undefined {
  const reading = parseLock(lockText);
  const module = reading.kind === 'lock' ? reading.lock.get(target.key) : undefined;
  if (module === undefined) return undefined;
  const managed: Records = new Map([...module.files].filter(([, { policy }]) => policy !== 'unmanaged'));
  const { files, obstacles } = readFiles(target.root, managed.keys());
  const same = [...managed].every(([path, { policy, base, pending }]) => {
    const file = files.get(path);
    if (policy !== 'managed' || pending !== undefined || file?.executable !== false) return false;
    return file.text !== undefined && hashOf(file.text) === base?.hash;
  });
  return same && obstacles.length === 0 ? managed.size : undefined;
}

function readIfThere(path: string): string | undefined {
  try {
    return readOwnFile(path)?.toString('utf8');
  } catch {
    return undefined;
  }
}
