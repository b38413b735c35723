import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/diff/model.ts';
import { groupChanges } from '../../../src/report/group-changes.ts';
import { changeOf } from './reviews.ts';

const ofServer = (name: string, parts: Partial<Change> = {}): Change =>
  changeOf({ subject: { kind: 'server', name, role: 'gui' }, ...parts });
const sizes = (changes: readonly Change[]): number[] => groupChanges(changes).map(({ length }) => length);

describe('groupChanges', () => {
  it('makes one of three that differ in their subject only, where the first one stood', () => {
    const other = ofServer('d', { after: '3' });
    const [first, second] = groupChanges([ofServer('a'), other, ofServer('b'), ofServer('c')]);
    expect(first?.map(({ subject }) => subject.name)).toEqual(['a', 'b', 'c']);
    expect(second).toEqual([other]);
  });

  it('leaves two apart', () => {
    expect(sizes([ofServer('a'), ofServer('b')])).toEqual([1, 1]);
  });

  it.each<Partial<Change>>([
    { risk: 'major' },
    { action: 'added' },
    { attribute: 'port' },
    { before: '7' },
    { after: undefined },
    { hint: 'wait' },
    { confirmed: true },
    { from: { kind: 'server', name: 'x', role: 'gui' } },
    { subject: { kind: 'service', name: 'c', role: 'gui' } },
  ])('keeps one that differs in more out: %j', (parts) => {
    expect(sizes([ofServer('a'), ofServer('b'), ofServer('c', parts)])).toEqual([1, 1, 1]);
  });
});
