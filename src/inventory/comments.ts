import type { CST, LineCounter } from 'yaml';
import type { Place } from '../diagnostics/finding.ts';
import { placeOf, type Source } from './source.ts';

/** A comment of the file: its text without `#`, and where it is. */
export interface Comment {
  readonly text: string;
  readonly at: Place;
}

/** The parts of a token that may hold comments. */
const PARTS = ['start', 'props', 'items', 'key', 'sep', 'value', 'end'];

/** All comments of the text, in order, found without recursion. */
export function commentsIn(tokens: readonly CST.Token[], source: Source, lines: LineCounter): Comment[] {
  const found: CST.SourceToken[] = [];
  const pending: unknown[] = [...tokens];
  while (pending.length > 0) {
    const next = pending.pop();
    if (isComment(next)) found.push(next);
    else for (const part of partsOf(next)) pending.push(part);
  }
  return found
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, source: text }) => ({
      text: text.slice(1),
      at: placeOf(source.path, lines, offset, offset + text.length),
    }));
}

function isComment(token: unknown): token is CST.SourceToken {
  return typeof token === 'object' && token !== null && 'type' in token && token.type === 'comment';
}

function partsOf(token: unknown): readonly unknown[] {
  if (Array.isArray(token)) return token;
  if (typeof token !== 'object' || token === null) return [];
  const parts = token as Readonly<Record<string, unknown>>;
  return PARTS.map((name) => parts[name]);
}
