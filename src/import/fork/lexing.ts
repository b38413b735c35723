import type { Token, TokenKind } from './tokens.ts';

/** A text on its way to tokens. */
export interface Lexing {
  readonly text: string;
  readonly tokens: Token[];
  /** The strings with values and the braces around here, the innermost last: a brace may end a value in a string. */
  readonly open: ('"' | '${' | '{')[];
  at: number;
  /** The bodies of heredocs that the line announced, from its end. */
  heredoc: { readonly start: number; readonly end: number } | undefined;
  /** No regular expression begins before it. */
  noRegexBefore: number;
  /** Takes so many characters as a token, and goes on behind them. */
  take(kind: TokenKind, length: number, text?: string): void;
}

export function startLexing(text: string): Lexing {
  let line = 1;
  let lineStart = 0;
  let lineEnd = endOfLine(text, 0);
  const goTo = (offset: number): void => {
    while (lineEnd < offset) {
      line += 1;
      lineStart = lineEnd + 1;
      lineEnd = endOfLine(text, lineStart);
    }
  };
  return {
    text,
    tokens: [],
    open: [],
    at: 0,
    heredoc: undefined,
    noRegexBefore: 0,
    take(kind, length, value) {
      const start = this.at;
      const end = start + length;
      this.at = end;
      goTo(start);
      const from = { line, column: start - lineStart + 1 };
      goTo(end);
      this.tokens.push({
        kind,
        text: value ?? text.slice(start, end),
        start,
        end,
        ...from,
        endLine: line,
        endColumn: end - lineStart + 1,
      });
    },
  };
}

/** Where a line ends, which is its last place. */
function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
