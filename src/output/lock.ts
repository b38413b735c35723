import { isRecord, parseJson, sortedEntries } from './json.ts';
import { hasMarkers } from './markers.ts';
import { policies, type FileRecord, type Lock, type ModuleRecord, type Policy } from './record.ts';
import { isInside } from './safe-path.ts';

/** What the text of a lock file turns out to be. */
export type LockReading =
  | { readonly kind: 'lock'; readonly lock: Lock }
  /** written by a later version of this tool */
  | { readonly kind: 'newer' }
  /** two branches have changed it, and git left its markers */
  | { readonly kind: 'conflict' }
  /** not one of ours, or damaged */
  | { readonly kind: 'broken' };

const SCHEMA_VERSION = 2;

/** The text of the lock file, a line for each file, sorted: stable bytes, no times, no versions of the tool. */
export function printLock(lock: Lock): string {
  const modules = sortedEntries(lock).map(([key, module]) => `    ${quote(key)}: ${printModule(module)}`);
  return `{\n  "schemaVersion": ${SCHEMA_VERSION},\n  "modules": ${braces(modules, '  ')}\n}\n`;
}

function printModule({ inventory, skeleton, beside, files }: ModuleRecord): string {
  const lines = sortedEntries(files).map(
    ([path, record]) => `        ${quote(path)}: ${printRecord(record)}`,
  );
  return braces(
    [
      ...(inventory === undefined ? [] : [`      "inventory": ${quote(inventory)}`]),
      ...(skeleton === undefined ? [] : [`      "skeleton": ${quote(skeleton)}`]),
      ...(beside === undefined ? [] : [`      "beside": ${quote(beside)}`]),
      `      "files": ${braces(lines, '      ')}`,
    ],
    '    ',
  );
}

function printRecord({ policy, base, pending }: FileRecord): string {
  const pairs = [
    ['policy', policy],
    ['hash', base?.hash],
    ['pending', pending?.hash],
  ].flatMap(([key = '', value]) => (value === undefined ? [] : [`${quote(key)}: ${quote(value)}`]));
  return `{ ${pairs.join(', ')} }`;
}

function braces(lines: readonly string[], indent: string): string {
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${indent}}`;
}

const quote = (text: string): string => JSON.stringify(text);

/**
 * Reads the text of a lock file, of version 1 (hashes alone) as well. Paths that lead out of the module are dropped:
 * anybody may have edited it.
 */
export function parseLock(text: string): LockReading {
  const value = parseJson(text);
  if (!isRecord(value)) return { kind: hasMarkers(text) ? 'conflict' : 'broken' };
  const { schemaVersion, modules } = value;
  if (typeof schemaVersion === 'number' && schemaVersion > SCHEMA_VERSION) return { kind: 'newer' };
  const read = schemaVersion === 1 ? readHashes : schemaVersion === SCHEMA_VERSION ? readModule : undefined;
  if (read === undefined || !isRecord(modules)) return { kind: 'broken' };
  const entries = Object.entries(modules).map(([key, module]) => [key, read(module)] as const);
  const lock = new Map(entries.flatMap(([key, module]) => (module === undefined ? [] : [[key, module]])));
  return lock.size === entries.length ? { kind: 'lock', lock } : { kind: 'broken' };
}

/** A module of version 1: hashes by path. */
function readHashes(value: unknown): ModuleRecord | undefined {
  if (!isRecord(value)) return undefined;
  const files = readFiles(value, (hash) =>
    typeof hash === 'string' ? { policy: 'managed', base: { hash } } : undefined,
  );
  return files && { files };
}

function readModule(value: unknown): ModuleRecord | undefined {
  if (!isRecord(value) || !isRecord(value['files'])) return undefined;
  const { inventory, skeleton, beside } = value;
  const files = readFiles(value['files'], readRecord);
  if (files === undefined || !isText(inventory) || !isText(skeleton) || !isText(beside)) return undefined;
  return { inventory, skeleton, beside, files };
}

function isText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

function readFiles(
  value: Readonly<Record<string, unknown>>,
  read: (value: unknown) => FileRecord | undefined,
): Map<string, FileRecord> | undefined {
  const files = new Map<string, FileRecord>();
  for (const [path, item] of Object.entries(value)) {
    const record = read(item);
    if (record === undefined) return undefined;
    if (isInside(path)) files.set(path, record);
  }
  return files;
}

function readRecord(value: unknown): FileRecord | undefined {
  if (!isRecord(value)) return undefined;
  const { policy, hash, pending } = value;
  if (!isPolicy(policy) || !isText(hash) || !isText(pending)) return undefined;
  return {
    policy,
    ...(hash === undefined ? {} : { base: { hash } }),
    ...(pending === undefined ? {} : { pending: { hash: pending } }),
  };
}

function isPolicy(value: unknown): value is Policy {
  return policies.some((policy) => policy === value);
}
