import { readBracket, readItems } from './read-brackets.ts';
import { hasMeaning, isCall, readLiteral } from './read-literal.ts';
import {
  behind,
  endOf,
  findOperator,
  isOperator,
  MAX_DEPTH,
  opens,
  placeAt,
  unknownAt,
  withoutTopScope,
  type Read,
  type Reading,
} from './reading.ts';
import type { Call, Value } from './manifest.ts';
import type { TokenKind } from './tokens.ts';

const BINARY = new Set('+ - * / % << >> == != < > <= >= =~ !~'.split(' '));
const BINARY_WORDS = new Set(['and', 'or', 'in']);
const BINARY_OF: Partial<Record<TokenKind, ReadonlySet<string>>> = { operator: BINARY, name: BINARY_WORDS };
const UNARY = ['-', '!', '*'];

/**
 * Reads the expression that begins at a token; undefined where none does. One that is more than data is unknown, up to its end; the
 * calls in it are read all the same.
 */
export function readValue(reading: Reading, from: number, depth: number): Read<Value> | undefined {
  let read = readOperand(reading, from, depth);
  if (read === undefined) return undefined;
  // What stands before a dot is nested in the call, too.
  for (let links = depth; ; links += 1) {
    const more = readMore(reading, from, read, depth, links);
    if (more === undefined) break;
    read = more;
  }
  // An assignment in an expression: Puppet gives its value, which is told where it is read as one.
  return isOperator(reading, read.next, '=', '+=') ? unknownAt(reading, from, read.next) : read;
}

/** What an expression becomes by what follows; undefined where nothing does. */
function readMore(
  reading: Reading,
  from: number,
  { value, next }: Read<Value>,
  depth: number,
  links: number,
): Read<Value> | undefined {
  const { tokens } = reading;
  const token = tokens[next];
  if (opens(reading, next, '[') && token?.start === tokens[next - 1]?.end)
    return unknownAt(reading, from, behind(reading, next));
  if (isOperator(reading, next, '.') && tokens[next + 1]?.kind === 'name') {
    const receiver = links < MAX_DEPTH ? value : unknownAt(reading, from, next).value;
    return readMethod(reading, from, next + 1, receiver, depth);
  }
  if (isOperator(reading, next, '?') && opens(reading, next + 1, '{'))
    return unknownAt(reading, from, behind(reading, next + 1));
  if (isOperator(reading, next, '|')) return unknownAt(reading, from, lambdaEnd(reading, next));
  const isBinary = token !== undefined && BINARY_OF[token.kind]?.has(token.text) === true;
  const operand = isBinary ? readOperand(reading, next + 1, depth) : undefined;
  return operand === undefined ? undefined : unknownAt(reading, from, operand.next);
}

/** Behind `|$parameters| { … }`. */
function lambdaEnd(reading: Reading, bar: number): number {
  const end = Math.min(findOperator(reading, bar + 1, reading.tokens.length, '|') + 1, reading.tokens.length);
  return opens(reading, end, '{') ? behind(reading, end) : end;
}

function readOperand(reading: Reading, from: number, depth: number): Read<Value> | undefined {
  const kind = reading.tokens[from]?.kind;
  if (kind === 'open') return readBracket(reading, from, depth);
  if (kind === 'name') return readName(reading, from, depth);
  if (kind !== 'operator') return readLiteral(reading, from);
  let index = from;
  while (isOperator(reading, index, ...UNARY)) index += 1;
  // Not the loop again: an operator follows that none has before it.
  if (index === from || reading.tokens[index]?.kind === 'operator') return undefined;
  const operand = readOperand(reading, index, depth);
  return operand === undefined ? undefined : unknownAt(reading, from, operand.next);
}

/** A bare word is a string, unless it calls something or has a meaning. */
function readName(reading: Reading, index: number, depth: number): Read<Value> {
  const text = reading.tokens[index]?.text ?? '';
  const next = index + 1;
  const at = placeAt(reading, index, next);
  if (isCall(reading, index)) return readCall(reading, index, depth);
  if (text === 'true' || text === 'false')
    return { value: { kind: 'boolean', value: text === 'true', at }, next };
  if (text === 'undef') return { value: { kind: 'undef', at }, next };
  if (hasMeaning(text)) return unknownAt(reading, index, next);
  return { value: { kind: 'string', value: text, at }, next };
}

/** Reads `name(…)`. */
export function readCall(reading: Reading, index: number, depth: number): Read<Value> {
  const open = index + 1;
  const known = reading.calls.get(index);
  if (known !== undefined) return known;
  if (depth >= MAX_DEPTH) return unknownAt(reading, index, behind(reading, open));
  const args = readItems(reading, open + 1, endOf(reading, open), depth + 1);
  return noteCall(reading, index, index, args, behind(reading, open));
}

/**
 * Reads `.name(…)`, also without parentheses.
 * @param from where the expression begins that is the first argument
 */
export function readMethod(
  reading: Reading,
  from: number,
  index: number,
  receiver: Value,
  depth: number,
): Read<Value> {
  const known = reading.calls.get(index);
  if (known !== undefined) return known;
  const open = index + 1;
  if (!opens(reading, open, '(')) return noteCall(reading, from, index, [receiver], open);
  if (depth >= MAX_DEPTH) return unknownAt(reading, from, behind(reading, open));
  const args = readItems(reading, open + 1, endOf(reading, open), depth + 1);
  return noteCall(reading, from, index, [receiver, ...args], behind(reading, open));
}

/** @param from where the place of the call begins; a method's is that of what stands before the dot */
export function noteCall(
  reading: Reading,
  from: number,
  index: number,
  args: readonly Value[],
  next: number,
): Read<Call> {
  const name = withoutTopScope(reading.tokens[index]?.text ?? '');
  const read: Read<Call> = { value: { kind: 'call', name, args, at: placeAt(reading, from, next) }, next };
  reading.calls.set(index, read);
  return read;
}
