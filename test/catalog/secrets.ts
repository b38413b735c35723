import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** What the Hiera of the suites holds: the Ruby side reads the same file. */
const data: unknown = parse(readFileSync(join(import.meta.dirname, 'hiera/secrets.yaml'), 'utf8'));

/** What stands in the place of a secret in what `render` prints. */
const mask = '********';

/** The value of a key, as Hiera finds it: a dot leads into a hash. */
export function secretOf(key: string): string {
  const value = key.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], data);
  if (typeof value !== 'string') throw new Error(`the Hiera of the suites has no ${key}`);
  return value;
}

/** Puts secrets in the places of the masks, one after another: none may be left over. */
export function unmask(text: string, keys: readonly string[]): string {
  const parts = text.split(mask);
  if (parts.length !== keys.length + 1) {
    throw new Error(`${parts.length - 1} masks and ${keys.length} secrets`);
  }
  return parts.map((part, index) => part + secretOrNothing(keys[index])).join('');
}

function secretOrNothing(key: string | undefined): string {
  return key === undefined ? '' : secretOf(key);
}
