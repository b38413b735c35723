import type { FileSet } from './file-set.ts';
import { hashOf } from './hash.ts';
import { hasWindowsLines, withPlainLines, withWindowsLines } from './line-endings.ts';
import { hasMarkers } from './markers.ts';
import { joinTexts, mergeTexts } from './merge.ts';
import type { FileRecord, Records, Written } from './record.ts';

/** A file as it lies on the disk; undefined text where it is not readable as text. */
export interface DiskFile {
  readonly text: string | undefined;
  /** What it holds where that is no text. */
  readonly bytes?: Uint8Array | undefined;
  /** Whether its owner may run it, which no emitted file asks for. */
  readonly executable?: boolean | undefined;
  /** Its permissions. */
  readonly mode?: number | undefined;
}

/** The content of a file as it lies on the disk. */
export function contentOf({ text, bytes = new Uint8Array() }: DiskFile): string | Uint8Array {
  return text ?? bytes;
}

/** What happens to one path. */
export type Change =
  | Writing
  /** What a person did and what stays so; nothing is written. */
  | { readonly kind: Kept; readonly path: string; readonly have: DiskFile | undefined }
  /** What is in the way; nothing is written at this path. */
  | { readonly kind: Refused; readonly path: string; readonly have: DiskFile };

/** What changes a file. */
export type Writing =
  /** Not there yet. */
  | { readonly kind: 'create'; readonly path: string; readonly want: string }
  | { readonly kind: Rewritten; readonly path: string; readonly want: string; readonly have: DiskFile }
  /** No longer emitted, and not edited. */
  | { readonly kind: 'remove'; readonly path: string; readonly have: DiskFile };

/**
 * `update`: not edited, and something new to say. `merge`: edited, and something new to say elsewhere in the file, so
 * `want` has both. `conflict`: both say something else about the same lines, and `want` holds both between markers.
 * `restore`: as the inventory says, because the person asked for it.
 */
export type Rewritten = 'update' | 'merge' | 'conflict' | 'restore';

/**
 * `edited`: by hand, and the inventory has nothing new. `orphaned`: edited, and no longer emitted. `deleted`: by hand.
 * `mode`: made executable.
 */
export type Kept = 'edited' | 'orphaned' | 'deleted' | 'mode';

/**
 * `unresolved`: the markers of a conflict are still there. `unmergeable`: edited to something that is no text, and the
 * inventory has something new. `foreign`: a folder that lvs-puppet has never written has another file there.
 */
export type Refused = 'unresolved' | 'unmergeable' | 'foreign';

const writing = ['create', 'update', 'merge', 'conflict', 'restore', 'remove'] as const;

/** Whether a change writes or removes a file. */
export function isWriting(change: Change): change is Writing {
  return writing.some((kind) => kind === change.kind);
}

/** What a run would do; `same` counts the files that are right already. */
export interface Plan {
  readonly changes: readonly Change[];
  readonly same: number;
  /** What is remembered of each path when all of it is done. */
  readonly records: Records;
}

/** What is known about the module besides the wanted files. */
export interface Known {
  /** What was written last; undefined where this tool has never written the module. */
  readonly records: Records | undefined;
  /** The files of the folder at the paths of the wanted files and of the records. */
  readonly disk: ReadonlyMap<string, DiskFile>;
  /** Whether the inventory leaves a path to the person. */
  readonly isUnmanaged?: (path: string) => boolean;
  /** Paths that the person wants as the inventory says, whatever was done to them. */
  readonly restore?: ReadonlySet<string>;
}

/** What becomes of one path: the change, none where it is as it should be, and what is remembered. */
interface Outcome {
  readonly change?: Change | undefined;
  readonly record?: FileRecord | undefined;
}

/** One path, seen from all sides. */
interface Situation {
  readonly path: string;
  readonly want: string | undefined;
  readonly record: FileRecord | undefined;
  readonly have: DiskFile | undefined;
  /** Whether this tool has written the module before. */
  readonly known: boolean;
  /** Whether none of its files is left: then nobody has deleted this one. */
  readonly vanished: boolean;
}

/**
 * Compares what the inventory says with the disk and with what was written last, path by path. What a person edited
 * is kept: where the inventory has something new, both are merged. What a person deleted stays deleted. A file that
 * is no longer emitted is removed where nobody edited it.
 */
export function planChanges(want: FileSet, known: Known): Plan {
  const recorded: Records = known.records ?? new Map();
  const vanished = ![...recorded].some(([path, { base }]) => base !== undefined && known.disk.has(path));
  const changes: Change[] = [];
  const records = new Map<string, FileRecord>();
  let same = 0;
  for (const path of [...new Set([...want.keys(), ...recorded.keys()])].sort()) {
    const situation: Situation = {
      path,
      want: want.get(path),
      record: recorded.get(path),
      have: known.disk.get(path),
      known: known.records !== undefined,
      vanished,
    };
    const { change, record } = outcomeFor(situation, known);
    if (change !== undefined) changes.push(change);
    else if (situation.want !== undefined && record?.policy === 'managed') same += 1;
    if (record !== undefined) records.set(path, record);
  }
  return { changes, same, records };
}

function outcomeFor(situation: Situation, { isUnmanaged, restore }: Known): Outcome {
  const { path, want, record } = situation;
  if (isUnmanaged?.(path) === true) return leftAlone(situation);
  if (want === undefined) return noLongerEmitted(situation);
  if (restore?.has(path) === true) return restored(situation, want);
  return record === undefined ? unrecorded(situation, want) : recordedBefore(situation, want, record);
}

/** What was written last is remembered, so that a merge is possible when the path is managed again. */
function leftAlone({ want, record }: Situation): Outcome {
  return {
    record: want === undefined || record === undefined ? undefined : { ...record, policy: 'unmanaged' },
  };
}

function noLongerEmitted({ path, record, have }: Situation): Outcome {
  // Deleted by hand stays deleted, even if the file is emitted again one day.
  if (have === undefined) return { record: record?.policy === 'deleted' ? record : undefined };
  return isWritten(have, record?.base)
    ? { change: { kind: 'remove', path, have } }
    : { change: { kind: 'orphaned', path, have }, record };
}

function restored({ path, have }: Situation, want: string): Outcome {
  const record = managed(want);
  if (have === undefined) return { change: { kind: 'create', path, want }, record };
  return have.text === want ? { record } : { change: { kind: 'restore', path, want, have }, record };
}

function unrecorded({ path, have, known }: Situation, want: string): Outcome {
  if (have === undefined) return { change: { kind: 'create', path, want }, record: managed(want) };
  if (isSame(have, want)) return asWanted(path, want, have);
  if (!known) return { change: { kind: 'foreign', path, have } };
  return unite(path, want, have, undefined);
}

function recordedBefore(situation: Situation, want: string, record: FileRecord): Outcome {
  const { path, have } = situation;
  if (have === undefined) return absent(situation, want, record);
  if (isSame(have, want)) return asWanted(path, want, have);
  if (isWritten(have, record.base))
    return { change: { kind: 'update', path, want: likeDisk(want, have), have }, record: managed(want) };
  if (isUnresolved(have, want)) return { change: { kind: 'unresolved', path, have }, record };
  // No markers are left: the person has decided about the pending text, so it is what their edit starts from.
  const base = record.pending ?? record.base;
  if (base?.hash === hashOf(want)) return { change: { kind: 'edited', path, have }, record: managed(want) };
  return unite(path, want, have, { ...record, base });
}

function absent({ path, vanished }: Situation, want: string, record: FileRecord): Outcome {
  if (vanished && record.policy !== 'deleted')
    return { change: { kind: 'create', path, want }, record: managed(want) };
  return {
    change: { kind: 'deleted', path, have: undefined },
    record: { policy: 'deleted', base: record.base },
  };
}

function asWanted(path: string, want: string, have: DiskFile): Outcome {
  const change = have.executable === true ? ({ kind: 'mode', path, have } as const) : undefined;
  return { change, record: managed(want) };
}

/**
 * Puts an edited file and the wanted text together. In a conflict the base stays what it was and the wanted text
 * waits beside it.
 */
function unite(path: string, want: string, have: DiskFile, record: FileRecord | undefined): Outcome {
  if (have.text === undefined) return { change: { kind: 'unmergeable', path, have }, record };
  const plain = plainText(have.text, want);
  const base = record?.base?.text;
  const merged = base === undefined ? joinTexts(plain, want) : mergeTexts(base, plain, want);
  if (merged.clean && merged.text === plain)
    return { change: { kind: 'edited', path, have }, record: managed(want) };
  const change = { path, want: likeDisk(merged.text, have), have };
  return merged.clean
    ? { change: { kind: 'merge', ...change }, record: managed(want) }
    : {
        change: { kind: 'conflict', ...change },
        record: { policy: 'managed', base: record?.base, pending: written(want) },
      };
}

function managed(text: string): FileRecord {
  return { policy: 'managed', base: written(text) };
}

function written(text: string): Written {
  return { hash: hashOf(text), text };
}

/** Whether the disk holds this text, whatever git made of the ends of its lines. */
function isSame({ text }: DiskFile, want: string): boolean {
  return text !== undefined && (text === want || plainText(text, want) === want);
}

function isWritten({ text }: DiskFile, base: Written | undefined): boolean {
  if (text === undefined || base === undefined) return false;
  return hashOf(text) === base.hash || (hasWindowsLines(text) && hashOf(withPlainLines(text)) === base.hash);
}

/** Markers that the wanted text has itself are no conflict. */
function isUnresolved({ text }: DiskFile, want: string): boolean {
  return text !== undefined && hasMarkers(text) && !hasMarkers(want);
}

/** The text of the disk with the ends of lines that the wanted one has. */
function plainText(text: string, want: string): string {
  return hasWindowsLines(text) && !want.includes('\r') ? withPlainLines(text) : text;
}

/** A text to write with the ends of lines that the file has. */
function likeDisk(text: string, have: DiskFile): string {
  return have.text !== undefined && hasWindowsLines(have.text) && !text.includes('\r')
    ? withWindowsLines(text)
    : text;
}
