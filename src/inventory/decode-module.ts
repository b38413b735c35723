import { quoted } from '../diagnostics/escape.ts';
import type { ModuleInfo } from './model.ts';
import { authorName, licenses, moduleName, semanticVersion, sourceUrl } from './names.ts';
import { readKeys, readMap, readName, readText, readWord, type Reader } from './read-values.ts';
import type { Entry } from './tree.ts';

const KEYS = ['name', 'author', 'version', 'summary', 'license', 'source'] as const;

/** metadata.json allows no longer summary. */
const SUMMARY_LENGTH = 144;

/** What a module is called when the inventory does not say. */
const DEFAULTS: ModuleInfo = {
  name: 'lvs',
  author: 'local',
  version: '0.1.0',
  summary: 'Load balancing with Linux Virtual Server and ldirectord',
  license: 'proprietary',
  source: 'https://example.org/puppet-lvs',
};

/** Reads the key `module`; what is left out, or wrong and reported, has its default. */
export function decodeModule(reader: Reader, entry: Entry | undefined): ModuleInfo {
  const map = entry && readMap(reader, entry.value, '"module"');
  if (map === undefined) return DEFAULTS;
  const entries = readKeys(reader, map, '"module"', KEYS);
  const name = (key: 'name' | 'author' | 'version' | 'source', form: typeof moduleName): string => {
    const found = entries.get(key);
    const text = found && readName(reader, found.value, `module.${key}`, form.pattern, form.form);
    return text ?? DEFAULTS[key];
  };
  const license = entries.get('license');
  return {
    name: name('name', moduleName),
    author: name('author', authorName),
    version: name('version', semanticVersion),
    summary: decodeSummary(reader, entries.get('summary')),
    license: (license && readWord(reader, license.value, 'module.license', licenses)) ?? DEFAULTS.license,
    source: name('source', sourceUrl),
  };
}

function decodeSummary(reader: Reader, entry: Entry | undefined): string {
  const text = entry && readText(reader, entry.value, 'module.summary');
  if (entry === undefined || text === undefined) return DEFAULTS.summary;
  if (text.trim() !== '' && text.length <= SUMMARY_LENGTH) return text;
  reader.report(
    'invalid-value',
    entry.value.at,
    `module.summary must have 1 to ${SUMMARY_LENGTH} characters, not ${text.length}: ${quoted(text)}`,
  );
  return DEFAULTS.summary;
}
