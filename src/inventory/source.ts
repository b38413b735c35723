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
  const to = lines.linePos(Math.max(start, end));
  return {
    file,
    line: Math.max(1, from.line),
    column: Math.max(1, from.col),
    endLine: Math.max(1, to.line),
    endColumn: Math.max(1, to.col),
  };
}
