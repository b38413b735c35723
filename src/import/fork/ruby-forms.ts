import { parseExpression, parseOperand, parseOperators, type Expression } from './ruby-expressions.ts';
import { atEnd, peek, takeName, takes, tokensOf, type Tokens } from './ruby-tokens.ts';
import type { Tag } from './split-template.ts';

/** What ends a block: each is ended by the word or sign that belongs to its beginning. */
export type Closer = 'end' | '}';

/** What begins a block. */
export type Head =
  | { readonly kind: 'if'; readonly condition: Expression; readonly wanted: boolean }
  | {
      readonly kind: 'each';
      readonly list: Expression;
      readonly names: readonly string[];
      readonly takes: 'items' | 'items with index' | 'pairs';
      readonly closer: Closer;
    }
  | { readonly kind: 'for'; readonly list: Expression; readonly name: string };

/** What the code of a tag says, where it is one of the few forms. */
export type Form =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'close'; readonly closer: Closer }
  | { readonly kind: 'else' }
  | { readonly kind: 'elsif'; readonly condition: Expression }
  | { readonly kind: 'open'; readonly head: Head }
  | { readonly kind: 'assign'; readonly name: string; readonly value: Expression };

/** Reads the code of an output tag. */
export function parseOutput(code: string): Expression | undefined {
  const tokens = tokensOf(code);
  const value = tokens && parseExpression(tokens);
  return tokens !== undefined && atEnd(tokens) && !tokens.remark ? value : undefined;
}

/**
 * Reads the code of a tag that gives no output itself; undefined where it is none of the forms. Ruby takes what follows a remark for a
 * part of it, unless the end of the line was trimmed.
 */
export function parseForm({ code, trimmed }: Tag): Form | undefined {
  const tokens = tokensOf(code);
  if (tokens === undefined || (tokens.remark && !trimmed)) return undefined;
  if (atEnd(tokens)) return { kind: 'nothing' };
  const form = parseTokens(tokens);
  return atEnd(tokens) ? form : undefined;
}

function parseTokens(tokens: Tokens): Form | undefined {
  if (takes(tokens, 'end')) return { kind: 'close', closer: 'end' };
  if (takes(tokens, '}')) return { kind: 'close', closer: '}' };
  if (takes(tokens, 'else')) return { kind: 'else' };
  if (takes(tokens, 'if')) return openIf(parseCondition(tokens), true);
  if (takes(tokens, 'unless')) return openIf(parseCondition(tokens), false);
  if (takes(tokens, 'elsif')) {
    const condition = parseCondition(tokens);
    return condition && { kind: 'elsif', condition };
  }
  if (takes(tokens, 'for')) return parseFor(tokens);
  const assigned = peek(tokens, 1);
  if (assigned?.kind === 'sign' && assigned.text === '=') return parseAssignment(tokens);
  return parseEach(tokens);
}

function parseCondition(tokens: Tokens): Expression | undefined {
  const condition = parseExpression(tokens);
  takes(tokens, 'then');
  return condition;
}

function openIf(condition: Expression | undefined, wanted: boolean): Form | undefined {
  return condition && { kind: 'open', head: { kind: 'if', condition, wanted } };
}

function parseFor(tokens: Tokens): Form | undefined {
  const name = takeName(tokens);
  if (name === undefined || !takes(tokens, 'in')) return undefined;
  const list = parseExpression(tokens);
  takes(tokens, 'do');
  return list && { kind: 'open', head: { kind: 'for', list, name } };
}

function parseAssignment(tokens: Tokens): Form | undefined {
  const name = takeName(tokens);
  if (name === undefined || !takes(tokens, '=')) return undefined;
  const value = parseOperators(tokens);
  return value && { kind: 'assign', name, value };
}

/** `LIST.each do |item|`, `.each_with_index do |item, index|`, `HASH.each do |key, value|`, each also with braces. */
function parseEach(tokens: Tokens): Form | undefined {
  const list = parseOperand(tokens);
  if (list === undefined || !takes(tokens, '.')) return undefined;
  const withIndex = takes(tokens, 'each_with_index');
  if (!withIndex && !takes(tokens, 'each')) return undefined;
  const closer = takes(tokens, 'do') ? 'end' : takes(tokens, '{') ? '}' : undefined;
  const names = closer && takeParameters(tokens);
  if (closer === undefined || names === undefined || (withIndex && names.length !== 2)) return undefined;
  const how = withIndex ? 'items with index' : names.length === 2 ? 'pairs' : 'items';
  return { kind: 'open', head: { kind: 'each', list, names, takes: how, closer } };
}

/** One name or two between `|` and `|`. */
function takeParameters(tokens: Tokens): string[] | undefined {
  if (!takes(tokens, '|')) return undefined;
  const names: string[] = [];
  do {
    const name = takeName(tokens);
    if (name === undefined || names.includes(name) || names.length === 2) return undefined;
    names.push(name);
  } while (takes(tokens, ','));
  return takes(tokens, '|') ? names : undefined;
}
