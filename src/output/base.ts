import { hashOf } from './hash.ts';
import { isRecord, parseJson, sortedEntries } from './json.ts';
import { hasMarkers } from './markers.ts';
import type { FileRecord, Lock, ModuleRecord, Written } from './record.ts';

/**
 * The pristine base: the texts that were written last, so that edits can be merged without git and without the
 * version of the tool that wrote them. A line of JSON for each text, sorted: packed bytes would differ between
 * versions of zlib, and git packs plain lines well.
 */
export function printBase(lock: Lock): string {
  return sortedEntries(lock)
    .flatMap(([module, { files }]) =>
      sortedEntries(files).flatMap(([path, { base, pending }]) => [
        ...printText({ module, path }, base),
        ...printText({ module, path, pending: true }, pending),
      ]),
    )
    .join('');
}

function printText(place: object, written: Written | undefined): string[] {
  return written?.text === undefined ? [] : [`${JSON.stringify({ ...place, text: written.text })}\n`];
}

/** What the text of a base file turns out to be: texts by their hash, so that none can stand for another. */
export type BaseReading =
  { readonly kind: 'base'; readonly texts: ReadonlyMap<string, string> } | { readonly kind: 'conflict' };

/** Reads the text of a base file. A line that is none of ours is left out: its text then counts as unknown. */
export function parseBase(text: string): BaseReading {
  if (hasMarkers(text)) return { kind: 'conflict' };
  const texts = new Map<string, string>();
  for (const line of text.split('\n')) {
    const value = line === '' ? undefined : parseJson(line);
    if (isRecord(value) && typeof value['text'] === 'string') texts.set(hashOf(value['text']), value['text']);
  }
  return { kind: 'base', texts };
}

/** Puts the texts of the base to the hashes of a lock. */
export function withTexts(lock: Lock, texts: ReadonlyMap<string, string>): Lock {
  const fill = (written: Written | undefined): Written | undefined =>
    written && { hash: written.hash, text: texts.get(written.hash) };
  const fillRecord = ({ policy, base, pending }: FileRecord): FileRecord => ({
    policy,
    base: fill(base),
    pending: fill(pending),
  });
  const fillModule = (module: ModuleRecord): ModuleRecord => ({
    ...module,
    files: new Map([...module.files].map(([path, record]) => [path, fillRecord(record)])),
  });
  return new Map([...lock].map(([key, module]) => [key, fillModule(module)]));
}
