import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alignLines, type Row } from '../../../src/page/align-lines.ts';
import { changedWords } from '../../../src/page/changed-words.ts';
import { chunksOf } from '../../../src/page/chunks.ts';

const show = (rows: readonly Row[]): string[] =>
  rows.map(({ kind, before, after }) => `${kind} ${before?.text ?? ''}|${after?.text ?? ''}`);

/** Texts in which lines come back, changed or not. */
const lines = fc.array(
  fc.constantFrom('virtual=a:1', 'virtual=a:2', '\treal=b gate 1', '\treal=b masq 1', '', 'x'),
  {
    maxLength: 30,
  },
);
const texts = lines.map((all) => all.map((line) => `${line}\n`).join(''));

describe('lines beside each other', () => {
  test('a changed line stands beside what it was, although lines around it come and go', () => {
    expect(
      show(
        alignLines(
          '# gui\nvirtual=1.2.3.4:80\n\tgone=1\n\treal=1.2.3.5 gate 1\nend\n',
          '# gui\nvirtual=1.2.3.4:80\n\treal=1.2.3.5 gate 7\n\tfresh=yes\nend\n',
        ),
      ),
    ).toEqual([
      'same # gui|# gui',
      'same virtual=1.2.3.4:80|virtual=1.2.3.4:80',
      'removed \tgone=1|',
      'changed \treal=1.2.3.5 gate 1|\treal=1.2.3.5 gate 7',
      'added |\tfresh=yes',
      'same end|end',
    ]);
  });

  test('lines that have little in common are no two states of one line', () => {
    expect(show(alignLines('scheduler=wrr\n', '# quite another line\n'))).toEqual([
      'removed scheduler=wrr|',
      'added |# quite another line',
    ]);
  });

  test('a line end that is missing is a difference', () => {
    expect(show(alignLines('a b c d e f\n', 'a b c d e f'))).toEqual([
      'changed a b c d e f|a b c d e f (no newline at the end)',
    ]);
  });

  test('every line of both texts is there once, in order, with its number', () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const rows = alignLines(before, after);
        for (const [side, text] of [
          ['before', before],
          ['after', after],
        ] as const) {
          const own = rows.flatMap((row) => row[side] ?? []);
          expect(own.map((line) => `${line.text}\n`).join('')).toBe(text);
          expect(own.map(({ number }) => number)).toEqual(own.map((_, index) => index + 1));
        }
        for (const { kind, before: old, after: next } of rows) {
          expect(kind === 'same').toBe(old?.text === next?.text);
        }
      }),
    );
  });

  test('texts with too little in common for a search keep what stands in the same place', () => {
    const text = (word: string): string =>
      Array.from({ length: 6000 }, (_, n) => (n === 3000 ? 'same\n' : `${word}${n}\n`)).join('');
    const rows = alignLines(`head\n${text('a')}tail\n`, `head\n${text('b')}tail\n`);
    expect(rows.filter(({ kind }) => kind === 'same').map(({ after }) => after?.text)).toEqual([
      'head',
      'same',
      'tail',
    ]);
  });
});

describe('words of a changed line', () => {
  test('only what differs is marked, an address as a whole', () => {
    expect(changedWords('\treal=172.31.8.11:80 gate 1', '\treal=172.31.8.12:80 gate 1')).toEqual({
      before: [
        { text: '\treal=', changed: false },
        { text: '172.31.8.11', changed: true },
        { text: ':80 gate 1', changed: false },
      ],
      after: [
        { text: '\treal=', changed: false },
        { text: '172.31.8.12', changed: true },
        { text: ':80 gate 1', changed: false },
      ],
    });
  });

  test('the stretches of a side are that side', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
        const words = changedWords(before, after);
        expect(words.before.map(({ text }) => text).join('')).toBe(before);
        expect(words.after.map(({ text }) => text).join('')).toBe(after);
      }),
    );
  });
});

describe('folded stretches', () => {
  const numbered = (edit: (n: number) => string): string =>
    Array.from({ length: 40 }, (_, n) => `${edit(n)}\n`).join('');

  test('three lines stay beside a change, the others are folded', () => {
    const rows = alignLines(
      numbered(String),
      numbered((n) => (n === 20 ? 'new' : String(n))),
    );
    expect(chunksOf(rows).map(({ folded, rows: own }) => [folded, own.length])).toEqual([
      [true, 17],
      [false, 8],
      [true, 16],
    ]);
  });

  test('a stretch too short to be worth a fold stays', () => {
    const rows = alignLines(
      numbered(String),
      numbered((n) => (n === 10 || n === 20 ? `new ${n}` : String(n))),
    );
    expect(chunksOf(rows).map(({ folded, rows: own }) => [folded, own.length])).toEqual([
      [true, 7],
      [false, 17],
      [true, 16],
    ]);
  });

  test('no row is lost and no change is folded', () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const rows = alignLines(before, after);
        const chunks = chunksOf(rows);
        expect(chunks.flatMap((chunk) => chunk.rows)).toEqual(rows);
        for (const { rows: own } of chunks.filter(({ folded }) => folded)) {
          expect(own.every(({ kind }) => kind === 'same')).toBe(true);
        }
      }),
    );
  });
});
