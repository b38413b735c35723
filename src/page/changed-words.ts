import { diffArrays } from 'diff';

/** A stretch of a line, and whether the other line has it, too. */
export interface Stretch {
  readonly text: string;
  readonly changed: boolean;
}

/** Words, runs of blanks, and single other characters; an address is one word, and so is a path. */
const WORD = /[\p{L}\p{M}\p{N}_.\-/]+|\s+|[^]/gu;

/** Lines with more differences than this are told apart as a whole. */
const MAX_DIFFERENCES = 400;

/** The words of a line without the blanks between them. */
export function wordsOf(line: string): string[] {
  return partsOf(line).filter((word) => word.trim() !== '');
}

function partsOf(line: string): string[] {
  return line.match(WORD) ?? [];
}

/** What differs between two lines, word by word. */
export function changedWords(before: string, after: string): { before: Stretch[]; after: Stretch[] } {
  const parts = diffArrays(partsOf(before), partsOf(after), { maxEditLength: MAX_DIFFERENCES });
  if (parts === undefined) {
    return { before: [{ text: before, changed: true }], after: [{ text: after, changed: true }] };
  }
  return {
    before: parts
      .filter(({ added }) => !added)
      .map(({ value, removed }) => ({ text: value.join(''), changed: removed })),
    after: parts
      .filter(({ removed }) => !removed)
      .map(({ value, added }) => ({ text: value.join(''), changed: added })),
  };
}
