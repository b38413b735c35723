import { quoted } from '../diagnostics/escape.ts';
import { keysOf, moduleKeys } from './keys.ts';
import type { ModuleInfo } from './model.ts';
import { readKeys, readMap, readName, readText, readWord, type Reader } from './read-values.ts';
import type { Entry } from './tree.ts';

const KEYS = keysOf(moduleKeys);
const SUMMARY_LENGTH = moduleKeys.summary.value.max;

/** What a module is called when the inventory does not say. */
const DEFAULTS: ModuleInfo = {
  name: moduleKeys.name.default,
  author: moduleKeys.author.default,
  version: moduleKeys.version.default,
  summary: moduleKeys.summary.default,
  license: moduleKeys.license.default,
  source: moduleKeys.source.default,
};

/** Reads the key `module`; what is left out, or wrong and reported, has its default. */
export function decodeModule(reader: Reader, entry: Entry | undefined): ModuleInfo {
  const map = entry && readMap(reader, entry.value, '"module"');
  if (map === undefined) return DEFAULTS;
  const entries = readKeys(reader, map, '"module"', KEYS);
  const name = (key: 'name' | 'author' | 'version' | 'source'): string => {
    const { form } = moduleKeys[key].value;
    const found = entries.get(key);
    const text = found && readName(reader, found.value, `module.${key}`, form.pattern, form.form);
    return text ?? DEFAULTS[key];
  };
  const license = entries.get('license');
  return {
    name: name('name'),
    author: name('author'),
    version: name('version'),
    summary: decodeSummary(reader, entries.get('summary')),
    license:
      (license && readWord(reader, license.value, 'module.license', moduleKeys.license.value.words)) ??
      DEFAULTS.license,
    source: name('source'),
  };
}

function decodeSummary(reader: Reader, entry: Entry | undefined): string {
  const text = entry && readText(reader, entry.value, 'module.summary');
  if (entry === undefined || text === undefined) return DEFAULTS.summary;
  const { length } = [...text];
  if (text.trim() !== '' && length <= SUMMARY_LENGTH) return text;
  reader.report(
    'invalid-value',
    entry.value.at,
    `module.summary must have 1 to ${SUMMARY_LENGTH} characters, not ${length}: ${quoted(text)}`,
  );
  return DEFAULTS.summary;
}
