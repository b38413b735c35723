import { keysOf, regenerateKeys } from './keys.ts';
import type { Regenerate } from './model.ts';
import { readKeys, readMap, readName, type Reader } from './read-values.ts';
import type { Entry } from './tree.ts';

const KEYS = keysOf(regenerateKeys);
const { form: PATH } = regenerateKeys.unmanaged.value;

/** Reads the key `regenerate`. */
export function decodeRegenerate(reader: Reader, entry: Entry | undefined): Regenerate {
  const map = entry && readMap(reader, entry.value, '"regenerate"');
  const unmanaged = map && readKeys(reader, map, '"regenerate"', KEYS).get('unmanaged');
  return { unmanaged: unmanaged === undefined ? [] : decodePaths(reader, unmanaged) };
}

function decodePaths(reader: Reader, { value }: Entry): string[] {
  if (value.kind !== 'list') {
    reader.report(
      'wrong-type',
      value.at,
      'regenerate.unmanaged must be a list of paths, as in [README.md, spec/]',
    );
    return [];
  }
  return value.items.flatMap((item) => readName(reader, item, 'the path', PATH.pattern, PATH.form) ?? []);
}
