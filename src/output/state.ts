import { parseBase, printBase, withTexts } from './base.ts';
import { parseLock, printLock } from './lock.ts';
import { areSameRecords, type Lock, type ModuleRecord, type Records } from './record.ts';

/** The two files beside an inventory that say what was written last; undefined where one is not there. */
export interface StateTexts {
  readonly lock: string | undefined;
  readonly base: string | undefined;
}

/** What they say together. */
export type StateReading =
  { readonly kind: 'state'; readonly lock: Lock } | { readonly kind: 'newer' | 'conflict' | 'broken' };

/** Reads lock and base; texts that do not have the hash that the lock wants are left out. */
export function readState({ lock, base }: StateTexts): StateReading {
  const reading = lock === undefined ? ({ kind: 'lock', lock: new Map() } as const) : parseLock(lock);
  if (reading.kind !== 'lock') return reading;
  const texts = parseBase(base ?? '');
  return texts.kind === 'conflict' ? texts : { kind: 'state', lock: withTexts(reading.lock, texts.texts) };
}

/** The texts of the two files for what is remembered; none where nothing is. */
export function printState(lock: Lock): StateTexts {
  if (lock.size === 0) return { lock: undefined, base: undefined };
  return { lock: printLock(lock), base: printBase(lock) };
}

/**
 * What is remembered after a run. Where the records are the same the digests stay, too: a new version of the tool, or
 * a change of the inventory that means nothing to the module, leaves no trace.
 */
export function nextModule(
  before: ModuleRecord | undefined,
  digests: { readonly inventory: string; readonly skeleton: string },
  files: Records,
  beside?: string,
): ModuleRecord {
  const same = before?.inventory !== undefined && areSameRecords(before.files, files);
  const from = same ? { inventory: before.inventory, skeleton: before.skeleton } : digests;
  return { ...from, ...(beside === undefined ? {} : { beside }), files };
}

/** The lock with another record of one module; without it where there is none. */
export function withModule(lock: Lock, key: string, module: ModuleRecord | undefined): Lock {
  const others = [...lock].filter(([other]) => other !== key);
  return new Map([...others, ...(module === undefined ? [] : [[key, module] as const])]);
}
