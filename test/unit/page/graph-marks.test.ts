import { describe, expect, test } from 'vitest';
import type { Action, Change, Subject } from '../../../src/diff/model.ts';
import { marksOf } from '../../../src/page/graph-marks.ts';

const change = (action: Action, subject: Subject, from?: Subject): Change => ({
  id: 'id',
  reason: 'server-weight-changed',
  risk: 'minor',
  action,
  subject,
  from,
  attribute: undefined,
  before: undefined,
  after: undefined,
  message: 'words',
  hint: undefined,
  at: { before: undefined, after: undefined },
  blast: { directors: [], realServers: [], reloads: [], kicked: [], unknownHosts: [], hazard: undefined },
  confirmed: false,
  edits: [],
});
const role = (name: string): Subject => ({ kind: 'role', name });
const server = (ofRole: string, name: string): Subject => ({ kind: 'server', role: ofRole, name });

describe('marks on the pictures of a review', () => {
  test('what is gone is marked before, what is new after, what changed on both', () => {
    const changes = [
      change('removed', server('gui', 'a')),
      change('added', server('gui', 'b')),
      change('changed', server('gui', 'c')),
    ];
    const marks = (side: 'before' | 'after') =>
      ['a', 'b', 'c'].map((name) => marksOf(changes, side).host('gui', name));
    expect(marks('before')).toEqual(['removed', undefined, 'changed']);
    expect(marks('after')).toEqual([undefined, 'added', 'changed']);
  });

  test('what was moved or renamed is found under its old name before', () => {
    const changes = [
      change('renamed', role('web'), role('gui')),
      change('moved', server('web', 'x'), server('push', 'x')),
      change('changed', server('web', 'c')),
      change('changed', { kind: 'kick', role: 'push', name: 'web' }),
    ];
    const before = marksOf(changes, 'before');
    expect([
      before.role('gui'),
      before.host('push', 'x'),
      before.host('gui', 'c'),
      before.kick('push', 'gui'),
    ]).toEqual(['renamed', 'moved', 'changed', 'changed']);
    const after = marksOf(changes, 'after');
    expect([after.role('web'), after.host('web', 'x'), after.host('web', 'c'), after.role('gui')]).toEqual([
      'renamed',
      'moved',
      'changed',
      undefined,
    ]);
  });

  test('of several changes of one subject the one that says most is shown', () => {
    const changes = [
      change('changed', role('a')),
      change('renamed', role('a'), role('b')),
      change('reordered', role('a')),
    ];
    expect(marksOf(changes, 'after').role('a')).toBe('renamed');
  });

  test('a name that another kind or role has gets no mark', () => {
    const marks = marksOf([change('changed', server('gui', 'a'))], 'after');
    expect([
      marks.host('push', 'a'),
      marks.role('a'),
      marks.virtualIp('a'),
      marks.service('gui', 'a'),
    ]).toEqual(Array(4).fill(undefined));
  });
});
