import { describe, expect, it } from 'vitest';
import { readYaml } from '../../../src/inventory/read-yaml.ts';
import { entryOf, type MapTree } from '../../../src/inventory/tree.ts';

function read(text: string) {
  return readYaml({ path: 'lvs.yaml', text });
}

function codesOf(text: string): string[] {
  return read(text).findings.map(({ code, at }) => `${code} ${at.line}:${at.column}`);
}

function map(text: string): MapTree {
  const { tree, findings } = read(text);
  expect(findings).toEqual([]);
  if (tree?.kind !== 'map') throw new Error('not a map');
  return tree;
}

describe('readYaml', () => {
  it('gives keys and values with their places', () => {
    const entry = entryOf(map('a:\n  b: "x y"\n'), 'a');
    expect(entry?.keyAt).toMatchObject({ line: 1, column: 1, endColumn: 2 });
    const inner = entry?.value.kind === 'map' ? entry.value.entries[0] : undefined;
    expect(inner?.value).toMatchObject({ kind: 'scalar', value: 'x y', plain: false });
    expect(inner?.value.at).toMatchObject({ line: 2, column: 6, endLine: 2, endColumn: 11 });
  });

  it('resolves aliases and merge keys, own keys first', () => {
    const tree = map('base: &b { x: 1, y: 2 }\nuse:\n  <<: *b\n  y: 3\n');
    const use = entryOf(tree, 'use')?.value;
    const values =
      use?.kind === 'map'
        ? use.entries.map(({ key, value }) => [key, value.kind === 'scalar' && value.value])
        : [];
    expect(values).toEqual([
      ['y', 3],
      ['x', 1],
    ]);
  });

  it('takes the alias of the last anchor before it', () => {
    const tree = map('a: &x 1\nb: *x\nc: &x 2\nd: *x\n');
    expect(tree.entries.map(({ value }) => value.kind === 'scalar' && value.value)).toEqual([1, 1, 2, 2]);
  });

  it.each([
    ['a: [', 'yaml-syntax'],
    ['\ta: 1', 'yaml-syntax'],
    ['a: *nope', 'yaml-syntax'],
    ['a: &x [*x]', 'yaml-syntax'],
    ['a: !ruby/object:Gem::Installer {}', 'yaml-syntax'],
    ['a: 1\n---\nb: 2', 'yaml-syntax'],
    ['a: 1\na: 2', 'yaml-duplicate-key'],
    ['a: {b: 1, "b": 2}', 'yaml-duplicate-key'],
    ['a: 010', 'yaml-ambiguous'],
    ['a: 22:22', 'yaml-ambiguous'],
    ['on: 1', 'yaml-ambiguous'],
    ['a: 1_000', 'yaml-ambiguous'],
    ['a: 1,000', 'yaml-ambiguous'],
    ['a: 08', 'yaml-ambiguous'],
    ['a: 01:30', 'yaml-ambiguous'],
    ['a: 1e3', 'yaml-ambiguous'],
    ['a: 2001-02-03', 'yaml-ambiguous'],
    ['? {a: 1}\n: 2', 'wrong-type'],
    ['<<: 5', 'wrong-type'],
  ])('reports %j as %s', (text, code) => {
    expect(read(text).findings.map((found) => found.code)).toContain(code);
  });

  it.each([
    'a: yes',
    'a: "010"',
    'a: 10',
    'a: 0',
    'a: 1.5',
    'a: 2001:db8::1',
    'a: 172.31.8.1',
    '',
    '# only a comment',
  ])('finds nothing wrong with %j', (text) => {
    expect(codesOf(text)).toEqual([]);
  });

  it('refuses what is too deep before it recurses into it', () => {
    expect(codesOf(`a: ${'['.repeat(100_000)}`)).toEqual(['yaml-limit 1:103']);
    expect(codesOf(`${'- '.repeat(5_000)}x`)).toEqual(['yaml-limit 1:201']);
    expect(codesOf(`a: ${'['.repeat(99)}${']'.repeat(99)}`)).toEqual([]);
  });

  it('refuses more than 4 MiB', () => {
    expect(codesOf(`# ${'x'.repeat(4 * 1024 * 1024)}`)).toEqual(['yaml-limit 1:1']);
  });

  it('refuses more than 1,000 aliases, and few aliases that expand to a million values', () => {
    const many = `a: &a 1\nb: [${Array(1001).fill('*a').join(', ')}]`;
    expect(codesOf(many).map((code) => code.split(' ')[0])).toEqual(['yaml-limit']);
    const levels = Array.from(
      { length: 9 },
      (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`,
    );
    const bomb = ['l0: &l0 [1, 1, 1, 1, 1, 1, 1, 1, 1]', ...levels].join('\n');
    expect(codesOf(bomb).map((code) => code.split(' ')[0])).toEqual(['yaml-limit']);
  });

  it('gives the comments, but not what looks like one in a text', () => {
    const { comments } = read('a: 1 # one\n# two\nb: "# three"\nc: |\n  # four\n');
    expect(comments.map(({ text, at }) => [text, at.line])).toEqual([
      [' one', 1],
      [' two', 2],
    ]);
  });
});
