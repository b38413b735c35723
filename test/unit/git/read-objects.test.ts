import { describe, expect, it } from 'vitest';
import { parseObjects } from '../../../src/git/read-objects.ts';

const id = '78981922613b2afb6025042ff6bd878ac1994e85';
const parse = (text: string, limit = 1000) =>
  parseObjects(Buffer.from(text), limit).map((object) =>
    'bytes' in object ? { ...object, bytes: Buffer.from(object.bytes).toString() } : object,
  );

describe('what git cat-file prints', () => {
  it('gives objects in order, whatever stands in them', () => {
    expect(parse(`${id} blob 14\nx missing\nabc\n\n${id} tree 0\n\nHEAD:y missing\n`)).toEqual([
      { kind: 'blob', id, bytes: 'x missing\nabc\n' },
      { kind: 'tree', id, bytes: '' },
      { kind: 'missing' },
    ]);
  });

  it.each([
    ['symlink 11\n/etc/passwd\n', 'link'],
    ['dangling 14\nHEAD:dang.yaml\n', 'link'],
    ['loop 6\nHEAD:a\n', 'link'],
    [`${id} submodule\n`, 'submodule'],
    ['12 ambiguous\n', 'ambiguous'],
    ['a blob 3 missing\n', 'missing'],
  ])('%j is a %s, and what follows is read', (text, kind) => {
    expect(parse(`${text}${id} blob 1\nz\n`)).toEqual([{ kind }, { kind: 'blob', id, bytes: 'z' }]);
  });

  it('keeps no more than the limit of a large object, and goes on behind it', () => {
    expect(parse(`${id} blob 10\n0123456789\n${id} blob 1\nz\n`, 4)).toEqual([
      { kind: 'blob', id, bytes: '0123' },
      { kind: 'blob', id, bytes: 'z' },
    ]);
  });

  it('gives what was there before the output was cut', () => {
    expect(parse(`${id} blob 10\n01234`, 4)).toEqual([{ kind: 'blob', id, bytes: '0123' }]);
    expect(parse(`${id} blob 1\nz\n${id} blo`)).toHaveLength(1);
  });
});
