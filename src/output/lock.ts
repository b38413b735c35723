import { createHash } from 'node:crypto';

/** What was written last, so that an edit by hand is seen. Hashes by path relative to the module. */
export interface Lock {
  readonly schemaVersion: 1;
  readonly modules: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export const emptyLock: Lock = { schemaVersion: 1, modules: {} };

/** SHA-256 of a text, in hexadecimal. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** The lock with what was written for one module, keys sorted: stable bytes, no times, no versions of the tool. */
export function lockWith(lock: Lock, module: string, files: ReadonlyMap<string, string>): Lock {
  const sorted = (record: Iterable<readonly [string, string]>): Record<string, string> =>
    Object.fromEntries([...record].sort(([a], [b]) => (a < b ? -1 : 1)));
  const modules = { ...lock.modules, [module]: sorted(files) };
  return {
    schemaVersion: 1,
    modules: Object.fromEntries(Object.entries(modules).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** The text of the lock file. */
export function printLock(lock: Lock): string {
  return `${JSON.stringify(lock, null, 2)}\n`;
}

/** Reads the text of a lock file; undefined where it is not one of ours. */
export function parseLock(text: string): Lock | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isLock(value) ? value : undefined;
}

function isLock(value: unknown): value is Lock {
  if (!isRecord(value) || value.schemaVersion !== 1 || !isRecord(value.modules)) return false;
  return Object.values(value.modules).every(
    (files) => isRecord(files) && Object.values(files).every((hash) => typeof hash === 'string'),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
