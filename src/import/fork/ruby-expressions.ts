import { peek, take, takeName, takes, type Tokens } from './ruby-tokens.ts';

/** Stands in lists and hashes for a value that is more than data. */
export const NOT_KNOWN: unique symbol = Symbol('not known');

/** A value of a template: `undefined` is Ruby's nil and Puppet's undef. */
export type Data = string | number | boolean | undefined | typeof NOT_KNOWN | readonly Data[] | Hash;

export type Hash = ReadonlyMap<string, Data>;

/** How a variable was written: `x`, `@x`, or as a name of the scope. */
export type Naming = 'bare' | 'instance' | 'scope';

/** The few expressions that such templates have. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: Data }
  | { readonly kind: 'variable'; readonly naming: Naming; readonly name: string }
  | { readonly kind: 'key'; readonly of: Expression; readonly key: string }
  | { readonly kind: Method; readonly of: Expression }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'and' | 'or' | '==' | '!='; readonly left: Expression; readonly right: Expression };

type Method = 'empty?' | 'to_s' | 'nil?';

type Parser = (tokens: Tokens) => Expression | undefined;

/** Reads an expression with Ruby's precedence, down to `and`, `or` and `not`, which bind least. */
export function parseExpression(tokens: Tokens): Expression | undefined {
  let left = parseNot(tokens);
  while (left !== undefined) {
    const kind = takes(tokens, 'and') ? 'and' : takes(tokens, 'or') ? 'or' : undefined;
    if (kind === undefined) return left;
    left = joined(kind, left, parseNot(tokens));
  }
  return undefined;
}

function parseNot(tokens: Tokens): Expression | undefined {
  return takes(tokens, 'not') ? negated(parseNot(tokens)) : parseOperators(tokens);
}

/** What may stand on the right of an assignment: everything but `and`, `or` and `not`. */
export const parseOperators: Parser = chain('||', 'or', chain('&&', 'and', parseEquality));

function chain(sign: string, kind: 'and' | 'or', parsePart: Parser): Parser {
  return (tokens) => {
    let left = parsePart(tokens);
    while (left !== undefined && takes(tokens, sign)) left = joined(kind, left, parsePart(tokens));
    return left;
  };
}

function parseEquality(tokens: Tokens): Expression | undefined {
  const left = parseUnary(tokens);
  for (const sign of ['==', '!='] as const)
    if (takes(tokens, sign)) return joined(sign, left, parseUnary(tokens));
  return left;
}

function parseUnary(tokens: Tokens): Expression | undefined {
  return takes(tokens, '!') ? negated(parseUnary(tokens)) : parseOperand(tokens);
}

function negated(of: Expression | undefined): Expression | undefined {
  return of === undefined ? undefined : { kind: 'not', of };
}

function joined(
  kind: 'and' | 'or' | '==' | '!=',
  left: Expression | undefined,
  right: Expression | undefined,
): Expression | undefined {
  return left === undefined || right === undefined ? undefined : { kind, left, right };
}

const METHODS: readonly Method[] = ['empty?', 'to_s', 'nil?'];

/** A variable or literal with the keys and methods behind it; stops at a method that is none of ours, as `each`. */
export function parseOperand(tokens: Tokens): Expression | undefined {
  let operand = parsePrimary(tokens);
  while (operand !== undefined) {
    const of: Expression = operand;
    const [sign, word] = [peek(tokens), peek(tokens, 1)];
    if (sign?.kind !== 'sign') return of;
    if (sign.text === '[') {
      const key = takeKey(tokens);
      operand = key === undefined ? undefined : { kind: 'key', of, key };
    } else {
      const method = METHODS.find((one) => word?.kind === 'name' && word.text === one);
      if (sign.text !== '.' || method === undefined) return of;
      tokens.next += 2;
      operand = { kind: method, of };
    }
  }
  return undefined;
}

/** `['key']` or `[:key]`, close behind its operand. */
function takeKey(tokens: Tokens): string | undefined {
  if (peek(tokens)?.apart === true || !takes(tokens, '[')) return undefined;
  const key = take(tokens);
  const isKey = key?.kind === 'text' || key?.kind === 'symbol';
  return isKey && takes(tokens, ']') ? key.text : undefined;
}

function parsePrimary(tokens: Tokens): Expression | undefined {
  const token = peek(tokens);
  if (token?.kind === 'text' || token?.kind === 'number') {
    tokens.next += 1;
    return { kind: 'literal', value: token.kind === 'text' ? token.text : Number(token.text) };
  }
  if (token?.kind === 'instance') {
    tokens.next += 1;
    return { kind: 'variable', naming: 'instance', name: token.text };
  }
  if (takes(tokens, 'nil')) return { kind: 'literal', value: undefined };
  if (takes(tokens, 'true')) return { kind: 'literal', value: true };
  if (takes(tokens, 'false')) return { kind: 'literal', value: false };
  if (takes(tokens, 'scope')) return parseScope(tokens);
  if (takes(tokens, '(')) {
    const inner = parseExpression(tokens);
    return takes(tokens, ')') ? inner : undefined;
  }
  const name = takeName(tokens);
  return name === undefined ? undefined : { kind: 'variable', naming: 'bare', name };
}

/** What stands behind `scope`: `['x']` or `.lookupvar('x')`. */
function parseScope(tokens: Tokens): Expression | undefined {
  const name = takes(tokens, '.') ? takeLookup(tokens) : takeKey(tokens);
  return name === undefined
    ? undefined
    : { kind: 'variable', naming: 'scope', name: name.replace(/^::/, '') };
}

function takeLookup(tokens: Tokens): string | undefined {
  if (!takes(tokens, 'lookupvar') || peek(tokens)?.apart === true || !takes(tokens, '(')) return undefined;
  const name = take(tokens);
  return name?.kind === 'text' && takes(tokens, ')') ? name.text : undefined;
}
