import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { headingOf, headingOfOrder } from '../../../src/rehearse/headings.ts';

const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/rehearsing.md'), 'utf8');

/** The names of all checks that the sources below a folder make. */
function checksIn(folder: string): string[] {
  const files = readdirSync(join(root, folder), { encoding: 'utf8', recursive: true });
  const texts = files.filter((name) => name.endsWith('.ts')).map((name) => join(root, folder, name));
  const calls = texts.flatMap((path) => [
    ...readFileSync(path, 'utf8').matchAll(/\bcheck\(\s*rehearsal,\s*'([^']+)'/g),
  ]);
  return [...new Set(calls.map(([, name]) => name ?? ''))];
}

it.each(checksIn('src/rehearse'))('the check %s has a row in docs/rehearsing.md', (name) => {
  expect(page).toMatch(new RegExp(`^\\| \`${name}\` +\\|`, 'm'));
});

describe('the heading of a check', () => {
  it('is Drills for nothing that a running module does', () => {
    expect(checksIn('src/rehearse/checks').filter((name) => headingOf(name) === 'Drills')).toEqual([]);
  });

  it('tells the orders of a change apart', () => {
    expect(headingOfOrder('directors first')).toBe('The change, directors first');
  });

  it('is Drills for whatever is in no list', () => {
    expect(['server-dies', 'toString'].map(headingOf)).toEqual(['Drills', 'Drills']);
  });
});

it('finds the checks at all', () => {
  expect(checksIn('src/rehearse/checks')).toContain('way-back');
});
