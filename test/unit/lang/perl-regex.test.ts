import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { perlRegexProblem } from '../../../src/lang/perl-regex.ts';

/**
 * What ldirectord does with `receive`, for every expression on standard input (NUL-separated bytes): compile
 * it at run time and match it; prints 1 where that works and 0 where it dies. One process for all.
 */
const JUDGE = `
  use strict; no warnings; binmode STDIN; local $/ = "\\0";
  my @subjects = ("", "OK", "abc{\\"a\\":1}xyz ab12 foo\\nbar", "aaaa\\xc3\\xa9(b)[c]-\\x{2028}");
  while (my $text = <STDIN>) {
    chomp $text;
    my $r = { receive => $text };
    print eval { my $hit = grep { $_ =~ /$$r{receive}/ } @subjects; 1 } ? 1 : 0;
  }`;

function perlAccepts(expressions: readonly string[]): boolean[] {
  const input = expressions.map((text) => `${text}\0`).join('');
  const run = spawnSync('perl', ['-e', JUDGE], { input, encoding: 'utf8', maxBuffer: 1 << 24 });
  if (run.status !== 0 || run.stdout.length !== expressions.length)
    throw new Error(`perl failed: ${run.stderr}`);
  return [...run.stdout].map((answer) => answer === '1');
}

/** Expressions as people write them for health checks, and what the grammar has otherwise. */
const valid = [
  'OK',
  '^OK$',
  'RabbitMQ Management',
  'isAdminCreds',
  '"status":"UP"',
  '{"status":"ok"}',
  '^\\{"ok":true\\}$',
  '"a":{"b":1}',
  'a{b',
  'status: (up|green|yellow)',
  '(?i)healthy',
  '(?i:ok)|alive',
  'a|',
  '|a',
  '()',
  '(|)',
  'x{2}',
  'x{2,}',
  'x{2,3}',
  'x{0}',
  'x{65534}',
  'a+?b*?c??',
  'a++b*+c?+',
  'x{2}?',
  'x{2}+',
  '^*',
  '$',
  '^$',
  '\\d{3}',
  '[a-z]',
  '[^a-z0-9_.-]',
  '[]]',
  '[^]]',
  '[]a-c]',
  '[-a]',
  '[a-]',
  '[\\]\\[]',
  '[[:alpha:]]',
  '[^[:^space:]x]',
  '[\\d\\s]',
  '[\\x41-\\x5a]',
  '[\\x{100}-\\x{200}]',
  '[\\t\\n]',
  '[\\b]',
  '[a[b]',
  '[$@]',
  '[\\0]',
  '(a)\\1',
  '\\1(a)',
  '(a)\\g1',
  '(a)\\g{1}',
  '(a)(b)\\g{-1}',
  '(?<n>a)\\k<n>',
  "(?'n'a)\\k'n'",
  '(?P<n>a)\\k{n}',
  '(?:a|b)+c',
  'a(?=b)',
  'a(?!b)',
  '(?>a+)b',
  '(?<=a)b',
  '(?<!ab)c',
  '(?<=\\d\\d)x',
  '(?=a)*',
  '(?-i)a',
  '(?s-m:.)',
  '\\bword\\b',
  '\\Astart',
  'end\\z',
  'end\\Z',
  '\\x41',
  '\\x{263a}',
  '\\o{101}',
  '\\0',
  '\\012',
  '\\cA',
  '\\e\\f\\a',
  '\\pL',
  '\\p{Lu}',
  '\\P{N}',
  '\\N',
  '\\R',
  '\\X',
  '\\h\\H\\v\\V',
  '\\.',
  '\\/',
  '\\-',
  '\\ ',
  '\\{',
  '\\"',
  '\\é',
  'é+',
  '[éü]',
  '[^é]',
  'price \\$5',
  'user@host',
  '$x',
  '@x',
  '${x}',
  '@{[1]}',
  '%x',
  '}',
  ']',
  'a]b}c',
  '(((a)))',
  '\\\\',
  '^(?!.*error).*ok',
  '(?:(?:a{10}){10}){10}',
  '{',
  '{a}',
  '({)',
  'a|{b',
  '{{x}}',
  '\\.{2}',
  '"list":\\[1,{"a":{}}\\]',
];

/** What Perl refuses, each with the place where the reader points. */
const invalid: readonly [expression: string, offset: number][] = [
  ['(', 0],
  ['a(b', 1],
  [')', 0],
  ['a)b', 1],
  ['(a))', 3],
  ['[', 0],
  ['x[a', 1],
  ['[]', 0],
  ['[^]', 0],
  ['[a\\]', 0],
  ['*', 0],
  ['+a', 0],
  ['?', 0],
  ['a|*', 2],
  ['(*)', 0],
  ['(+a)', 1],
  ['(?i)*', 4],
  ['^a|?', 3],
  ['a**', 2],
  ['a*+*', 3],
  ['a{2}{3}', 4],
  ['a+{2}', 2],
  ['a???', 3],
  ['a{2}*', 4],
  ['a{65535}', 1],
  ['a{1,65535}', 1],
  ['\\', 0],
  ['a\\', 1],
  ['[\\', 1],
  ['\\p', 0],
  ['\\p{', 0],
  ['\\p{Nope}', 0],
  ['\\p{IsNope}', 0],
  ['[z-a]', 1],
  ['[9-0]', 1],
  ['[\\x5a-\\x41]', 1],
  ['[[:nope:]]', 1],
  ['[[.a.]]', 1],
  ['[[=a=]]', 1],
  ['(?', 0],
  ['(?<', 0],
  ['(?<1a>b)', 0],
  ['(?<n', 0],
  ['(?y:a)', 0],
  ['(?{ exit })', 0],
  ['(??{ "a" })', 0],
  ['(?p{ 1 })', 0],
  ['(?#', 0],
  ['(?P', 0],
  ['(?P>n)', 0],
  ['(?&n)', 0],
  ['(?(1)a|b|c)', 0],
  ['(?R', 0],
  ['(?1)', 0],
  ['(*NOPE)', 0],
  ['\\1', 0],
  ['(a)\\2', 3],
  ['\\8', 0],
  ['\\g', 0],
  ['\\g{', 0],
  ['\\g{2}(a)', 0],
  ['\\g{-1}', 0],
  ['\\k', 0],
  ['\\k<n>', 0],
  ['\\k<', 0],
  ['(?<=a+)b', 4],
  ['(?<=a*)b', 4],
  ['\\N{', 0],
  ['[\\N]', 1],
  ['\\b{', 0],
  ['\\b{nope}', 0],
  ['\\o', 0],
  ['\\o{', 0],
  ['\\x{', 0],
  ['\\c', 0],
  ['\\cé', 0],
  ['\\d{a', 2],
  ['\\w{', 2],
  ['\\\\g{x}', 3],
  ['(?i', 0],
  ['(?i:a', 0],
  ['(a|b', 0],
];

/** Valid in Perl and refused here on purpose, as the documentation of `perlRegexProblem` lists them. */
const refusedRarities = [
  '(?#note)a',
  '(?x) a',
  '(?n)(a)',
  '(?^:a)',
  '(?a)b',
  '(?|(a)|(b))',
  '(a)(?(1)b|c)',
  '\\((?:[a-z]|(?R))*\\)',
  '(*FAIL)',
  '(*pla:a)',
  '\\Ga',
  'a\\Kb',
  '(?<=a|b)c',
  '(?<=(a))b',
  '(?<=a{2})b',
  '\\b{wb}',
  '\\N{U+41}',
  '\\p{Alpha}',
  '\\p{Script=Greek}',
  '\\10',
  '(a)\\10',
  'a{,3}',
  'a{ 2 }',
  'a{3,2}',
  'a{3',
  '\\y',
  '\\Q',
  '\\E',
  '\\xg',
  '\\x4',
  '[\\1]',
  '[\\R]',
  '[a-\\d]',
  '[\\w-z]',
  '[[:alpha:]-z]',
  '[à-ü]',
  '[:alpha:]',
  '\\k<n>(?<n>a)\\k<n>',
  '{2}a',
  '\\x{110000}',
  '\\x{d800}',
  '(?:a{2000}){1000}',
  '\\c@',
  '\\j',
];

/** Pieces of random expressions: everything that has a meaning, and what looks like it. */
const PIECES = [
  'a',
  'b',
  '1',
  '9',
  '-',
  '.',
  '^',
  '$',
  '|',
  '(',
  '(',
  '(?:',
  '(?=',
  '(?!',
  '(?<=',
  '(?<!',
  '(?>',
  '(?<n>',
  "(?'m'",
  '(?i)',
  '(?i:',
  '(?-s)',
  '(?s-i:',
  ')',
  ')',
  ')',
  ')',
  ']',
  '[',
  '[^',
  ']',
  ']',
  '[a-z]',
  '[[:alpha:]]',
  '[:',
  '[.',
  '=]',
  ':]',
  '*',
  '+',
  '?',
  '{2}',
  '{2,}',
  '{1,3}',
  '{,2}',
  '{0}',
  '{',
  '}',
  '{a',
  '{1',
  '{3,2}',
  '{65534}',
  '{65535}',
  '\\',
  '\\\\',
  '\\d',
  '\\W',
  '\\b',
  '\\A',
  '\\z',
  '\\1',
  '\\2',
  '\\0',
  '\\12',
  '\\g1',
  '\\g{1}',
  '\\g{-1}',
  '\\k<n>',
  '\\k{m}',
  '\\x41',
  '\\x{100}',
  '\\x',
  '\\o{12}',
  '\\cA',
  '\\c',
  '\\t',
  '\\pL',
  '\\p{Lu}',
  '\\p',
  '\\N',
  '\\R',
  '\\X',
  '\\.',
  '\\-',
  '\\]',
  '\\[',
  '\\{',
  '"',
  ' ',
  'é',
  'ß',
  'ss',
  '$x',
  '@',
  '#',
  '/',
  '\\E',
  '\\K',
  '\\y',
  '<',
  '>',
  '!',
  '=',
  ':',
  ',',
  '(?#',
  '(*',
  '(?{',
  '++',
];

/** A small seeded generator, so that a failure can be run again. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

/** Random expressions, half of them with balanced groups, so that many are valid. */
function randomExpressions(count: number, seed: number): string[] {
  const random = randomNumbers(seed);
  const piece = (): string => PIECES[random(PIECES.length)] ?? '';
  const pieces = (most: number): string => Array.from({ length: 1 + random(most) }, piece).join('');
  const balanced = (depth: number): string => {
    if (depth === 0) return pieces(2);
    const open = ['(', '(?:', '(?=', '(?!', '(?<=', '(?i:', '(?<n>', '['][random(8)] ?? '(';
    const inner = `${balanced(depth - 1)}${piece()}${balanced(depth - 1)}`;
    return `${pieces(1)}${open}${open === '[' ? `${piece()}]` : `${inner})`}${['', '*', '+?', '{2}'][random(4)] ?? ''}`;
  };
  return Array.from({ length: count }, (_, index) => (index % 2 === 0 ? pieces(8) : balanced(random(4))));
}

describe('perlRegexProblem', () => {
  test.each(valid)('accepts %j', (expression) => {
    expect(perlRegexProblem(expression)).toBeUndefined();
  });

  test.each(invalid)('refuses %j at %i', (expression, offset) => {
    expect(perlRegexProblem(expression)).toMatchObject({ offset });
  });

  test.each(refusedRarities)('refuses the rarity %j', (expression) => {
    expect(perlRegexProblem(expression)).toBeDefined();
  });

  test.each([
    ['a**', 'a repetition of a repetition'],
    ['**', 'a repetition of nothing'],
    ['(a', '( without )'],
    ['(?{ exit })', 'Perl runs no code from an expression that it reads'],
    ['[z-a]', 'a range with its ends reversed'],
    ['(a)\\2', 'a reference to group 2, which does not exist'],
  ])('says what is wrong with %j', (expression, reason) => {
    expect(perlRegexProblem(expression)?.reason).toBe(reason);
  });

  test('stays fast and shallow on hostile expressions', () => {
    for (const text of ['(', '(?:', '[', '{1', 'a{9}', '\\1', '(?=', '[[:']) {
      expect(perlRegexProblem(text.repeat(100_000))).toBeDefined();
    }
    expect(perlRegexProblem('('.repeat(5000))).toMatchObject({ reason: expect.stringContaining('deeper') });
  });
});

describe('perlRegexProblem against the real Perl', () => {
  test('what is accepted by hand compiles', () => {
    const answers = perlAccepts(valid);
    expect(valid.filter((_, index) => answers[index] !== true)).toEqual([]);
  });

  test('what is refused by hand does not compile', () => {
    const answers = perlAccepts(invalid.map(([expression]) => expression));
    expect(invalid.filter((_, index) => answers[index] !== false)).toEqual([]);
  });

  test('the rarities are valid, or they would be in the other list', () => {
    const answers = perlAccepts(refusedRarities);
    expect(refusedRarities.filter((_, index) => answers[index] !== true)).toEqual([]);
  });

  test('no random expression is accepted that Perl refuses', () => {
    const expressions = randomExpressions(8000, 20_261_122);
    const answers = perlAccepts(expressions);
    const accepted = expressions.filter((text) => perlRegexProblem(text) === undefined);
    expect(accepted.length).toBeGreaterThan(1000);
    expect(answers.filter((answer) => !answer).length).toBeGreaterThan(1000);
    expect(
      expressions.filter((text, index) => perlRegexProblem(text) === undefined && answers[index] !== true),
    ).toEqual([]);
  });
});
