import { describe, expect, it } from 'vitest';
import { checkHiera } from '../../../src/validate/hiera.ts';

const check = (text: string) => checkHiera({ path: 'data/common.yaml', text });

describe('Hiera data', () => {
  it.each([
    '',
    '---\n',
    '# only a comment\n',
    'a: 1\n',
    '---\nlvs::servers:\n  - gui1\nlvs::on: yes\n',
    'a: &x {b: 1}\nc:\n  <<: *x\n',
    'a: &x {b: 1}\nd: &y {e: 1}\nc:\n  <<: *x\n  <<: *y\n',
    'a: !ruby/sym b\n',
    "a: '2020-01-01'\n",
    "a: '%{facts.os.family}'\n",
    '? [a, b]\n: 1\n',
  ])('accepts %j', (text) => {
    expect(check(text)).toEqual([]);
  });

  it.each([
    ['a: [1\n', { line: 2 }],
    ['a: 1\n\tb: 2\n', { line: 2 }],
    ['a: "x\n', { line: 2 }],
    ['a: %{x}\n', { line: 1 }],
    ['a: *nobody\n', { line: 1, column: 4 }],
    ['a: 2020-01-01\n', { line: 1, column: 4 }],
    ['- a\n- b\n', { line: 1, column: 1 }],
    ['just text\n', { line: 1, column: 1 }],
    ['a: !ruby/object:Foo {}\n', { line: 1 }],
    ['a: \ufffd\n', { line: 1, column: 4 }],
  ])('refuses %j', (text, at) => {
    const [first] = check(text);
    expect(first).toMatchObject({ code: 'hiera-yaml-invalid', severity: 'error', at });
  });

  it('only warns about what Ruby accepts in silence', () => {
    expect(check('a: 1\na: 2\n')).toMatchObject([
      { severity: 'warning', at: { line: 2, column: 1, endColumn: 2 } },
    ]);
    expect(check('a: 1\n---\nb: [\n')).toMatchObject([{ severity: 'warning', message: /first document/ }]);
  });

  it('survives hostile nesting', () => {
    expect(check('['.repeat(50_000))).toMatchObject([{ severity: 'error' }]);
  });
});
