import type { LineCounter } from 'yaml';
import type { Place } from '../diagnostics/finding.ts';

/** An input text and the name under which findings show it. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** The place of an offset range of a text; the end is exclusive. */
export function placeOf(file: string, lines: LineCounter, start: number, end: number): Place {
  const from = lines.linePos(start);
  const line = Math.max(1, from.line);
  const column = Math.max(1, from.col);
  const length = Math.max(0, end - start);
  // Nearly all ranges end on the line where they begin, which needs no second search.
  const next = lines.lineStarts[from.line];
  if (next === undefined || start + length < next)
    return { file, line, column, endLine: line, endColumn: column + length };
  const to = lines.linePos(start + length);
  return { file, line, column, endLine: Math.max(1, to.line), endColumn: Math.max(1, to.col) };
}
