/** A piece of Puppet code; all pieces together are the file. */
export interface Token {
  readonly kind: Kind;
  readonly text: string;
  /** Counts from 1. */
  readonly line: number;
}

type Kind =
  'newline' | 'space' | 'comment' | 'string' | 'variable' | 'number' | 'type' | 'name' | 'regexp' | 'mark';

/** What a piece may look like, in the order of asking; a regular expression is asked for first where one may stand. */
const PIECES: readonly (readonly [Kind, RegExp])[] = [
  ['newline', /\n/y],
  ['space', /[^\S\n]+/y],
  ['comment', /#[^\n]*/y],
  ['string', /'(?:\\[^]|[^'\\])*'/y],
  ['variable', /\$(?:::)?\w+(?:::\w+)*/y],
  ['number', /\d[\w.]*/y],
  ['type', /(?:::)?[A-Z]\w*(?:::[A-Z]\w*)*/y],
  ['name', /(?:::)?[a-z]\w*(?:::[a-z]\w*)*/y],
  ['mark', /[=!<>]=|=>|\+>|[-~]>|[=!]~|<<?\||\|>>?|[^]/y],
];
const REGEXP = /\/(?:\\.|[^/\\\n])+\//y;

/** Cuts Puppet code into pieces. Heredocs are refused: the emitted modules have none. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  let line = 1;
  while (offset < source.length) {
    const [kind, text] = pieceAt(source, offset, tokens);
    if (text === '@' && source[offset + 1] === '(') throw new Error(`line ${line}: a heredoc`);
    tokens.push({ kind, text, line });
    offset += text.length;
    line += text.split('\n').length - 1;
  }
  return tokens;
}

function pieceAt(source: string, offset: number, before: readonly Token[]): readonly [Kind, string] {
  if (source[offset] === '"') return ['string', interpolated(source, offset)];
  const regexp = match(REGEXP, source, offset);
  if (regexp !== undefined && !isValue(code(before).at(-1))) return ['regexp', regexp];
  for (const [kind, pattern] of PIECES) {
    const text = match(pattern, source, offset);
    if (text !== undefined) return [kind, text];
  }
  throw new Error(`nothing stands at ${offset}`);
}

function match(pattern: RegExp, source: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(source)?.[0];
}

/** After a value a slash divides. */
function isValue(token: Token | undefined): boolean {
  if (token === undefined) return false;
  return ['string', 'variable', 'number'].includes(token.kind) || [')', ']'].includes(token.text);
}

/** A string in double quotes: what `${…}` holds may have quotes of its own. */
function interpolated(source: string, start: number): string {
  let offset = start + 1;
  while (offset < source.length && source[offset] !== '"') {
    if (source[offset] === '\\') offset += 1;
    else if (source.startsWith('${', offset)) offset = endOfExpression(source, offset + 2);
    offset += 1;
  }
  return source.slice(start, offset + 1);
}

/** Where the brace stands that closes an interpolated expression. */
function endOfExpression(source: string, start: number): number {
  let depth = 1;
  for (let offset = start; offset < source.length; offset += 1) {
    const character = source[offset];
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (depth === 0) return offset;
    if (character === "'") offset = source.indexOf("'", offset + 1);
    if (character === '"') offset += interpolated(source, offset).length - 1;
  }
  return source.length;
}

/** The pieces that mean something: no blanks, line ends and comments. */
export function code(tokens: readonly Token[]): Token[] {
  return tokens.filter(({ kind }) => !['newline', 'space', 'comment'].includes(kind));
}

const CLOSERS: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

/** For every bracket the index of the one that closes or opens it. */
export function bracketPairs(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const open: number[] = [];
  for (const [index, { kind, text }] of tokens.entries()) {
    if (kind !== 'mark') continue;
    if (CLOSERS.has(text)) open.push(index);
    else if ([...CLOSERS.values()].includes(text)) {
      const opener = open.pop();
      if (opener === undefined || CLOSERS.get(tokens[opener]?.text ?? '') !== text)
        throw new Error(`line ${tokens[index]?.line}: ${text} closes nothing`);
      pairs.set(opener, index).set(index, opener);
    }
  }
  if (open.length > 0) throw new Error(`line ${tokens[open[0] ?? 0]?.line}: a bracket stays open`);
  return pairs;
}
