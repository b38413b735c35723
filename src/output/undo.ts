import { hashOf } from './hash.ts';
import { isRecord, parseJson } from './json.ts';
import { printLock } from './lock.ts';
import type { ModuleRecord } from './record.ts';
import { printState, readState, withModule, type StateTexts } from './state.ts';
import { isInside } from './safe-path.ts';

/** What a file was before a run, and the hash of what the run made of it. */
export interface UndoFile {
  readonly path: string;
  /** Undefined where there was no file. */
  readonly old: { readonly content: string | Uint8Array; readonly mode: number } | undefined;
  /** Undefined where the run removed it. */
  readonly next: string | undefined;
}

/** What a run did to one module. */
export interface UndoModule {
  /** Its path from the folder of the inventory. */
  readonly key: string;
  /** How many folders the run made, from that of the module upwards. */
  readonly folders: number;
  readonly files: readonly UndoFile[];
  /** The hash of what is remembered of the module after the run; undefined where that is nothing. */
  readonly remembered: string | undefined;
}

/** Everything that takes a run back. */
export interface UndoData {
  /** The local folder that it is written in, as `localIdentity` says; undefined where that has none. */
  readonly folder: string | undefined;
  readonly modules: readonly UndoModule[];
  /** Lock and base before the run, and the hashes of those after it. */
  readonly state: { readonly old: StateTexts; readonly next: StateTexts };
}

const SCHEMA_VERSION = 2;

/** The file that `parseUndo` reads. Bytes that are no text are packed. */
export function printUndo({ folder, modules, state }: UndoData): string {
  const packed = modules.map((module) => ({ ...module, files: module.files.map(packFile) }));
  return `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, folder, modules: packed, state })}\n`;
}

function packFile({ path, old, next }: UndoFile): object {
  return {
    path,
    ...(old === undefined ? {} : { old: pack(old.content), mode: old.mode }),
    ...(next === undefined ? {} : { next }),
  };
}

function pack(content: string | Uint8Array): object {
  return typeof content === 'string'
    ? { text: content }
    : { base64: Buffer.from(content).toString('base64') };
}

/** Reads what `printUndo` wrote; undefined where it is not that. Paths that lead out of the module are refused. */
export function parseUndo(text: string): UndoData | undefined {
  const value = parseJson(text);
  if (!isRecord(value) || value['schemaVersion'] !== SCHEMA_VERSION) return undefined;
  const { folder, modules, state } = value;
  if (!Array.isArray(modules) || !isRecord(state) || !isText(folder)) return undefined;
  const read = modules.map(readModule);
  const old = readTexts(state['old']);
  const next = readTexts(state['next']);
  if (old === undefined || next === undefined) return undefined;
  return read.every((module) => module !== undefined)
    ? { folder, modules: read, state: { old, next } }
    : undefined;
}

/** Whether a text is what another version of this tool wrote in the place of what `printUndo` writes. */
export function isOfAnotherVersion(text: string): boolean {
  const value = parseJson(text);
  const version = isRecord(value) ? value['schemaVersion'] : undefined;
  return typeof version === 'number' && version !== SCHEMA_VERSION;
}

function readModule(value: unknown): UndoModule | undefined {
  if (!isRecord(value)) return undefined;
  const { key, folders, files, remembered } = value;
  if (typeof key !== 'string' || typeof folders !== 'number' || !Array.isArray(files)) return undefined;
  const read = files.map(readFile);
  return read.every((file) => file !== undefined) && isText(remembered)
    ? { key, folders, files: read, remembered }
    : undefined;
}

function readFile(value: unknown): UndoFile | undefined {
  if (!isRecord(value)) return undefined;
  const { path, old, mode, next } = value;
  if (typeof path !== 'string' || !isInside(path)) return undefined;
  if (next !== undefined && typeof next !== 'string') return undefined;
  if (old === undefined) return { path, old: undefined, next };
  const content = unpack(old);
  return content === undefined || typeof mode !== 'number'
    ? undefined
    : { path, old: { content, mode }, next };
}

function unpack(value: unknown): string | Uint8Array | undefined {
  if (!isRecord(value)) return undefined;
  const { text, base64 } = value;
  if (typeof text === 'string') return text;
  return typeof base64 === 'string' ? Buffer.from(base64, 'base64') : undefined;
}

function readTexts(value: unknown): StateTexts | undefined {
  if (!isRecord(value)) return undefined;
  const { lock, base } = value;
  return isText(lock) && isText(base) ? { lock, base } : undefined;
}

function isText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

/** A file that goes back to what it was. */
export interface Reverted {
  readonly path: string;
  readonly old: UndoFile['old'];
  /** Hash of what is there now. */
  readonly now: string | undefined;
}

/** What taking back does to one module. */
export interface UndoPlan {
  readonly files: readonly Reverted[];
  /** Files that somebody changed since: they are in the way, and nothing is taken back. */
  readonly changed: readonly string[];
}

/** Compares what a run made of a module with what is there now. */
export function planUndo(data: UndoModule, now: ReadonlyMap<string, string>): UndoPlan {
  const files: Reverted[] = [];
  const changed: string[] = [];
  for (const { path, old, next } of data.files) {
    const have = now.get(path);
    if (have === (old === undefined ? undefined : hashOf(old.content))) continue;
    if (have === next) files.push({ path, old, now: have });
    else changed.push(path);
  }
  return { files, changed };
}

/**
 * Lock and base as they were before the run. Where another module's run has changed them since, only what they say of
 * these modules; where somebody else's run of one of them has, as after `git pull`, only what they say of the files that
 * are taken back. Undefined where they are not readable.
 * @param reverted the files that go back, by the key of their module
 */
export function stateBefore(
  { modules, state }: UndoData,
  now: StateTexts,
  reverted: ReadonlyMap<string, readonly Reverted[]>,
): StateTexts | undefined {
  if (hashIfThere(now.lock) === state.next.lock && hashIfThere(now.base) === state.next.base)
    return state.old;
  const [before, current] = [readState(state.old), readState(now)];
  if (before.kind !== 'state' || current.kind !== 'state') return undefined;
  let { lock } = current;
  for (const { key, remembered } of modules) {
    const [old, known] = [before.lock.get(key), lock.get(key)];
    const same = hashOfModule(known) === remembered;
    lock = withModule(lock, key, same ? old : withRecordsOf(reverted.get(key) ?? [], old, known));
  }
  return printState(lock);
}

/** The hash of what is remembered of a module; undefined where that is nothing. */
export function hashOfModule(module: ModuleRecord | undefined): string | undefined {
  return module && hashOf(printLock(new Map([['', module]])));
}

function withRecordsOf(
  paths: Iterable<{ readonly path: string }>,
  old: ModuleRecord | undefined,
  known: ModuleRecord | undefined,
): ModuleRecord | undefined {
  const files = new Map(known?.files);
  for (const { path } of paths) {
    const record = old?.files.get(path);
    if (record === undefined) files.delete(path);
    else files.set(path, record);
  }
  return old === undefined && files.size === 0 ? undefined : { ...known, files };
}

function hashIfThere(text: string | undefined): string | undefined {
  return text === undefined ? undefined : hashOf(text);
}
