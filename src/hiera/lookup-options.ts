import { quoted } from '../diagnostics/escape.ts';
import type { Reader } from '../inventory/read-values.ts';
import { entryOf, type Entry, type Tree } from '../inventory/tree.ts';
import { mergedKeys, type HieraKeys, type KeyUse } from './hiera-keys.ts';

/**
 * Reports `lookup_options` that could change how the keys of the module are looked up. What the module says itself may
 * be said again.
 */
export function checkLookupOptions(reader: Reader, options: Tree, { module, uses }: HieraKeys): void {
  if (options.kind !== 'map') return;
  for (const entry of options.entries) {
    if (!mayMean(entry.key, uses) || isHarmless(entry, module, uses.get(entry.key))) continue;
    reader.report(
      'hiera-not-followed',
      entry.keyAt,
      `lookup_options of ${quoted(entry.key)} may change how keys of ${module} are looked up`,
      `leave them out: the module ${module} brings those that it needs`,
    );
  }
}

/** Whether a key of `lookup_options`, which may be a regular expression, can stand for one of ours. */
function mayMean(key: string, uses: ReadonlyMap<string, KeyUse>): boolean {
  const known = [...uses].flatMap(([name, use]) => (use === 'ignored' ? [] : [name]));
  if (!key.startsWith('^')) return known.includes(key);
  const start = literalStart(key.slice(1));
  return known.some((name) => name.startsWith(start) || start.startsWith(name));
}

/** The plain text that a regular expression begins with. */
function literalStart(pattern: string): string {
  if (pattern.includes('|')) return '';
  const [start = ''] = /^[A-Za-z0-9_:]*/.exec(pattern) ?? [];
  return /^[?*{]/.test(pattern.slice(start.length)) ? start.slice(0, -1) : start;
}

function isHarmless({ key, value }: Entry, module: string, use: KeyUse | undefined): boolean {
  if (value.kind !== 'map' || value.entries.length !== 1) return false;
  if (use === 'secret') return isWord(entryOf(value, 'convert_to')?.value, 'Sensitive');
  const merge = entryOf(value, 'merge')?.value;
  const strategy =
    merge?.kind === 'map' && merge.entries.length === 1 ? entryOf(merge, 'strategy')?.value : merge;
  return isWord(strategy, mergedKeys.some((name) => key === `${module}::${name}`) ? 'deep' : 'first');
}

function isWord(tree: Tree | undefined, word: string): boolean {
  return tree?.kind === 'scalar' && tree.value === word;
}
