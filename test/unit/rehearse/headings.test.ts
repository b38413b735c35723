import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { headingOf } from '../../../src/rehearse/headings.ts';

const root = join(import.meta.dirname, '../../..');
const checks = readdirSync(join(root, 'src/rehearse/checks'))
  .flatMap((file) => [
    ...readFileSync(join(root, 'src/rehearse/checks', file), 'utf8').matchAll(
      /\bcheck\(\s*rehearsal,\s*'([^']+)'/g,
    ),
  ])
  .map(([, name]) => name ?? '');
const page = readFileSync(join(root, 'docs/rehearsing.md'), 'utf8');

describe.each([...new Set(checks)])('the check %s', (name) => {
  it('has a row in docs/rehearsing.md', () => {
    expect(page).toMatch(new RegExp(`^\\| \`${name}\` +\\|`, 'm'));
  });

  it('has a heading in the text', () => {
    expect(headingOf(name)).not.toBe('Drills');
  });
});

it('finds the checks at all', () => {
  expect(checks).toContain('way-back');
  expect(checks.length).toBeGreaterThan(8);
});
