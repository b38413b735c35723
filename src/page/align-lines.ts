import { diffArrays } from 'diff';
import { pairLines } from './pair-lines.ts';

/** A line of a file, with its number. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** Two lines that stand beside each other; where one side has none, the other was removed or added. */
export interface Row {
  readonly kind: 'same' | 'changed' | 'removed' | 'added';
  readonly before: Line | undefined;
  readonly after: Line | undefined;
}

/**
 * With more differences than this, what is between the first and the last is taken as one change: looking for the
 * shortest way takes the square of them.
 */
const MAX_DIFFERENCES = 3000;

/** The lines of two texts beside each other, in order, each line once. */
export function alignLines(before: string, after: string): Row[] {
  const [old, next] = [linesOf(before), linesOf(after)];
  const texts = (lines: readonly Line[]): string[] => lines.map(({ text }) => text);
  const parts = diffArrays(texts(old), texts(next), { maxEditLength: MAX_DIFFERENCES });
  const rows: Row[] = [];
  let [oldAt, nextAt] = [0, 0];
  let removed: Line[] = [];
  for (const { count, added, removed: gone } of parts ?? replacement(old, next)) {
    if (gone) {
      removed = old.slice(oldAt, (oldAt += count));
      continue;
    }
    const lines = next.slice(nextAt, (nextAt += count));
    rows.push(...pairLines(removed, added ? lines : []));
    removed = [];
    if (!added) {
      rows.push(...lines.map((line, index) => same(old[oldAt + index], line)));
      oldAt += count;
    }
  }
  return [...rows, ...pairLines(removed, [])];
}

function same(before: Line | undefined, after: Line): Row {
  return { kind: 'same', before, after };
}

/** All lines but those that both begin or end with, as one change. */
function replacement(
  old: readonly Line[],
  next: readonly Line[],
): { count: number; added: boolean; removed: boolean }[] {
  const shorter = Math.min(old.length, next.length);
  let start = 0;
  while (start < shorter && old[start]?.text === next[start]?.text) start += 1;
  let end = 0;
  while (end < shorter - start && old.at(-1 - end)?.text === next.at(-1 - end)?.text) end += 1;
  const part = (count: number, added: boolean, removed: boolean) => ({ count, added, removed });
  return [
    part(start, false, false),
    part(old.length - start - end, false, true),
    part(next.length - start - end, true, false),
    part(end, false, false),
  ];
}

/** Lines without their ends; that the last one has none is said, since it can be the only difference. */
function linesOf(text: string): Line[] {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return lines.map((line, index) => ({
    number: index + 1,
    text: line.endsWith('\n') ? line.slice(0, -1) : `${line} (no newline at the end)`,
  }));
}
