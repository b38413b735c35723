import type { Token } from './tokens.ts';

/** What the brackets of a text hold, by the index of the one that opens. */
export interface Regions {
  /** The index of the token that ends it: its own bracket, that of a region around it, or the end of the text. */
  readonly ends: Int32Array;
  /** The index of the token behind it. */
  readonly nexts: Int32Array;
}

const CLOSED_BY: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '${': '}', '"': '"' };

/**
 * Finds the pairs of brackets in one pass. Regions never cross: a bracket ends what was opened inside of its own and is not closed.
 * One that closes nothing has no meaning.
 */
export function regionsOf(tokens: readonly Token[]): Regions {
  const ends = new Int32Array(tokens.length).fill(tokens.length);
  const nexts = new Int32Array(tokens.length).fill(tokens.length);
  const open: { readonly index: number; readonly by: string }[] = [];
  const waiting = new Map<string, number>();
  const count = (by: string, more: number): number => {
    const sum = (waiting.get(by) ?? 0) + more;
    waiting.set(by, sum);
    return sum;
  };
  for (const [index, { kind, text }] of tokens.entries()) {
    if (kind === 'open') {
      const by = CLOSED_BY[text] ?? '';
      open.push({ index, by });
      count(by, 1);
    }
    if (kind !== 'close' || count(text, 0) === 0) continue;
    for (let last = open.pop(); last !== undefined; last = open.pop()) {
      count(last.by, -1);
      ends[last.index] = index;
      nexts[last.index] = last.by === text ? index + 1 : index;
      if (last.by === text) break;
    }
  }
  return { ends, nexts };
}
