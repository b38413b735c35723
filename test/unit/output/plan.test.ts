import { describe, expect, it } from 'vitest';
import { hashOf } from '../../../src/output/hash.ts';
import { isWriting, planChanges, type DiskFile, type Known, type Plan } from '../../../src/output/plan.ts';
import type { FileRecord, Policy } from '../../../src/output/record.ts';

const disk = (text: string | undefined, executable = false): DiskFile => ({ text, executable });
const written = (text: string) => ({ hash: hashOf(text), text });
const managed = (text: string): FileRecord => ({ policy: 'managed', base: written(text) });

/** Five lines, of which the second and the fourth are told. */
const lines = (second: string, fourth: string) => `one\n${second}\nthree\n${fourth}\nfive\n`;

const BASE = lines('two', 'four');
const MARKED = `one
<<<<<<< edited by hand
mine
||||||| written last
two
=======
new
>>>>>>> from the inventory
three
four
five
`;

interface Row {
  /** What was written last, and how it is remembered. */
  readonly base?: string;
  /** As a lock of version 1 has it: the hash alone. */
  readonly hashAlone?: true;
  readonly pending?: string;
  readonly policy?: Policy;
  readonly have?: string;
  readonly want?: string;
  /** What happens, and the text that is written where one is. */
  readonly kind: string;
  readonly text?: string;
  /** What is remembered then: the base, and what waits for a person. */
  readonly after?: { readonly base?: string; readonly pending?: string; readonly policy?: Policy };
}

const rows: Readonly<Record<string, Row>> = {
  new: { want: 'b', kind: 'create', text: 'b', after: { base: 'b' } },
  same: { base: 'a', have: 'a', want: 'a', kind: 'same', after: { base: 'a' } },
  update: { base: 'a', have: 'a', want: 'b', kind: 'update', text: 'b', after: { base: 'b' } },
  'edited, and nothing new': { base: 'a', have: 'x', want: 'a', kind: 'edited', after: { base: 'a' } },
  'both edited alike': { base: 'a', have: 'b', want: 'b', kind: 'same', after: { base: 'b' } },
  'both edited, in other lines': {
    base: BASE,
    have: lines('mine', 'four'),
    want: lines('two', 'new'),
    kind: 'merge',
    text: lines('mine', 'new'),
    after: { base: lines('two', 'new') },
  },
  'both edited, and the edit has all that is new': {
    base: BASE,
    have: lines('mine', 'new'),
    want: lines('two', 'new'),
    kind: 'edited',
    after: { base: lines('two', 'new') },
  },
  'both edited, in the same line': {
    base: BASE,
    have: lines('mine', 'four'),
    want: lines('new', 'four'),
    kind: 'conflict',
    text: MARKED,
    after: { base: BASE, pending: lines('new', 'four') },
  },
  'markers still there': {
    base: BASE,
    pending: lines('new', 'four'),
    have: MARKED,
    want: lines('new', 'four'),
    kind: 'unresolved',
    after: { base: BASE, pending: lines('new', 'four') },
  },
  'markers still there, and something newer': {
    base: BASE,
    pending: lines('new', 'four'),
    have: MARKED,
    want: lines('newer', 'four'),
    kind: 'unresolved',
    after: { base: BASE, pending: lines('new', 'four') },
  },
  'markers of git, without a conflict of ours': {
    base: BASE,
    have: 'x\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> topic\n',
    want: BASE,
    kind: 'unresolved',
    after: { base: BASE },
  },
  'resolved with both': {
    base: BASE,
    pending: lines('new', 'four'),
    have: lines('mine and new', 'four'),
    want: lines('new', 'four'),
    kind: 'edited',
    after: { base: lines('new', 'four') },
  },
  'resolved with the edit': {
    base: BASE,
    pending: lines('new', 'four'),
    have: lines('mine', 'four'),
    want: lines('new', 'four'),
    kind: 'edited',
    after: { base: lines('new', 'four') },
  },
  'resolved with the inventory': {
    base: BASE,
    pending: lines('new', 'four'),
    have: lines('new', 'four'),
    want: lines('new', 'four'),
    kind: 'same',
    after: { base: lines('new', 'four') },
  },
  'resolved, and something newer elsewhere': {
    base: BASE,
    pending: lines('new', 'four'),
    have: lines('mine', 'four'),
    want: lines('new', 'newer'),
    kind: 'merge',
    text: lines('mine', 'newer'),
    after: { base: lines('new', 'newer') },
  },
  'the edit thrown away during a conflict': {
    base: BASE,
    pending: lines('new', 'four'),
    have: BASE,
    want: lines('new', 'four'),
    kind: 'update',
    text: lines('new', 'four'),
    after: { base: lines('new', 'four') },
  },
  'edit/delete': { base: 'a', have: 'x', kind: 'orphaned', after: { base: 'a' } },
  'no longer emitted': { base: 'a', have: 'a', kind: 'remove' },
  'no longer emitted, and gone': { base: 'a', kind: 'nothing' },
  'delete/edit': { base: 'a', want: 'b', kind: 'deleted', after: { base: 'a', policy: 'deleted' } },
  'deleted, and nothing new': {
    base: 'a',
    want: 'a',
    kind: 'deleted',
    after: { base: 'a', policy: 'deleted' },
  },
  'deleted before, and no longer emitted': {
    base: 'a',
    policy: 'deleted',
    kind: 'nothing',
    after: { base: 'a', policy: 'deleted' },
  },
  'deleted before, and back': {
    base: BASE,
    policy: 'deleted',
    have: BASE,
    want: lines('new', 'four'),
    kind: 'update',
    text: lines('new', 'four'),
    after: { base: lines('new', 'four') },
  },
  'add/add, alike': { have: 'b', want: 'b', kind: 'same', after: { base: 'b' } },
  'add/add': {
    have: 'a\nmine\n',
    want: 'a\nnew\n',
    kind: 'conflict',
    text: 'a\n<<<<<<< edited by hand\nmine\n=======\nnew\n>>>>>>> from the inventory\n',
    after: { pending: 'a\nnew\n' },
  },
  'add/add, resolved': {
    pending: 'a\nnew\n',
    have: 'a\nmine and new\n',
    want: 'a\nnew\n',
    kind: 'edited',
    after: { base: 'a\nnew\n' },
  },
  'hash alone, not edited': {
    base: 'a',
    hashAlone: true,
    have: 'a',
    want: 'b',
    kind: 'update',
    text: 'b',
    after: { base: 'b' },
  },
  'hash alone, edited, and nothing new': {
    base: 'a',
    hashAlone: true,
    have: 'x',
    want: 'a',
    kind: 'edited',
    after: { base: 'a' },
  },
  'hash alone, both edited': {
    base: 'a\n',
    hashAlone: true,
    have: 'a\nmine\n',
    want: 'a\nnew\n',
    kind: 'conflict',
    text: 'a\n<<<<<<< edited by hand\nmine\n=======\nnew\n>>>>>>> from the inventory\n',
    after: { base: 'a\n', pending: 'a\nnew\n' },
  },
  'other ends of lines': { base: 'a\n', have: 'a\r\n', want: 'a\n', kind: 'same', after: { base: 'a\n' } },
  'other ends of lines, update': {
    base: 'a\n',
    have: 'a\r\n',
    want: 'b\n',
    kind: 'update',
    text: 'b\r\n',
    after: { base: 'b\n' },
  },
  'other ends of lines, merge': {
    base: BASE,
    have: lines('mine', 'four').replaceAll('\n', '\r\n'),
    want: lines('two', 'new'),
    kind: 'merge',
    text: lines('mine', 'new').replaceAll('\n', '\r\n'),
    after: { base: lines('two', 'new') },
  },
  'other ends of most lines, merge': {
    base: BASE,
    have: `${lines('mine', 'four').replaceAll('\n', '\r\n')}more\n`,
    want: lines('two', 'new'),
    kind: 'merge',
    text: `${lines('mine', 'new')}more\n`.replaceAll('\n', '\r\n'),
    after: { base: lines('two', 'new') },
  },
  'other ends of a line by hand': {
    base: BASE,
    have: lines('two', 'four').replace('\n', '\r\n'),
    want: BASE,
    kind: 'edited',
    after: { base: BASE },
  },
};

/** Another file, so that the folder is not empty: a module whose files are all gone was not deleted file by file. */
const OTHER = 'other';

function plan(row: Row, more: Partial<Known> = {}): Plan {
  const { base, pending, hashAlone, policy = 'managed', have, want } = row;
  const record: FileRecord = {
    policy,
    base: base === undefined ? undefined : hashAlone === true ? { hash: hashOf(base) } : written(base),
    pending: pending === undefined ? undefined : written(pending),
  };
  const recorded = base !== undefined || pending !== undefined;
  return planChanges(new Map([[OTHER, 'o'], ...(want === undefined ? [] : [['f', want] as const])]), {
    records: new Map([[OTHER, managed('o')], ...(recorded ? [['f', record] as const] : [])]),
    disk: new Map([[OTHER, disk('o')], ...(have === undefined ? [] : [['f', disk(have)] as const])]),
    ...more,
  });
}

function outcome({ changes, same, records }: Plan) {
  const [change] = changes;
  const record = records.get('f');
  return {
    kind: change?.kind ?? (same === 2 ? 'same' : 'nothing'),
    text: change !== undefined && isWriting(change) && change.kind !== 'remove' ? change.want : undefined,
    after: record && {
      base: record.base?.hash,
      pending: record.pending?.hash,
      policy: record.policy,
    },
  };
}

const hashIfThere = (text: string | undefined) => (text === undefined ? undefined : hashOf(text));

describe('planChanges', () => {
  it.each(Object.entries(rows))('%s', (_name, row) => {
    const { kind, text, after } = row;
    expect(outcome(plan(row))).toEqual({
      kind,
      text,
      after: after && {
        base: hashIfThere(after.base),
        pending: hashIfThere(after.pending),
        policy: after.policy ?? 'managed',
      },
    });
  });

  it.each(Object.entries(rows))('does nothing more the second time: %s', (_name, row) => {
    const first = plan(row);
    const have = new Map([[OTHER, disk('o')]]);
    if (row.have !== undefined) have.set('f', disk(row.have));
    for (const change of first.changes.filter(isWriting)) {
      if (change.kind === 'remove') have.delete(change.path);
      else have.set(change.path, disk(change.want));
    }
    const want = new Map([[OTHER, 'o'], ...(row.want === undefined ? [] : [['f', row.want] as const])]);
    const second = planChanges(want, { records: first.records, disk: have });
    expect(second.changes.filter(isWriting)).toEqual([]);
    expect(second.records).toEqual(first.records);
  });

  it.each([
    ['the first', /^<{7}.*\n/m],
    ['the last', /^>{7}.*\n/m],
    ['the one in the middle', /^={7}\r?\n/m],
    ['all but the one of the base', /^[<=>]{7}.*\n/gm],
    ['all but the first', /^[|=>]{7}.*\n/gm],
  ])('still sees a conflict where a person took away markers: %s', (_name, marker) => {
    for (const have of [MARKED, MARKED.replaceAll('\n', '\r\n')].map((text) => text.replace(marker, ''))) {
      const row = { base: BASE, pending: lines('new', 'four'), have, want: lines('new', 'four') };
      expect(outcome(plan({ ...row, kind: 'unresolved' })).kind).toBe('unresolved');
    }
  });

  it('keeps the permission that a person gave, and says so', () => {
    const want = new Map([['f', 'a']]);
    const { changes, records } = planChanges(want, {
      records: new Map([['f', managed('a')]]),
      disk: new Map([['f', disk('a', true)]]),
    });
    expect(changes.map(({ kind }) => kind)).toEqual(['mode']);
    expect(records).toEqual(new Map([['f', managed('a')]]));
  });

  it.each([
    ['a', 'edited'],
    ['b', 'unmergeable'],
  ])('leaves a file alone that is no text, where %s is wanted', (want, kind) => {
    const { changes, records } = planChanges(new Map([['f', want]]), {
      records: new Map([['f', managed('a')]]),
      disk: new Map([['f', disk(undefined)]]),
    });
    expect(changes.map((change) => change.kind)).toEqual([kind]);
    expect(records.get('f')).toEqual(managed('a'));
  });

  it('writes a module again whose files are all gone, but for those that were deleted one by one', () => {
    const files = new Map([
      ['f', 'a'],
      ['g', 'a'],
    ]);
    const { changes } = planChanges(files, {
      records: new Map([
        ['f', managed('a')],
        ['g', { policy: 'deleted', base: written('a') }],
      ]),
      disk: new Map(),
    });
    expect(changes.map(({ path, kind }) => [path, kind])).toEqual([
      ['f', 'create'],
      ['g', 'deleted'],
    ]);
  });

  it('never writes into a folder that it has not written before', () => {
    const { changes, records } = planChanges(new Map([['f', 'b']]), {
      records: undefined,
      disk: new Map([['f', disk('x')]]),
    });
    expect(changes.map(({ kind }) => kind)).toEqual(['foreign']);
    expect(records.size).toBe(0);
  });

  it.each(Object.entries(rows))('leaves an unmanaged path alone: %s', (_name, row) => {
    const { changes, records } = plan(row, { isUnmanaged: (path) => path === 'f' });
    expect(changes).toEqual([]);
    expect(records.get('f')?.policy ?? 'unmanaged').toBe('unmanaged');
  });

  it('merges from the same base when a path is managed again', () => {
    const { base, have, want, text } = rows['both edited, in other lines'] as Required<Row>;
    const left = plan({ base, have, want: base, kind: '' }, { isUnmanaged: (path) => path === 'f' });
    const again = planChanges(
      new Map([
        [OTHER, 'o'],
        ['f', want],
      ]),
      {
        records: left.records,
        disk: new Map([
          [OTHER, disk('o')],
          ['f', disk(have)],
        ]),
      },
    );
    expect(again.changes).toEqual([{ kind: 'merge', path: 'f', want: text, have: disk(have) }]);
  });

  it.each(Object.entries(rows))(
    'writes what the inventory says where that is asked for: %s',
    (_name, row) => {
      const { want, have } = row;
      if (want === undefined) return;
      const kind = have === undefined ? 'create' : have === want ? undefined : 'restore';
      const { changes, records } = plan(row, { restore: new Set(['f']) });
      expect(changes.map((change) => change.kind)).toEqual(kind === undefined ? [] : [kind]);
      expect(records.get('f')).toEqual(managed(want));
    },
  );
});

describe('several conflicts in a row', () => {
  it('does not ask twice about the same new text, and never loses what a person decided', () => {
    let records = new Map([['f', managed(BASE)]]) as Plan['records'];
    let have = lines('mine', 'four');
    const run = (want: string) => {
      const result = planChanges(new Map([['f', want]]), { records, disk: new Map([['f', disk(have)]]) });
      records = result.records;
      const [change] = result.changes;
      if (change !== undefined && isWriting(change) && change.kind !== 'remove') have = change.want;
      return change?.kind;
    };
    expect(run(lines('new 1', 'four'))).toBe('conflict');
    expect(run(lines('new 1', 'four'))).toBe('unresolved');
    // The inventory goes on before anybody has resolved it.
    expect(run(lines('new 2', 'four'))).toBe('unresolved');
    have = lines('mine with 1', 'four');
    expect(run(lines('new 2', 'four'))).toBe('conflict');
    expect(have).toContain('||||||| written last\nnew 1\n=======\nnew 2\n');
    have = lines('mine with 2', 'four');
    expect(run(lines('new 2', 'four'))).toBe('edited');
    expect(run(lines('new 2', 'four'))).toBe('edited');
    expect(run(lines('new 2', 'elsewhere'))).toBe('merge');
    expect(have).toBe(lines('mine with 2', 'elsewhere'));
    expect(run(lines('new 2', 'elsewhere'))).toBe('edited');
    expect(records.get('f')).toEqual(managed(lines('new 2', 'elsewhere')));
  });
});
