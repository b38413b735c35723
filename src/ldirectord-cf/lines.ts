import type { Span } from './model.ts';

/** A line of the file, without its end. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** A directive as it stands in a line. */
export interface Written {
  readonly name: string;
  /** What is behind `=` and the blanks there; in a section as the daemon has it, with four blanks for a tab. */
  readonly text: string;
  readonly at: Span;
}

/** Only LF ends a line; the last one may do without. */
export function linesOf(text: string): Line[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line, index) => ({ number: index + 1, text: line }));
}

export function isBlank({ text }: Line): boolean {
  return /^[\t-\r ]*$/.test(text);
}

/** The text of a comment that has its line for itself; undefined for any other line. */
export function commentIn({ text }: Line): string | undefined {
  return /^[\t-\r ]*#+[\t-\r ]*(.*?)[\t-\r ]*$/s.exec(text)?.[1];
}

/**
 * What the daemon reads of a line in a section: without a comment, tabs as four blanks, and without the indentation, which must be
 * four blanks or more. Undefined where the line ends the section.
 */
export function insideSection(line: Line): string | undefined {
  return /^ {4,}([^\n]+)/.exec(expanded(line))?.[1];
}

/** What it would read of a line in a section if that were indented enough. */
export function meantForSection(line: Line): string {
  return withoutIndent(expanded(line));
}

function expanded({ text }: Line): string {
  return withoutComment(text).replaceAll('\t', '    ');
}

/** White space is that of Perl. */
export function withoutIndent(text: string): string {
  return text.replace(/^[\t-\r ]+/, '');
}

function endOf(text: string): number {
  let end = text.length;
  while (end > 0 && /[\t-\r ]/.test(text.charAt(end - 1))) end -= 1;
  return end;
}

/** A `#` begins a comment wherever it stands in a section, in quotes too. */
export function withoutComment(text: string): string {
  const start = text.indexOf('#');
  return start < 0 ? text : text.slice(0, start);
}

const DIRECTIVE = /^([a-z0-9]+)[\t-\r ]*=[\t-\r ]*([^\n]*)/;

/** The directive that a line begins with; undefined where it is none. */
export function directiveIn(text: string, line: Line): Written | undefined {
  const match = DIRECTIVE.exec(text);
  if (match === null) return undefined;
  const [, name = '', value = ''] = match;
  const before = /^[\t-\r ]*[a-z0-9]+[\t-\r ]*=[\t-\r ]*/.exec(line.text)?.[0] ?? '';
  const end = endOf(line.text);
  const column = before.length + 1;
  return {
    name,
    text: value,
    at: { line: line.number, column, endColumn: Math.max(column, end) + (end < column ? 0 : 1) },
  };
}

/** All that a line says; a line of nothing but blanks as it is. */
export function wholeLine(line: Line): Span {
  const { number, text } = line;
  if (isBlank(line)) return { line: number, column: 1, endColumn: text.length + 1 };
  const start = text.length - withoutIndent(text).length;
  return { line: number, column: start + 1, endColumn: endOf(text) + 1 };
}
