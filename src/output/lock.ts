import { createHash } from 'node:crypto';

/** What was written last, so that an edit by hand is seen: hashes by path, by module. */
export type Lock = ReadonlyMap<string, Hashes>;

/** Hashes of files by their path relative to the module. */
export type Hashes = ReadonlyMap<string, string>;

/** What the text of a lock file turns out to be. */
export type LockReading =
  | { readonly kind: 'lock'; readonly lock: Lock }
  /** written by a later version of this tool */
  | { readonly kind: 'newer' }
  /** not one of ours, or damaged */
  | { readonly kind: 'broken' };

const SCHEMA_VERSION = 1;

/** SHA-256 of a text, in hexadecimal. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** The text of the lock file, keys sorted: stable bytes, no times, no versions of the tool. */
export function printLock(lock: Lock): string {
  const modules = sorted([...lock].map(([module, hashes]) => [module, sorted(hashes)]));
  return `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, modules }, null, 2)}\n`;
}

function sorted<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Reads the text of a lock file. Paths that lead out of the module are dropped: anybody may have edited it. */
export function parseLock(text: string): LockReading {
  const value = parseJson(text);
  if (!isRecord(value)) return { kind: 'broken' };
  const { schemaVersion, modules } = value;
  if (typeof schemaVersion === 'number' && schemaVersion > SCHEMA_VERSION) return { kind: 'newer' };
  if (schemaVersion !== SCHEMA_VERSION || !isRecord(modules)) return { kind: 'broken' };
  const lock = new Map<string, Hashes>();
  for (const [module, files] of Object.entries(modules)) {
    if (!isHashes(files)) return { kind: 'broken' };
    lock.set(module, new Map(Object.entries(files).filter(([path]) => isInside(path))));
  }
  return { kind: 'lock', lock };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isHashes(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((hash) => typeof hash === 'string');
}

function isInside(path: string): boolean {
  return !path.split('/').some((part) => part === '' || part === '.' || part === '..');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
