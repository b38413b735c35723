import { startLexing, type Lexing } from './lexing.ts';
import { closingOf, heredocBody, quotedText, regexEnd, stringEnd } from './literals.ts';

/** `text` is a stretch of a string in double quotes, `opaque` a literal that holds no data: a heredoc, a regular expression. */
export type TokenKind =
  'name' | 'variable' | 'number' | 'string' | 'text' | 'opaque' | 'open' | 'close' | 'operator';

/** A word of a manifest. */
export interface Token {
  readonly kind: TokenKind;
  /** Of a string its value, of a variable its name without `$`, else as it is written. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Lines and columns count from 1; the end is exclusive. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** White space; a mark of the order of bytes is one. */
const SPACE = /\s+/y;
const NAME = /(?:::)?[A-Za-z_]\w*(?:-\w+)*(?:::[A-Za-z_]\w*)*/y;
const VARIABLE = /\$((?:::)?\w+(?:::\w+)*)/y;
const NUMBER = /0[xX][0-9a-fA-F]+|[0-9]+(?:\.[0-9]+)?(?:[eE]-?[0-9]+)?/y;
const HEREDOC = /@\(([^\n)]{0,200})\)/y;
const OPERATOR = /<<\||\|>>|<\||\|>|[=+]>|[=!]=|[=!]~|[<>]=|[-~]>|<[-~]|[-+]=|<<|>>|[^]/y;

/** Words after which a value begins, so that a slash begins a regular expression. */
const BEFORE_VALUE = new Set(['and', 'or', 'in', 'if', 'elsif', 'unless', 'case', 'node']);

/**
 * Parts a manifest into its words, in one pass. Whatever the text is, it has words: what is not closed goes on to the end. A string
 * in double quotes with values in it is a pair of brackets around its stretches of text, variables, and `${`…`}`.
 */
export function tokensOf(text: string): Token[] {
  const lexing = startLexing(text);
  while (lexing.at < text.length) {
    if (lexing.open.at(-1) === '"') takeInString(lexing);
    else if (!skipSpace(lexing)) takeInCode(lexing);
  }
  return lexing.tokens;
}

/** Goes past white space, a comment, or the body of a heredoc that begins here. */
function skipSpace(lexing: Lexing): boolean {
  const { text, at, heredoc } = lexing;
  if (heredoc !== undefined && at >= heredoc.start) {
    lexing.at = Math.max(at, heredoc.end);
    lexing.heredoc = undefined;
    return true;
  }
  if (text[at] === '#') return skipTo(lexing, closingOf(text, '\n', at));
  if (text.startsWith('/*', at)) return skipTo(lexing, closingOf(text, '*/', at + 2) + 2);
  const space = match(SPACE, lexing);
  if (space === undefined) return false;
  return skipTo(lexing, at + space[0].length);
}

function skipTo(lexing: Lexing, end: number): true {
  const { at, heredoc } = lexing;
  // White space and comments may reach into the body of a heredoc, which is none of them.
  lexing.at = heredoc !== undefined && at < heredoc.start ? Math.min(end, heredoc.start) : end;
  return true;
}

function takeInCode(lexing: Lexing): void {
  const { text, at } = lexing;
  const character = text[at] ?? '';
  if (character === "'") return takeSingleQuoted(lexing);
  if (character === '"') return takeDoubleQuoted(lexing);
  if ('([{'.includes(character)) return takeOpen(lexing, character);
  if (')]}'.includes(character)) return takeClose(lexing, character);
  if (character === '/' && takeRegex(lexing)) return undefined;
  if (character === '@' && takeHeredoc(lexing)) return undefined;
  return takeWord(lexing);
}

function takeWord(lexing: Lexing): void {
  const variable = match(VARIABLE, lexing);
  if (variable !== undefined) return lexing.take('variable', variable[0].length, variable[1]);
  const name = match(NAME, lexing);
  if (name !== undefined) return lexing.take('name', name[0].length);
  const number = match(NUMBER, lexing);
  if (number !== undefined) return lexing.take('number', number[0].length);
  return lexing.take('operator', match(OPERATOR, lexing)?.[0].length ?? 1);
}

function takeOpen(lexing: Lexing, bracket: string): void {
  if (bracket === '{') lexing.open.push('{');
  lexing.take('open', 1);
}

function takeClose(lexing: Lexing, bracket: string): void {
  if (bracket === '}') lexing.open.pop();
  lexing.take('close', 1);
}

function takeSingleQuoted(lexing: Lexing): void {
  const { text, at } = lexing;
  const end = stringEnd(text, at + 1, "'");
  if (end === text.length) return lexing.take('opaque', end - at);
  return lexing.take('string', end + 1 - at, quotedText(text.slice(at + 1, end), "'"));
}

function takeDoubleQuoted(lexing: Lexing): void {
  const { text, at } = lexing;
  const end = stretchEnd(lexing, at + 1);
  if (text[end] === '"') return lexing.take('string', end + 1 - at, quotedText(text.slice(at + 1, end), '"'));
  if (end === text.length) return lexing.take('opaque', end - at);
  lexing.open.push('"');
  return lexing.take('open', 1);
}

/** A stretch of text, what is put in there, or the end of a string that has both. */
function takeInString(lexing: Lexing): void {
  const { text, at } = lexing;
  const end = stretchEnd(lexing, at);
  if (end > at) return lexing.take('text', end - at, quotedText(text.slice(at, end), '"'));
  if (text[at] === '"') {
    lexing.open.pop();
    return lexing.take('close', 1);
  }
  if (text[at + 1] === '{') {
    lexing.open.push('${');
    return lexing.take('open', 2);
  }
  return takeWord(lexing);
}

/** Where the text of a string in double quotes ends: at its quote, at a value, or with all of the text. */
function stretchEnd({ text }: Lexing, from: number): number {
  let end = stringEnd(text, from, '"', '$');
  while (text[end] === '$' && !isValue(text, end)) end = stringEnd(text, end + 1, '"', '$');
  return end;
}

function isValue(text: string, at: number): boolean {
  VARIABLE.lastIndex = at;
  return text[at + 1] === '{' || VARIABLE.test(text);
}

/** Whether a regular expression begins here; else the slash is a division. */
function takeRegex(lexing: Lexing): boolean {
  const { text, at, tokens, noRegexBefore } = lexing;
  if (at < noRegexBefore || !awaitsValue(tokens.at(-1))) return false;
  const end = regexEnd(text, at + 1);
  if (text[end] === '/') lexing.take('opaque', end + 1 - at);
  // Where none ends on this line, none needs to be looked for again.
  else lexing.noRegexBefore = end;
  return text[end] === '/';
}

function awaitsValue(before: Token | undefined): boolean {
  if (before?.kind === 'name') return BEFORE_VALUE.has(before.text);
  if (before?.kind === 'close') return before.text === '}';
  return before === undefined || before.kind === 'operator' || before.kind === 'open';
}

function takeHeredoc(lexing: Lexing): boolean {
  const head = match(HEREDOC, lexing);
  if (head === undefined) return false;
  const { text, at } = lexing;
  // The bodies of several in a line follow one another.
  const start = lexing.heredoc?.start ?? closingOf(text, '\n', at);
  const end = heredocBody(text, lexing.heredoc?.end ?? start + 1, head[1] ?? '');
  lexing.take('opaque', head[0].length);
  lexing.heredoc = { start, end };
  return true;
}

function match(pattern: RegExp, { text, at }: Lexing): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
