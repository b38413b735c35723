import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinTexts, mergeTexts } from '../../../src/output/merge.ts';

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', '', '}', '__proto__'), { maxLength: 10 })
  .map((lines) => lines.join('\n'));

describe('mergeTexts', () => {
  it('gives the side that changed, whatever it changed, and what both made alike', () => {
    fc.assert(
      fc.property(text, text, (base, other) => {
        expect(mergeTexts(base, other, base)).toEqual({ text: other, clean: true });
        expect(mergeTexts(base, base, other)).toEqual({ text: other, clean: true });
        expect(mergeTexts(base, other, other)).toEqual({ text: other, clean: true });
      }),
      { numRuns: 2_000, seed: 1 },
    );
  });

  it('keeps the end of a file without a last line end', () => {
    expect(mergeTexts('a\nb\nc', 'x\nb\nc', 'a\nb\ny')).toEqual({ text: 'x\nb\ny', clean: true });
  });

  it('merges long lists, whose comparison as a whole would not end', () => {
    const base = Array.from({ length: 30_000 }, (_, i) =>
      i % 10 === 9 ? '  ],' : `    { host => 's${i}' },`,
    );
    const edited = base.with(50, '# mine');
    const next = base.map((line, i) => (i % 70 === 0 ? `${line} # new` : line));
    const { text: merged, clean } = mergeTexts(base.join('\n'), edited.join('\n'), next.join('\n'));
    expect(clean).toBe(true);
    expect(merged.split('\n')).toEqual(next.with(50, '# mine'));
  });
});

describe('joinTexts', () => {
  it('holds both texts, each whole, between the markers', () => {
    fc.assert(
      fc.property(text, text, (edited, next) => {
        const joined = joinTexts(edited, next).text;
        const side = (drop: RegExp) =>
          `${joined}\n`
            .replace(drop, '')
            .replace(/^(?:<{7} edited by hand|=======|>{7} from the inventory)\n/gm, '');
        expect(side(/^=======\n[^]*?^(?=>{7})/gm)).toBe(`${edited}\n`);
        expect(side(/^<{7} edited by hand\n[^]*?^(?=={7}$)/gm)).toBe(`${next}\n`);
      }),
      { numRuns: 2_000, seed: 1 },
    );
  });
});
