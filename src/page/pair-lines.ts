import type { Line, Row } from './align-lines.ts';
import { wordsOf } from './changed-words.ts';

/** Lines that share less than this of their words are no two states of one line. */
const MIN_LIKENESS = 0.5;
/** In larger blocks each line is only compared with the one in the same place. */
const MAX_COMPARISONS = 10_000;

/** Stands removed lines beside the added ones that came in their place, in the order of both. */
export function pairLines(removed: readonly Line[], added: readonly Line[]): Row[] {
  const pairs =
    removed.length * added.length > MAX_COMPARISONS
      ? pairByPlace(removed, added)
      : pairByLikeness(removed, added);
  const rows: Row[] = [];
  let [oldAt, nextAt] = [0, 0];
  for (const [old, next] of [...pairs, [removed.length, added.length] as const]) {
    rows.push(...removed.slice(oldAt, old).map((before) => row('removed', before, undefined)));
    rows.push(...added.slice(nextAt, next).map((after) => row('added', undefined, after)));
    rows.push(...pair(removed[old], added[next]));
    [oldAt, nextAt] = [old + 1, next + 1];
  }
  return rows;
}

/** Lines that were far apart for the search can be the same after all. */
function pair(before: Line | undefined, after: Line | undefined): Row[] {
  if (before === undefined || after === undefined) return [];
  return [row(before.text === after.text ? 'same' : 'changed', before, after)];
}

/** Places in both lists, both rising. */
type Pairing = readonly (readonly [number, number])[];

function row(kind: Row['kind'], before: Line | undefined, after: Line | undefined): Row {
  return { kind, before, after };
}

function pairByPlace(removed: readonly Line[], added: readonly Line[]): Pairing {
  return removed
    .slice(0, added.length)
    .flatMap(({ text }, at) =>
      likeness(wordsOf(text), wordsOf(added[at]?.text ?? '')) >= MIN_LIKENESS ? [[at, at] as const] : [],
    );
}

/** The pairing with the most likeness in all, by dynamic programming over both lists from their ends. */
function pairByLikeness(removed: readonly Line[], added: readonly Line[]): Pairing {
  const [old, next] = [removed, added].map((lines) => lines.map(({ text }) => wordsOf(text)));
  const alike = (i: number, j: number): number => likeness(old?.[i] ?? [], next?.[j] ?? []);
  const scores = removed.map((_, i) => added.map((__, j) => alike(i, j)));
  const best = Array.from({ length: removed.length + 1 }, () => Array<number>(added.length + 1).fill(0));
  const bestAt = (i: number, j: number): number => best[i]?.[j] ?? 0;
  const paired = (i: number, j: number): number => {
    const score = scores[i]?.[j] ?? 0;
    return score < MIN_LIKENESS ? -1 : score + bestAt(i + 1, j + 1);
  };
  for (const [i, line] of [...best.slice(0, -1).entries()].toReversed()) {
    for (let j = added.length - 1; j >= 0; j -= 1) {
      line[j] = Math.max(bestAt(i + 1, j), bestAt(i, j + 1), paired(i, j));
    }
  }
  const pairs: [number, number][] = [];
  for (let [i, j] = [0, 0]; i < removed.length && j < added.length;) {
    if (bestAt(i, j) === paired(i, j)) pairs.push([i++, j++]);
    else if (bestAt(i, j) === bestAt(i + 1, j)) i += 1;
    else j += 1;
  }
  return pairs;
}

/** How much of two lines is the same: the words that both have, of all words. */
function likeness(a: readonly string[], b: readonly string[]): number {
  const left = new Map<string, number>();
  for (const word of a) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of b) {
    const count = left.get(word) ?? 0;
    if (count > 0) shared += 1;
    left.set(word, count - 1);
  }
  return a.length + b.length === 0 ? 1 : (2 * shared) / (a.length + b.length);
}
