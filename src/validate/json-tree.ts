/** A JSON value with the stretch of text that it was read from. */
export interface JsonNode {
  readonly value: string | number | boolean | null | readonly JsonNode[] | JsonObject;
  readonly from: number;
  readonly to: number;
}

/** A JSON object; a key may stand in it twice, which JSON.parse would hide. */
export interface JsonObject {
  readonly entries: readonly JsonEntry[];
}

export interface JsonEntry {
  readonly key: string;
  readonly keyFrom: number;
  readonly keyTo: number;
  readonly node: JsonNode;
}

/** Text that is not JSON, and where that shows. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

interface Cursor {
  readonly text: string;
  offset: number;
}

const MAX_DEPTH = 100;
// oxlint-disable-next-line no-control-regex
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-f]{4}))*"/iy;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?/iy;
const WORD = /true|false|null/y;
const WORDS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

/**
 * Reads JSON with places. JSON.parse says where an error is only in some versions of Node, and never where a
 * valid value stands.
 */
export function parseJsonTree(text: string): JsonNode {
  const cursor: Cursor = { text, offset: 0 };
  const node = readValue(cursor, 0);
  skipBlanks(cursor);
  if (cursor.offset < text.length) fail(cursor, 'text after the end of the value');
  return node;
}

function readValue(cursor: Cursor, depth: number): JsonNode {
  if (depth > MAX_DEPTH) fail(cursor, `more than ${MAX_DEPTH} levels`);
  skipBlanks(cursor);
  const from = cursor.offset;
  const value = readBare(cursor, depth);
  return { value, from, to: cursor.offset };
}

function readBare(cursor: Cursor, depth: number): JsonNode['value'] {
  const next = cursor.text[cursor.offset];
  if (next === '{') return readObject(cursor, depth);
  if (next === '[') return readArray(cursor, depth);
  if (next === '"') return readString(cursor);
  const word = take(cursor, WORD);
  if (word !== undefined) return WORDS[word] ?? null;
  const number = take(cursor, NUMBER);
  return number === undefined ? fail(cursor, 'a value is expected here') : Number(number);
}

function readObject(cursor: Cursor, depth: number): JsonObject {
  const entries: JsonEntry[] = [];
  readList(cursor, '}', () => {
    skipBlanks(cursor);
    const keyFrom = cursor.offset;
    if (cursor.text[keyFrom] !== '"') fail(cursor, 'a key in double quotes is expected here');
    const key = readString(cursor);
    const keyTo = cursor.offset;
    skipBlanks(cursor);
    if (cursor.text[cursor.offset] !== ':') fail(cursor, 'a colon is expected here');
    cursor.offset += 1;
    entries.push({ key, keyFrom, keyTo, node: readValue(cursor, depth + 1) });
  });
  return { entries };
}

function readArray(cursor: Cursor, depth: number): JsonNode[] {
  const items: JsonNode[] = [];
  readList(cursor, ']', () => items.push(readValue(cursor, depth + 1)));
  return items;
}

/** What objects and arrays have in common: parts between commas, and no comma after the last. */
function readList(cursor: Cursor, end: string, readPart: () => void): void {
  cursor.offset += 1;
  skipBlanks(cursor);
  if (cursor.text[cursor.offset] === end) {
    cursor.offset += 1;
    return;
  }
  for (;;) {
    readPart();
    skipBlanks(cursor);
    const next = cursor.text[cursor.offset];
    if (next !== ',' && next !== end) fail(cursor, `a comma or ${end} is expected here`);
    cursor.offset += 1;
    if (next === end) return;
  }
}

function readString(cursor: Cursor): string {
  const text = take(cursor, STRING);
  if (text === undefined)
    return fail(cursor, 'the text in quotes is not closed, or holds a character that JSON does not allow');
  return String(JSON.parse(text));
}

function take(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.offset;
  const match = pattern.exec(cursor.text)?.[0];
  cursor.offset += match?.length ?? 0;
  return match;
}

function skipBlanks(cursor: Cursor): void {
  while (/[ \t\r\n]/.test(cursor.text[cursor.offset] ?? '')) cursor.offset += 1;
}

function fail(cursor: Cursor, message: string): never {
  const atEnd = cursor.offset >= cursor.text.length;
  throw new JsonSyntaxError(atEnd ? `the text ends too early: ${message}` : message, cursor.offset);
}
