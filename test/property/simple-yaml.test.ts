import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largeInventory } from '../../bench/large-inventory.mjs';
import { readSimpleYaml } from '../../src/inventory/read-simple-yaml.ts';
import { readAnyYaml } from '../../src/inventory/read-yaml.ts';

const numRuns = Number(
  process.env['LVS_PUPPET_RUNS'] ?? (process.env['LVS_PUPPET_FULL'] === '1' ? 50_000 : 3000),
);
const seed = Number(process.env['LVS_PUPPET_SEED'] ?? 1);
const folder = join(import.meta.dirname, '../../fixtures');
const fixtures = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => /(?:^|\/)(?:lvs|old)\.yaml$/.test(path))
  .map((path) => readFileSync(join(folder, path), 'utf8'));

/** Whether a text is of the simple form; the library then must have read the same. */
function isReadAlike(text: string): boolean {
  const source = { path: 'lvs.yaml', text };
  const simple = readSimpleYaml(source);
  if (simple === undefined) return false;
  const any = readAnyYaml(source);
  // The assertion says what differs, and takes much longer.
  if (!isDeepStrictEqual({ ...simple, findings: [] }, any))
    expect({ ...simple, findings: [] }).toStrictEqual(any);
  return true;
}

const scalar = fc.constantFrom(
  ...[
    'a ¦ web1.oe.example ¦ 10.0.0.1 ¦ 80 ¦ 0 ¦ -1 ¦ +1 ¦ -0 ¦ 1.5 ¦ .5 ¦ 5. ¦ .inf ¦ .nan ¦ 1e3 ¦ .5e3 ¦ 0x1f ¦ 0o17 ¦ 010 ¦ 08',
    '1_000 ¦ 22:22 ¦ 2001-02-03 ¦ 9007199254740993 ¦ true ¦ False ¦ null ¦ ~ ¦ yes ¦ NO ¦ on ¦ Off ¦ fd00::1 ¦ ::1 ¦ 2001:db8::/32',
    `"q" ¦ 'q' ¦ "" ¦ '' ¦ "q: # x, y" ¦ '[q]' ¦ 'it''s' ¦ "a\\n" ¦ "a" b ¦ x y ¦ x  y ¦ x y  ¦ a#b ¦ a #b ¦ a:b ¦ a: b ¦ a :b`,
    'a : b ¦ a: ¦ a{b} ¦ a,b ¦ ü ¦ \u{1f600} ¦ \ud800 ¦ \u00a0 ¦ a\u2028b ¦ \ufeff ¦ \u0085 ¦ a\tb ¦ a\r ¦ /a?b={c} ¦ << ¦ < ¦ =',
    '. ¦ .. ¦ *a ¦ &a b ¦ !t x ¦ !!str 1 ¦ @x ¦ `x` ¦ %x ¦ - x ¦ -x ¦ ? x ¦ ?x ¦ :x ¦ | ¦ > ¦ ] ¦ } ¦ --- ¦ ...',
  ].flatMap((line) => line.split(' ¦ ')),
);
const word = fc.oneof({ weight: 8, arbitrary: fc.stringMatching(/^[a-z][a-z0-9._-]{0,6}$/) }, scalar);
const spaces = fc.constantFrom(' ', ' ', ' ', ' ', '  ', '', '\t');
const { flow } = fc.letrec<{ flow: string; value: string }>((tie) => ({
  value: fc.oneof({ weight: 3, arbitrary: word }, tie('flow')),
  flow: fc.oneof(
    { maxDepth: 3 },
    fc
      .array(fc.tuple(word, spaces, tie('value')), { maxLength: 3 })
      .chain((pairs) =>
        fc.constantFrom(
          ...['{ ', '{'].map(
            (open) =>
              `${open}${pairs.map((pair) => pair.join('').replace(/^([^ \t]*)/, '$1:')).join(', ')} }`,
          ),
        ),
      ),
    fc
      .array(tie('value'), { maxLength: 3 })
      .chain((items) => fc.constantFrom(`[${items.join(', ')}]`, `[ ${items.join(',')} ]`)),
  ),
}));
const value = fc.oneof({ weight: 3, arbitrary: word }, { weight: 2, arbitrary: flow });
const end = fc.oneof(
  { weight: 8, arbitrary: fc.constant('') },
  fc.constantFrom(' ', ' # c', '  # c: [', ' #', '# c', '#', '\t# c'),
);
/** Between entries, at any indentation. */
const between = fc.oneof(
  { weight: 6, arbitrary: fc.constant<string[]>([]) },
  fc.array(
    fc.constantFrom(
      '',
      '# c',
      ' # c',
      '  # c',
      '    # c',
      '      #',
      '   # d ',
      '  ',
      '---',
      '...',
      '- x',
      '  - x',
    ),
    {
      maxLength: 4,
    },
  ),
);

const { map } = fc.letrec<{ map: string[]; entry: string[] }>((tie) => ({
  map: fc.array(tie('entry'), { minLength: 1, maxLength: 4 }).map((entries) => entries.flat()),
  entry: fc.oneof(
    { maxDepth: 4 },
    fc
      .tuple(word, spaces, value, end, between)
      .map(([key, space, item, rest, others]) => [`${key}:${space}${item}${rest}`, ...others]),
    fc
      .tuple(word, end, between, tie('map'), fc.constantFrom(2, 2, 2, 1, 4, 0))
      .map(([key, rest, others, lines, indent]) => [
        `${key}:${rest}`,
        ...others,
        ...lines.map((line) => (line === '' ? '' : ' '.repeat(indent) + line)),
      ]),
  ),
}));
const inventory = fc
  .tuple(between, map, fc.constantFrom('\n', '\n', '\n', '', '\n\n'))
  .map(([before, lines, last]) => [...before, ...lines].join('\n') + last);

/** What may stand anywhere, and would change what stands around it. */
const PIECES = [
  ...' \n\t\r:,#-?[]{}"\'|>&*!%@`~.=0a\\',
  '\n ',
  '\n  ',
  ': ',
  ' #',
  '- ',
  '\n---\n',
  '\n...\n',
  '<<: ',
  '\ufeff',
  '\0',
  '\u2028',
];
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  take: fc.constantFrom(0, 0, 1, 1, 2, 5),
  piece: fc.constantFrom('', ...PIECES),
});

function edited(text: string, edits: readonly { at: number; take: number; piece: string }[]): string {
  return edits.reduce((before, { at, take, piece }) => {
    const offset = Math.floor(at * before.length);
    return before.slice(0, offset) + piece + before.slice(offset + take);
  }, text);
}

const longest = Number(process.env['LVS_PUPPET_LONGEST'] ?? 4);

/** Reads all texts of up to so many parts behind a beginning; gives how many of them are of the simple form. */
function countAlike(
  beginning: string,
  parts: readonly string[],
  written: (part: string, index: number) => string,
): number {
  let alike = 0;
  const extend = (text: string, index: number): void => {
    if (isReadAlike(text)) alike += 1;
    if (index === longest) return;
    for (const part of parts) extend(text + written(part, index), index + 1);
  };
  extend(beginning, 0);
  return alike;
}

describe('the simple form of YAML is read as the library reads it', () => {
  it('in all inventories of ours, of which nearly all are of that form', () => {
    const alike = fixtures.filter(isReadAlike);
    expect(alike.length).toBeGreaterThan(fixtures.length * 0.8);
    expect(isReadAlike(largeInventory(3))).toBe(true);
  });

  it.each([
    ['behind the end of a document', 'a: 1\n... b: 2\n'],
    ['with a key that is too long', `${'k'.repeat(1030)}: v\n`],
    [
      'deeper than the limit',
      Array.from({ length: 102 }, (_, depth) => `${' '.repeat(depth)}k:\n`).join('') +
        `${' '.repeat(102)}k: v\n`,
    ],
    ['deeper than the limit, in one line', `a: ${'['.repeat(102)}${']'.repeat(102)}\n`],
    ['with as many characters as there may be values', `${'# comment\n'.repeat(100_001)}a: 1\n`],
  ])('but for a text %s, which is left to the library', (_what, text) => {
    expect(isReadAlike(text)).toBe(false);
  });

  it('with every short text for a value', () => {
    expect(countAlike('k: ', [...'a: \n#,[]{}"\'-'], (part) => part)).toBeGreaterThan(1000);
  });

  it('in every few lines of any indentation, with comments', () => {
    const indented = ['', '  ', '    '].flatMap((indent) => [`${indent}k:`, `${indent}k: {}`]);
    const lines = [...indented, '', '# c', ' # c', '  # c', '   # c', '    # c'];
    // Each key is another one.
    const alike = countAlike('', lines, (line, index) => `${line.replace('k', `k${index}`)}\n`);
    expect(alike).toBeGreaterThan(1000);
  });

  it('in whatever has the looks of an inventory', () => {
    let alike = 0;
    fc.assert(
      fc.property(inventory, (text) => {
        if (isReadAlike(text)) alike += 1;
      }),
      { numRuns, seed },
    );
    // The check above is not vacuous.
    expect(alike).toBeGreaterThan(numRuns * 0.02);
  });

  it('in inventories with mistakes', () => {
    let alike = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...fixtures, largeInventory(2)),
        fc.array(edit, { minLength: 1, maxLength: 3 }),
        (text, edits) => {
          if (isReadAlike(edited(text, edits))) alike += 1;
        },
      ),
      { numRuns, seed },
    );
    expect(alike).toBeGreaterThan(numRuns * 0.1);
  });
});
