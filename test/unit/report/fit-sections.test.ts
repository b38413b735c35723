import { describe, expect, it } from 'vitest';
import { fitSections, type Section } from '../../../src/report/fit-sections.ts';

const head: Section = { forms: ['HEAD'], rank: 0 };
const important: Section = { forms: ['important in full', 'important'], rank: 1 };
const minor: Section = { forms: ['minor in full', 'minor', ''], rank: 2 };
const all = [head, minor, important];

describe('fitSections', () => {
  it('tells everything in full where there is room', () => {
    expect(fitSections(all, 1000)).toBe('HEAD\n\nminor in full\n\nimportant in full\n');
  });

  it.each([
    [39, 'HEAD\n\nminor in full\n\nimportant in full\n'],
    [38, 'HEAD\n\nminor\n\nimportant in full\n'],
    [31, 'HEAD\n\nminor\n\nimportant in full\n'],
    [30, 'HEAD\n\nimportant in full\n'],
    [24, 'HEAD\n\nimportant in full\n'],
    [23, 'HEAD\n\nminor\n\nimportant\n'],
    [22, 'HEAD\n\nimportant\n'],
  ])('gives the most important one its room first: %i bytes', (limit, expected) => {
    expect(fitSections(all, limit)).toBe(expected);
    expect(Buffer.byteLength(expected)).toBeLessThanOrEqual(limit);
  });

  it('counts bytes, not characters', () => {
    const section: Section = { forms: ['äöüß', 'a'], rank: 1 };
    expect(fitSections([section], 9)).toBe('äöüß\n');
    expect(fitSections([section], 8)).toBe('a\n');
  });
});
