import type { Place } from '../../diagnostics/finding.ts';
import type { HashEntry, Value } from './manifest.ts';
import { isCall, readLiteral } from './read-literal.ts';
import {
  behind,
  endOf,
  findOperator,
  isOperator,
  lastPart,
  MAX_DEPTH,
  opens,
  placeAt,
  textAt,
  unknownAt,
  type Read,
  type Reading,
} from './reading.ts';

/** An array, a hash, a string with values in it, or what stands in parentheses. */
export function readBracket(reading: Reading, open: number, depth: number): Read<Value> {
  const next = behind(reading, open);
  const end = endOf(reading, open);
  // What is not closed says nothing for sure.
  if (depth >= MAX_DEPTH || next === end) return unknownAt(reading, open, next);
  const at = placeAt(reading, open, next);
  if (opens(reading, open, '[')) {
    const items = readItems(reading, open + 1, end, depth + 1);
    return { value: { kind: 'array', items, at }, next };
  }
  if (opens(reading, open, '{')) {
    const entries = entriesOf(readList(reading, open + 1, end, depth + 1));
    return entries === undefined
      ? unknownAt(reading, open, next)
      : { value: { kind: 'hash', entries, at }, next };
  }
  if (opens(reading, open, '"')) return readString(reading, open, depth + 1);
  const inside = opens(reading, open, '(') ? reading.readValue(reading, open + 1, depth + 1) : undefined;
  return inside?.next === end ? { value: inside.value, next } : unknownAt(reading, open, next);
}

/** A part of a list: a value, or a pair `key => value`. */
type Item = Value | HashEntry;

/** Reads values with commas between them; pairs that follow one another are a hash. What is not understood is unknown. */
export function readItems(reading: Reading, from: number, end: number, depth: number): Value[] {
  const values: Value[] = [];
  let pairs: HashEntry[] = [];
  const endPairs = (): void => {
    const [first] = pairs;
    const last = pairs.at(-1);
    if (first !== undefined && last !== undefined)
      values.push({ kind: 'hash', entries: pairs, at: span(first.key.at, last.value.at) });
    pairs = [];
  };
  for (const item of readList(reading, from, end, depth)) {
    if ('key' in item) {
      pairs.push(item);
      continue;
    }
    endPairs();
    values.push(item);
  }
  endPairs();
  return values;
}

function span(first: Place, last: Place): Place {
  return { ...first, endLine: last.endLine, endColumn: last.endColumn };
}

function readList(reading: Reading, from: number, end: number, depth: number): Item[] {
  const items: Item[] = [];
  let index = from;
  while (index < end) {
    if (isOperator(reading, index, ',')) {
      index += 1;
      continue;
    }
    const { value, next } = readItem(reading, index, end, depth);
    items.push(value);
    index = next;
  }
  return items;
}

function readItem(reading: Reading, from: number, end: number, depth: number): Read<Item> {
  const first = reading.readValue(reading, from, depth);
  const isPair = first !== undefined && isOperator(reading, first.next, '=>');
  const second = isPair ? reading.readValue(reading, first.next + 1, depth) : undefined;
  const next = (isPair ? second : first)?.next;
  if (first === undefined || next === undefined || !(next === end || isOperator(reading, next, ',')))
    return unknownAt(reading, from, findOperator(reading, from, end, ','));
  return second === undefined ? first : { value: { key: first.value, value: second.value }, next };
}

/** Undefined where something is no pair. */
function entriesOf(items: readonly Item[]): HashEntry[] | undefined {
  const entries = items.filter((item) => 'key' in item);
  return entries.length === items.length ? entries : undefined;
}

/** A string in double quotes with values in it; unknown where one of them is no text. */
function readString(reading: Reading, open: number, depth: number): Read<Value> {
  const end = endOf(reading, open);
  const parts: Value[] = [];
  let isText = true;
  for (let index = open + 1; index < end;) {
    const part = readPart(reading, index, depth);
    parts.push(part.value);
    isText &&= PARTS.has(part.value.kind);
    index = part.next;
  }
  const next = end + 1;
  if (!isText) return unknownAt(reading, open, next);
  const text = textAt(reading, open, next);
  return { value: { kind: 'interpolated', parts, text, at: placeAt(reading, open, next) }, next };
}

const PARTS: ReadonlySet<Value['kind']> = new Set(['string', 'number', 'variable', 'call']);

function readPart(reading: Reading, index: number, depth: number): Read<Value> {
  const token = reading.tokens[index];
  const next = index + 1;
  if (token?.kind === 'text')
    return { value: { kind: 'string', value: token.text, at: placeAt(reading, index, next) }, next };
  if (opens(reading, index, '${')) return readInterpolation(reading, index, depth);
  return readLiteral(reading, index) ?? unknownAt(reading, index, next);
}

/** Reads `${…}`, where a name alone is one of a variable. */
function readInterpolation(reading: Reading, open: number, depth: number): Read<Value> {
  const next = behind(reading, open);
  const end = endOf(reading, open);
  const first = reading.tokens[open + 1];
  if (first?.kind === 'name' && !isCall(reading, open + 1)) {
    const at = placeAt(reading, open, next);
    const isAlone = end === open + 2;
    return isAlone
      ? { value: { kind: 'variable', name: lastPart(first.text), at }, next }
      : unknownAt(reading, open, next);
  }
  const inside = reading.readValue(reading, open + 1, depth);
  return inside?.next === end ? { value: inside.value, next } : unknownAt(reading, open, next);
}
