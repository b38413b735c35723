import type { Finding } from './finding.ts';
import { printable } from './escape.ts';

/** Colours of the text format: the plain one returns its text unchanged. */
export interface Palette {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly note: (text: string) => string;
  readonly dim: (text: string) => string;
}

export const plain: Palette = {
  error: (text) => text,
  warning: (text) => text,
  note: (text) => text,
  dim: (text) => text,
};

/** Longest part of a source line that a code frame shows, in columns, and what it shows at least. */
const FRAME_WIDTH = 100;
const MIN_FRAME_WIDTH = 20;

/**
 * Findings as people read them: `file:line:column: severity code: message`, the line with carets below the
 * place, and the hint.
 * @param sources the text of each file by name; a finding in another file is printed without its line
 * @param columns the width of the terminal, where there is one: a frame that it breaks would point nowhere
 */
export function formatText(
  findings: readonly Finding[],
  sources: ReadonlyMap<string, string>,
  palette: Palette = plain,
  columns = Number.POSITIVE_INFINITY,
): string {
  const lines = new Map([...sources].map(([file, text]) => [file, text.split('\n')]));
  return findings.map((item) => formatOne(item, lines.get(item.at.file), palette, columns)).join('');
}

function formatOne(
  item: Finding,
  lines: readonly string[] | undefined,
  palette: Palette,
  columns: number,
): string {
  const { file, line, column } = item.at;
  const severity = palette[item.severity](item.severity);
  const head = `${printable(file)}:${line}:${column}: ${severity} ${item.code}: ${printable(item.message)}\n`;
  const source = lines?.[line - 1];
  const frame = source === undefined ? '' : codeFrame(source.replace(/\r$/, ''), item, palette, columns);
  const hint = item.hint === undefined ? '' : `  hint: ${printable(item.hint)}\n`;
  return head + frame + hint;
}

function codeFrame(source: string, item: Finding, palette: Palette, columns: number): string {
  const { line, column, endLine, endColumn } = item.at;
  const start = Math.min(column - 1, source.length);
  const end = endLine === line ? Math.min(endColumn - 1, source.length) : source.length;
  const number = `  ${line}`;
  const room = columns - number.length - ' | '.length;
  const width = Math.max(MIN_FRAME_WIDTH, Math.min(FRAME_WIDTH, room));
  const from = Math.max(0, Math.min(start - Math.floor(width / 2), source.length - width));
  const shown = (part: string): string => printable(part.replaceAll('\t', ' '));
  const before = shown(source.slice(from, start));
  const marked = shown(source.slice(start, Math.min(Math.max(end, start), from + width)));
  const after = shown(source.slice(Math.max(end, start), from + width));
  const carets = palette[item.severity]('^'.repeat(Math.max(1, marked.length)));
  return (
    `${palette.dim(`${number} |`)} ${before}${marked}${after}\n` +
    `${palette.dim(`${' '.repeat(number.length)} |`)} ${' '.repeat(before.length)}${carets}\n`
  );
}
