/** A word or sign of Ruby. */
export interface Token {
  readonly kind: 'name' | 'instance' | 'number' | 'text' | 'symbol' | 'sign';
  /** The name, the digits, the meaning of a text, or the sign. */
  readonly text: string;
  /** Whether blanks stand before it. */
  readonly apart: boolean;
}

/** Tokens that are read one after the other. */
export interface Tokens {
  readonly list: readonly Token[];
  next: number;
  /** Whether a remark stands behind the last one. */
  readonly remark: boolean;
}

/** Longer code is none of the few forms; the limits also bound how deep an expression nests. */
const MAX_LENGTH = 1000;
const MAX_TOKENS = 100;

const TOKEN =
  /([ \t]*)(?:(?<name>[a-z_]\w*(?:[?!](?!=))?)|@(?<instance>[a-z_]\w*)(?![?!])|(?<number>0|[1-9]\d{0,14})(?!\w)|'(?<single>(?:[^'\\]|\\.)*)'|"(?<double>[^"\\]*)"|:(?<symbol>[a-z_]\w*)(?![?!])|(?<sign>\|\||&&|==|!=|[!()[\].|,{}=]))/sy;

/** The tokens of the code of one tag; undefined where it has something that none of the forms has. */
export function tokensOf(code: string): Tokens | undefined {
  if (code.length > MAX_LENGTH) return undefined;
  const text = code.replace(/^[ \t\n]+/, '').replace(/[ \t\n]+$/, '');
  const list: Token[] = [];
  for (let from = 0; from < text.length; from = TOKEN.lastIndex) {
    if (/^[ \t]*#[^\n]*$/.test(text.slice(from))) return { list, next: 0, remark: true };
    TOKEN.lastIndex = from;
    const match = TOKEN.exec(text);
    const token = match?.groups === undefined ? undefined : tokenOf(match.groups, match[1] !== '');
    if (token === undefined || list.length === MAX_TOKENS) return undefined;
    list.push(token);
  }
  return { list, next: 0, remark: false };
}

function tokenOf(groups: Partial<Record<string, string>>, apart: boolean): Token | undefined {
  const { name, instance, number, single, double, symbol, sign } = groups;
  if (name !== undefined) return { kind: 'name', text: name, apart };
  if (instance !== undefined) return { kind: 'instance', text: instance, apart };
  if (number !== undefined) return { kind: 'number', text: number, apart };
  if (single !== undefined) return { kind: 'text', text: single.replace(/\\([\\'])/g, '$1'), apart };
  if (symbol !== undefined) return { kind: 'symbol', text: symbol, apart };
  if (sign !== undefined) return { kind: 'sign', text: sign, apart };
  // What Ruby would put something else in for is none of the forms.
  return double === undefined || /#[{@$]/.test(double) ? undefined : { kind: 'text', text: double, apart };
}

export function peek({ list, next }: Tokens, ahead = 0): Token | undefined {
  return list[next + ahead];
}

export function take(tokens: Tokens): Token | undefined {
  const token = peek(tokens);
  tokens.next += 1;
  return token;
}

/** Takes the next token if it is this sign or word. */
export function takes(tokens: Tokens, text: string): boolean {
  const token = peek(tokens);
  const found = token?.text === text && (token.kind === 'sign' || token.kind === 'name');
  if (found) tokens.next += 1;
  return found;
}

export function atEnd({ list, next }: Tokens): boolean {
  return next >= list.length;
}

/** The words that are no variables, and those that mean something else in a template. */
const RESERVED = new Set(
  `__ENCODING__ __FILE__ __LINE__ __method__ _erbout alias and begin block_given? break case class def defined defined? do else elsif end
   ensure false for if in module next nil not or redo rescue retry return scope self super then true undef unless until when while yield`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** The next token as the name of a variable. */
export function takeName(tokens: Tokens): string | undefined {
  const token = peek(tokens);
  if (token?.kind !== 'name' || RESERVED.has(token.text) || /[?!]$/.test(token.text)) return undefined;
  tokens.next += 1;
  return token.text;
}
