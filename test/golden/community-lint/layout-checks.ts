import { bracketPairs, code, type Token } from './tokens.ts';
import { lineOf, type Check } from './check.ts';

/** Where blanks, empty lines, indents and closing commas stand. */
export const layoutChecks: Readonly<Record<string, Check>> = {
  manifest_whitespace_arrows_single_space_after: (tokens) =>
    linesWhere(tokens, (token, index) => token.text === '=>' && !isGap(tokens[index + 1])),
  manifest_whitespace_class_name_single_space_before: (tokens) =>
    linesWhere(tokens, ({ text }, index) => isDefinition(text) && tokens[index + 1]?.text !== ' '),
  manifest_whitespace_class_name_single_space_after: (tokens) =>
    linesWhere(tokens, ({ text }, index) => isDefinition(text) && tokens[index + 3]?.text !== ' '),
  manifest_whitespace_inherits_name_single_space_before: (tokens) =>
    linesWhere(tokens, ({ text }, index) => text === 'inherits' && tokens[index + 1]?.text !== ' '),
  manifest_whitespace_opening_brace_before: (tokens) =>
    linesWhere(tokens, ({ text }, index) => {
      const before = tokens[index - 1];
      const isIndented = before?.kind === 'space' && tokens[index - 2]?.kind === 'newline';
      return text === '{' && !(isIndented || isGap(before) || isOneOf('([{', before));
    }),
  manifest_whitespace_opening_brace_after: (tokens) =>
    linesWhere(
      tokens,
      ({ text }, index) => text === '{' && !(isGap(tokens[index + 1]) || isOneOf('}', tokens[index + 1])),
    ),
  manifest_whitespace_closing_brace_before: (tokens) =>
    linesWhere(tokens, ({ text }, index) => text === '}' && !isBlankOr('{', tokens[index - 1])),
  manifest_whitespace_closing_brace_after: (tokens) =>
    linesWhere(tokens, ({ text }, index) => text === '}' && !isBlankOr(')]},.;', tokens[index + 1])),
  manifest_whitespace_opening_bracket_before: (tokens) =>
    linesWhere(
      tokens,
      ({ text }, index) =>
        text === '[' && tokens[index - 1]?.kind === 'space' && tokens[index - 2]?.kind === 'type',
    ),
  manifest_whitespace_opening_bracket_after: (tokens) =>
    linesWhere(tokens, ({ text }, index) => text === '[' && tokens[index + 1]?.kind === 'space'),
  manifest_whitespace_closing_bracket_before: (tokens) =>
    linesWhere(
      tokens,
      ({ text }, index) =>
        text === ']' && tokens[index - 1]?.kind === 'space' && tokens[index - 2]?.kind !== 'newline',
    ),
  manifest_whitespace_closing_bracket_after: (tokens) =>
    linesWhere(tokens, ({ text }, index) => text === ']' && !isBlankOr('[)]},.;:', tokens[index + 1])),
  manifest_whitespace_two_empty_lines: (_tokens, source) => lineOf(source, /\n[^\S\n]*\n[^\S\n]*\n(?=.)/s),
  manifest_whitespace_newline_beginning_of_file: (_tokens, source) => lineOf(source, /^\n/),
  manifest_whitespace_missing_newline_end_of_file: (_tokens, source) => lineOf(source, /[^\n]$(?![^])/),
  manifest_whitespace_double_newline_end_of_file: (_tokens, source) => lineOf(source, /\n\n$(?![^])/),
  strict_indent: strictIndent,
  trailing_comma: trailingComma,
};

function linesWhere(tokens: readonly Token[], isWrong: (token: Token, index: number) => boolean): number[] {
  return tokens.filter(isWrong).map(({ line }) => line);
}

function isDefinition(text: string): boolean {
  return text === 'class' || text === 'define';
}

/** One blank, or the end of the line. */
function isGap(token: Token | undefined): boolean {
  return token?.text === ' ' || token?.kind === 'newline';
}

/** A blank of any width, the end of the line or of the file, or one of the marks. */
function isBlankOr(marks: string, token: Token | undefined): boolean {
  return token === undefined || ['space', 'newline'].includes(token.kind) || isOneOf(marks, token);
}

function isOneOf(marks: string, token: Token | undefined): boolean {
  return token !== undefined && token.kind === 'mark' && marks.includes(token.text);
}

/**
 * Two columns for every line that opens brackets which are still open (once for brackets that also close on one
 * line), for the attributes below a title on a line of its own, and for a value below its arrow.
 */
function strictIndent(tokens: readonly Token[]): number[] {
  const pairs = bracketPairs(tokens);
  const wrong: number[] = [];
  let body: { readonly brace: number } | undefined;
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'newline') continue;
    const end = tokens.findIndex(({ kind }, other) => other > index && kind === 'newline');
    const line = tokens.slice(index + 1, end === -1 ? tokens.length : end);
    const before = code(tokens.slice(lineStart(tokens, index), index)).at(-1);
    const open = openAcross(tokens, pairs, index, end === -1 ? tokens.length : end);
    const opens = open.some((opener) => tokens[opener]?.line === before?.line);
    if (before?.text === ':' && !opens && body === undefined) body = { brace: open.at(-1) ?? -1 };
    if (before?.text === ';') body = undefined;
    if (body !== undefined && !open.includes(body.brace)) body = undefined;
    const levels = new Set(
      open.map((opener) => `${tokens[opener]?.line} ${tokens[pairs.get(opener) ?? opener]?.line}`),
    ).size;
    const [first] = code(line);
    const inBody = body !== undefined && first?.text !== ';' ? 1 : 0;
    const value = before?.text === '=>' || before?.text === '=' ? 1 : 0;
    const have = line[0]?.kind === 'space' ? line[0].text.length : 0;
    if (first !== undefined && have !== 2 * (levels + inBody + value)) wrong.push(first.line);
  }
  return wrong;
}

function lineStart(tokens: readonly Token[], newline: number): number {
  const before = tokens.findLastIndex(({ kind }, index) => index < newline && kind === 'newline');
  return before + 1;
}

/** The brackets that were opened before a line and are still open at its end. */
function openAcross(
  tokens: readonly Token[],
  pairs: ReadonlyMap<number, number>,
  start: number,
  end: number,
): number[] {
  return [...tokens.keys()].filter((index) => index < start && (pairs.get(index) ?? -1) >= end);
}

/** What is listed line by line ends with a comma: parameters, arrays, hashes, attributes. */
function trailingComma(all: readonly Token[]): number[] {
  const tokens = code(all);
  const pairs = bracketPairs(tokens);
  return [...tokens.entries()].flatMap(([index, { text }]) => {
    const close = pairs.get(index);
    if (close === undefined || close < index || !isList(tokens, index)) return [];
    const last = tokens[close - 1];
    const ends = tokens[close];
    const isOpen = last === undefined || ends === undefined || last.line === ends.line || close === index + 1;
    return isOpen || [',', ';'].includes(last.text) || text === '' ? [] : [last.line];
  });
}

function isList(tokens: readonly Token[], opener: number): boolean {
  const [before, second] = [tokens[opener - 1], tokens[opener - 2]];
  const text = tokens[opener]?.text;
  if (text === '(') return isDefinition(second?.text ?? '');
  if (text === '[') return before?.kind !== 'type' && before?.kind !== 'variable';
  const isHash = ['=', '=>', '(', '[', ','].includes(before?.text ?? '');
  return isHash || isResource(tokens, opener);
}

/** A name, a brace, a title and a colon. */
function isResource(tokens: readonly Token[], brace: number): boolean {
  if (tokens[brace - 1]?.kind !== 'name') return false;
  if (tokens[brace + 1]?.text !== '[') return tokens[brace + 2]?.text === ':';
  const end = bracketPairs(tokens).get(brace + 1) ?? brace;
  return tokens[end + 1]?.text === ':';
}
