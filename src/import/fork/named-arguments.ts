import type { HashEntry, Value } from './manifest.ts';

/**
 * The arguments of a function that takes them by name: a hash, or names and values by turns, as in Puppet 2. Undefined where
 * the arguments are something else, or a name is no plain string. Of a name that stands there twice the last counts.
 */
export function namedArguments(args: readonly Value[]): ReadonlyMap<string, Value> | undefined {
  const [only] = args;
  const entries = args.length === 1 && only?.kind === 'hash' ? only.entries : byTurns(args);
  const named = new Map<string, Value>();
  for (const { key, value } of entries ?? []) {
    if (key.kind !== 'string') return undefined;
    named.set(key.value, value);
  }
  return entries === undefined ? undefined : named;
}

function byTurns(args: readonly Value[]): HashEntry[] | undefined {
  const entries: HashEntry[] = [];
  for (let index = 0; index < args.length; index += 2) {
    const [key, value] = args.slice(index, index + 2);
    if (key === undefined || value === undefined) return undefined;
    entries.push({ key, value });
  }
  return entries;
}
