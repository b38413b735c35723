import type { Place } from '../../diagnostics/finding.ts';
import type { Source } from '../../inventory/source.ts';

/** Text that stands in the output as it stands in the template. */
export interface TextPiece {
  readonly kind: 'text';
  readonly text: string;
  /** The line of the template on which it begins. */
  readonly line: number;
}

export interface Tag {
  readonly kind: 'output' | 'code' | 'comment' | 'unfinished';
  readonly code: string;
  readonly at: Place;
  /** Whether the end of the line behind it was taken away with it. */
  readonly trimmed: boolean;
}

export type Piece = TextPiece | Tag;

/**
 * Splits a template as Ruby's ERB does with the trim mode `-`, which is Puppet's: `<%-` takes the blanks before it on its line with it,
 * `-%>` the end of the line behind it, `<%%` is the text `<%`, and `%%>` inside a tag the code `%>`.
 */
export function splitTemplate({ path, text }: Source): Piece[] {
  const pieces: Piece[] = [];
  const positionAt = positionsOf(text);
  const take = (from: number, to: number): void => {
    if (to > from) pieces.push({ kind: 'text', text: text.slice(from, to), line: positionAt(from).line });
  };
  for (let from = 0; from < text.length;) {
    const open = text.indexOf('<%', from);
    if (open < 0) {
      take(from, text.length);
      break;
    }
    const mark = text[open + 2] ?? '';
    take(from, mark === '-' ? beforeBlanks(text, from, open) : open);
    if (mark === '%') {
      take(open, open + 2);
      from = open + 3;
      continue;
    }
    const { code, end, next } = readCode(text, open + (/[=#-]/.test(mark) ? 3 : 2));
    const [start, stop] = [positionAt(open), positionAt(end)];
    pieces.push({
      kind: next === undefined ? 'unfinished' : kindOf(mark),
      code,
      at: { file: path, line: start.line, column: start.column, endLine: stop.line, endColumn: stop.column },
      trimmed: next !== undefined && next > end,
    });
    from = next ?? end;
  }
  return pieces;
}

function kindOf(mark: string): Tag['kind'] {
  if (mark === '=') return 'output';
  return mark === '#' ? 'comment' : 'code';
}

/**
 * Where the blanks begin that `<%-` takes with it: only those of a whole line. What stands behind another tag counts as the beginning
 * of a line, as Ruby's scanner has it.
 */
function beforeBlanks(text: string, from: number, open: number): number {
  let start = open;
  while (start > from && (text[start - 1] === ' ' || text[start - 1] === '\t')) start -= 1;
  return start === from || text[start - 1] === '\n' ? start : open;
}

interface Code {
  readonly code: string;
  /** Behind the `%>`. */
  readonly end: number;
  /** Where the text goes on; undefined where the tag has no end. */
  readonly next: number | undefined;
}

function readCode(text: string, start: number): Code {
  let code = '';
  for (let from = start; ;) {
    const close = text.indexOf('%>', from);
    if (close < 0) return { code: code + text.slice(from), end: text.length, next: undefined };
    const before = close > from ? text[close - 1] : undefined;
    const end = close + 2;
    if (before === '%') {
      code += `${text.slice(from, close - 1)}%>`;
      from = end;
    } else if (before === '-') {
      return { code: code + text.slice(from, close - 1), end, next: behindLineEnd(text, end) };
    } else {
      return { code: code + text.slice(from, close), end, next: end };
    }
  }
}

function behindLineEnd(text: string, at: number): number {
  if (text.startsWith('\r\n', at)) return at + 2;
  return text[at] === '\n' ? at + 1 : at;
}

/** Gives the line and column of offsets, which must be asked for in their order. */
function positionsOf(text: string): (offset: number) => { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  let next = text.indexOf('\n');
  return (offset) => {
    while (next >= 0 && next < offset) {
      line += 1;
      lineStart = next + 1;
      next = text.indexOf('\n', lineStart);
    }
    return { line, column: offset - lineStart + 1 };
  };
}
