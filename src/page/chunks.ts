import type { Row } from './align-lines.ts';

/** Rows that are shown, or a stretch without a change that is folded. */
export interface Chunk {
  readonly folded: boolean;
  readonly rows: readonly Row[];
}

/** So many unchanged lines stay beside a change. */
const CONTEXT = 3;
/** A shorter stretch is not worth a fold. */
const MIN_FOLDED = 4;

/** Cuts rows into what is near a change and what is not. */
export function chunksOf(rows: readonly Row[]): Chunk[] {
  const near = nearChanges(rows);
  const stretches = runsOf(near);
  return stretches.reduce<Chunk[]>((chunks, { from, to }) => {
    const folded = !near[from] && to - from >= MIN_FOLDED;
    return join(chunks, { folded, rows: rows.slice(from, to) });
  }, []);
}

function nearChanges(rows: readonly Row[]): boolean[] {
  const near = rows.map(() => false);
  for (const [index, { kind }] of rows.entries()) {
    if (kind !== 'same') near.fill(true, Math.max(0, index - CONTEXT), index + CONTEXT + 1);
  }
  return near;
}

/** Where the same value stands, from its first place to behind its last. */
function runsOf(values: readonly boolean[]): { from: number; to: number }[] {
  const starts = [...values.keys()].filter((index) => index === 0 || values[index] !== values[index - 1]);
  return starts.map((from, index) => ({ from, to: starts[index + 1] ?? values.length }));
}

/** Appends a chunk; two that are both shown become one. */
function join(chunks: readonly Chunk[], next: Chunk): Chunk[] {
  const last = chunks.at(-1);
  if (last === undefined || last.folded || next.folded) return [...chunks, next];
  return [...chunks.slice(0, -1), { folded: false, rows: [...last.rows, ...next.rows] }];
}
