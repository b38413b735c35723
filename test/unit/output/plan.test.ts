import { describe, expect, it } from 'vitest';
import { hashOf } from '../../../src/output/lock.ts';
import { planChanges, type DiskFile } from '../../../src/output/plan.ts';

const disk = (text: string | undefined): DiskFile => ({ text });

/** Rows: what is wanted, what was written last, what the disk holds, and what happens. */
const rows: readonly (readonly [
  string,
  string | undefined,
  string | undefined,
  string | undefined,
  string,
])[] = [
  ['new', 'b', undefined, undefined, 'create'],
  ['same', 'a', 'a', 'a', 'same'],
  ['update', 'b', 'a', 'a', 'update'],
  ['edited', 'b', 'a', 'x', 'edited'],
  ['edited, nothing new', 'a', 'a', 'x', 'edited'],
  ['edited to what is wanted now', 'b', 'a', 'b', 'same'],
  ['deleted by hand', 'a', 'a', undefined, 'create'],
  ['not ours', 'b', undefined, 'x', 'edited'],
  ['not ours but equal', 'b', undefined, 'b', 'same'],
  ['stale', undefined, 'a', 'a', 'remove'],
  ['stale and edited', undefined, 'a', 'x', 'edited'],
  ['stale and gone', undefined, 'a', undefined, 'nothing'],
];

describe('planChanges', () => {
  it.each(rows)('%s', (_name, want, written, have, outcome) => {
    const { changes, same } = planChanges(
      new Map(want === undefined ? [] : [['f', want]]),
      new Map(written === undefined ? [] : [['f', hashOf(written)]]),
      new Map(have === undefined ? [] : [['f', disk(have)]]),
    );
    const got = changes[0]?.kind ?? (same === 1 ? 'same' : 'nothing');
    expect(got).toBe(outcome);
  });

  it('never takes a file that is no text for one of ours', () => {
    const { changes } = planChanges(
      new Map([['f', 'a']]),
      new Map([['f', hashOf('')]]),
      new Map([['f', disk(undefined)]]),
    );
    expect(changes.map(({ kind }) => kind)).toEqual(['edited']);
  });
});
