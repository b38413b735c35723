import type { Place } from '../diagnostics/finding.ts';

/** The part of a file that a place is found in. */
interface Text {
  readonly path: string;
  readonly text: string;
}

/**
 * A place as Puppet gives it, which counts columns in characters, as ours, which count UTF-16 units as the
 * rest of the tool does. A place outside the text is moved into it.
 */
export function placeAt(file: Text, line: number, column: number): Place {
  const lines = file.text.split('\n');
  const number = Math.min(Math.max(line, 1), lines.length);
  const content = (lines[number - 1] ?? '').replace(/\r$/, '');
  const before = [...content].slice(0, Math.max(column - 1, 0)).join('').length;
  const token = /^(?:[\w:]+|.)/u.exec(content.slice(before))?.[0] ?? ' ';
  return place(file, number, before + 1, before + 1 + token.length);
}

/** A whole line without its indentation, for programs that name no column. */
export function placeOfLine(file: Text, line: number): Place {
  const lines = file.text.split('\n');
  const number = Math.min(Math.max(line, 1), lines.length);
  const content = (lines[number - 1] ?? '').trimEnd();
  const start = /^[ \t]*/.exec(content)?.[0].length ?? 0;
  return place(file, number, start + 1, Math.max(content.length, start + 1) + 1);
}

/** The end of the last line that says anything: where a file is cut off. */
export function placeOfEnd(file: Text): Place {
  const content = file.text.trimEnd();
  const line = content.split('\n').length;
  const column = content.length - content.lastIndexOf('\n');
  return place(file, line, column, column + 1);
}

/** The stretch between two offsets of the text. */
export function placeBetween(file: Text, from: number, to: number): Place {
  const start = lineAndColumn(file.text, from);
  const end = lineAndColumn(file.text, Math.max(to, from + 1));
  return {
    file: file.path,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const overshoot = Math.max(offset - text.length, 0);
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') + overshoot };
}

function place(file: Text, line: number, column: number, endColumn: number): Place {
  return { file: file.path, line, column, endLine: line, endColumn };
}
