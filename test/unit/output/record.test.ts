import { describe, expect, it } from 'vitest';
import { areSameWritings, type FileRecord } from '../../../src/output/record.ts';

const managed = (base: string, pending?: string): FileRecord => ({
  policy: 'managed',
  base: { hash: base },
  pending: pending === undefined ? undefined : { hash: pending },
});
const deleted = (base: string): FileRecord => ({ policy: 'deleted', base: { hash: base } });
const unmanaged = (base: string): FileRecord => ({ policy: 'unmanaged', base: { hash: base } });

describe('areSameWritings', () => {
  it.each([
    ['nothing new', managed('a'), managed('a'), true],
    ['a deletion by hand', managed('a'), deleted('a'), true],
    ['a deletion instead of a resolution', managed('a', 'b'), deleted('a'), true],
    ['a deletion that was taken back', deleted('a'), managed('a'), true],
    ['a conflict that was resolved', managed('a', 'b'), managed('b'), true],
    ['a conflict that is waiting', managed('a', 'b'), managed('a', 'b'), true],
    ['a new text of the inventory', managed('a'), managed('b'), false],
    ['a newer text than the one that waited', managed('a', 'b'), managed('c'), false],
    ['a deletion that was taken back, and a new text', deleted('a'), managed('b'), false],
    ['a new conflict', managed('a'), managed('a', 'b'), false],
    ['a path that the inventory leaves to the person', managed('a'), unmanaged('a'), false],
    ['a path that it no longer leaves to them', unmanaged('a'), managed('a'), false],
    ['a file that is no longer emitted', managed('a'), undefined, false],
    ['a file that is emitted for the first time', undefined, managed('a'), false],
  ])('%s', (_name, before, after, same) => {
    const records = (record: FileRecord | undefined) => new Map(record && [['f', record]]);
    expect(areSameWritings(records(before), records(after))).toBe(same);
  });
});
