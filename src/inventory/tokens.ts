import { CST, Lexer, Parser, type LineCounter } from 'yaml';
import type { Place } from '../diagnostics/finding.ts';
import { placeOf, type Source } from './source.ts';

/** A comment of the file: its text without `#`, and where it is. */
export interface Comment {
  readonly text: string;
  readonly at: Place;
}

/**
 * The tokens of a text, and its comments in their order: they are taken as they pass by, because in the tokens
 * they may stand anywhere.
 * @param lines is told where every line starts
 */
export function readTokens(source: Source, lines: LineCounter): { tokens: CST.Token[]; comments: Comment[] } {
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  const comments: Comment[] = [];
  let previous = '';
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(source.text)) {
    const start = parser.offset;
    tokens.push(...parser.next(lexeme));
    // The text of a scalar follows its mark, and may look like anything.
    if (previous !== CST.SCALAR && lexeme.startsWith('#'))
      comments.push({
        text: lexeme.slice(1),
        at: placeOf(source.path, lines, start, start + lexeme.length),
      });
    previous = lexeme;
  }
  tokens.push(...parser.end());
  return { tokens, comments };
}
