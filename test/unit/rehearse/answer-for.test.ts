import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { textMatching } from '../../../src/rehearse/answer-for.ts';

/** What Perl says, as ldirectord asks it: bytes of the answer, the expression from a variable. */
const JUDGE = `
  use strict; no warnings; binmode STDIN; local $/ = "\\0";
  while (my $pattern = <STDIN>) {
    my $text = <STDIN>; chomp $pattern; chomp $text;
    my $r = { receive => $pattern };
    print eval { $text =~ /$$r{receive}/ } ? 1 : 0;
  }`;

function perlMatches(pairs: readonly (readonly [string, string])[]): boolean[] {
  const input = pairs.map(([pattern, text]) => `${pattern}\0${text}\0`).join('');
  const run = spawnSync('perl', ['-e', JUDGE], { input, encoding: 'utf8', maxBuffer: 1 << 24 });
  if (run.status !== 0) throw new Error(run.stderr);
  return [...run.stdout].map((answer) => answer === '1');
}

const understood: readonly (readonly [string, string])[] = [
  ['OK', 'OK'],
  ['RabbitMQ Management', 'RabbitMQ Management'],
  ['172.31.8.101', '172.31.8.101'],
  ['^\\{"ok":true\\}$', '{"ok":true}'],
  ['{"status":"ok"}', '{"status":"ok"}'],
  ['(OK|ready)', 'OK'],
  ['^<!DOCTYPE', '<!DOCTYPE'],
  ['status: (?:up|green)', 'status: up'],
  ['(?i)healthy', 'healthy'],
  ['(?i:ok)|alive', 'ok'],
  ['v\\d+\\.\\d{2,3}', 'v0.00'],
  ['a?b*c+', 'c'],
  ['\\bready\\b', 'ready'],
  ['foo.*\\bbar', 'foo.bar'],
  ['[^a-z]', '.'],
  ['(?i)[^A-Z.]', '0'],
  ['[[:digit:]]+', '0'],
  ['[\\w.-]x', '.x'],
  ['[b-]', 'b'],
  ['[]]', ']'],
  ['a\\x41\\t\\e', 'aA\t\u001B'],
  ['(?<name>x)(y)', 'xy'],
  ['a(^|b)', 'ab'],
  ['line\\nnext', 'line\nnext'],
  ['(?m)^a$\n^b', 'a\nb'],
  ['grün', 'grün'],
  ['', ''],
];

describe('a text that an expression matches', () => {
  test.each(understood)('%s', (pattern, text) => {
    expect(textMatching(pattern)).toBe(text);
  });

  it('is one that Perl matches, too', () => {
    expect(perlMatches(understood)).toEqual(understood.map(() => true));
  });
});

test.each([
  ['a(?=b)', 'look-ahead'],
  ['(?<!a)b', 'look-behind'],
  ['(a)\\1', 'a back reference'],
  ['a++b', 'a possessive repetition'],
  ['\\p{L}', 'a property of Unicode'],
  ['é*', 'a repetition of several bytes'],
  ['[é]', 'a set without ASCII'],
  ['\\xe9', 'a byte that no text has'],
  ['a\\bb', 'a boundary where none can be'],
  ['a{5000}', 'too long an answer'],
  ['(', 'no expression'],
])('%s: none for %s', (pattern) => {
  expect(textMatching(pattern)).toBeUndefined();
});

it('is found soon where an expression has very many ways', () => {
  expect(textMatching(`${'(a|a)'.repeat(30)}\\bb`)).toBeUndefined();
  expect(textMatching('(?:(a|a){30}){4}b')).toBe(`${'a'.repeat(120)}b`);
});

const atom = fc.oneof(
  fc.constantFrom('a', 'Z', '5', ' ', '"', '<', '-', ':', '\\.', '\\d', '\\w', '\\s', '\\S', '.', '\\n'),
  fc.constantFrom('[abc]', '[^x]', '[0-9a-f]', '[\\d_]', '\\/', '\\{', 'ü'),
);
const { pattern } = fc.letrec<{ pattern: string; sequence: string; part: string }>((tie) => ({
  pattern: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('|')),
  sequence: fc.array(tie('part'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
  part: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atom,
    fc
      .tuple(
        atom.filter((text) => text !== 'ü'),
        fc.constantFrom('*', '+', '?', '{2}', '{0,3}', '{3,}', '+?'),
      )
      .map((parts) => parts.join('')),
    fc
      .tuple(fc.constantFrom('(', '(?:', '(?i:'), tie('pattern'), fc.constantFrom(')', ')?', ')*', '){2}'))
      .map((parts) => parts.join('')),
  ),
}));

it('is found for every expression of the supported kind, and matches it in Perl', () => {
  const samples = fc.sample(pattern, { numRuns: 2000, seed: 4 });
  const pairs = samples.map((text) => [text, textMatching(text) ?? '\u0001none'] as const);
  expect(pairs.filter(([, text]) => text.startsWith('\u0001'))).toEqual([]);
  const wrong = perlMatches(pairs).flatMap((matches, index) => (matches ? [] : [pairs[index]]));
  expect(wrong).toEqual([]);
});
