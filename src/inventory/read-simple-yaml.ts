import { isScalar, Schema } from 'yaml';
import type { Place } from '../diagnostics/finding.ts';
import type { Source } from './source.ts';
import type { Comment } from './tokens.ts';
import type { Entry, ListTree, MapTree, ScalarTree, Tree } from './tree.ts';
import { yaml11Meaning } from './yaml-1-1.ts';
import { limits } from './yaml-limits.ts';

/** What a text of the simple form holds; nothing was found in it. */
export interface SimpleReading {
  readonly tree: Tree;
  readonly comments: readonly Comment[];
}

/**
 * Reads what nearly all inventories consist of, in a sixth of the time that the library takes: maps by indentation; in a line
 * a plain or quoted scalar, or a flow collection that ends there; comments. Gives the same tree, places and comments as
 * the library, which a test proves, or undefined where anything else stands in the text, also where there would be a
 * finding: then the library reads the whole of it.
 */
export function readSimpleYaml({ path, text }: Source): SimpleReading | undefined {
  // Every value takes a character, so that there are not too many of them either.
  if (text.length > limits.nodes || OTHER_CHARACTER.test(text)) return undefined;
  try {
    const reader = new SimpleReader(path);
    const tree = reader.read(text.split('\n'));
    return { tree, comments: reader.comments };
  } catch (error) {
    if (error instanceof NotSimple) return undefined;
    throw error;
  }
}

/** Something that only the library knows how to read. */
class NotSimple extends Error {
  override readonly name = 'NotSimple';
}

/** Controls, tabs and carriage returns among them; what some take for the end of a line; marks of the order of bytes. */
const OTHER_CHARACTER = /[^\n -~\u00a0-\u2027\u202a-\ufefe\uff00-\ufffd]/;

/** Longer keys are a mistake. */
const MAX_LINE = 1024;
/** Of block maps, and of flow collections in the innermost one: together less than the limit. */
const MAX_DEPTH = limits.depth / 4;

const QUOTED = `"[^"\\\\]*"|'[^']*'(?!')`;
/** What begins a plain scalar has no meaning of its own; `: `, and ` #` end one, in a flow collection its characters, too. */
const FIRST = '[^ \\-?:,[\\]{}#&*!|>\'"%@`]';
const IN_BLOCK = new RegExp(`${QUOTED}|${FIRST}(?:#| *(?:[^ :#]|:(?=[^ ])))*`, 'y');
const IN_FLOW = new RegExp(`${QUOTED}|${FIRST}(?:#| *(?:[^ :#,[\\]{}]|:(?=[^ ,[\\]{}])))*`, 'y');

/** What the library asks, one after another, for what a plain scalar is. */
const typed = new Schema({ schema: 'core' }).tags.flatMap((tag) =>
  tag.default === true && tag.collection === undefined && tag.test !== undefined
    ? [{ test: tag.test, resolve: tag.resolve }]
    : [],
);
/** All of them at once: most scalars are text. */
const TYPED = new RegExp(typed.map(({ test }) => test.source).join('|'));

/** A block map that may get more entries. */
interface OpenMap {
  readonly indent: number;
  readonly entries: Entry[];
  readonly keys: Set<string>;
  readonly at: { -readonly [K in keyof Place]: Place[K] };
}

type Key = Pick<Entry, 'key' | 'keyAt' | 'keyPlain'>;

/** Reads a text line by line; throws `NotSimple`. */
class SimpleReader {
  readonly comments: Comment[] = [];
  readonly #file: string;
  /** The block maps around the line, the innermost one last. */
  readonly #open: OpenMap[] = [];
  #text = '';
  #line = 0;
  #position = 0;
  /** Where the last value ends, with the rest of its line and the comments below that are indented deeper than its map. */
  #end = { line: 1, column: 1 };
  /** The deepest indentation of the comments below it that do not belong to it; -1 while there is none. */
  #loose = -1;

  constructor(file: string) {
    this.#file = file;
  }

  read(lines: readonly string[]): Tree {
    let key: Key | undefined;
    let root: MapTree | undefined;
    let marked = false;
    for (const text of lines) {
      this.#line += 1;
      if (text === '') continue;
      this.#text = text;
      this.#position = 0;
      this.#skipSpaces();
      const indent = this.#position;
      const isLast = this.#line === lines.length;
      if (text.length > MAX_LINE) throw new NotSimple();
      if (text[indent] === '#') {
        this.#comment();
        if (this.#loose < 0 && indent > (this.#open.at(-1)?.indent ?? 0)) this.#endWithLine(isLast);
        else this.#loose = Math.max(this.#loose, indent);
        continue;
      }
      if (text === '---' && root === undefined && !marked) {
        marked = true;
        continue;
      }
      if (key === undefined && root !== undefined) this.#closeMaps(indent);
      else {
        const around = this.#open.at(-1);
        const opened = this.#openMap(indent, around);
        if (key === undefined) root = opened;
        else addEntry(around, key, opened);
      }
      key = this.#blockEntry(isLast);
    }
    if (key !== undefined || root === undefined) throw new NotSimple();
    this.#closeMaps(-1);
    return root;
  }

  #openMap(indent: number, around: OpenMap | undefined): MapTree {
    if (around === undefined ? indent !== 0 : indent <= around.indent) throw new NotSimple();
    if (this.#open.length > MAX_DEPTH) throw new NotSimple();
    const at = this.#place(indent);
    const entries: Entry[] = [];
    this.#open.push({ indent, entries, keys: new Set(), at });
    return { kind: 'map', entries, at };
  }

  /** Ends the maps that are deeper than the indentation of the next entry. */
  #closeMaps(indent: number): void {
    let map = this.#open.at(-1);
    while (map !== undefined && indent < map.indent) {
      // The last comments in a map do not end it, but the maps around it: where, depends on what follows.
      if (map.indent > 0 && this.#loose >= map.indent) throw new NotSimple();
      map.at.endLine = this.#end.line;
      map.at.endColumn = this.#end.column;
      this.#open.pop();
      map = this.#open.at(-1);
    }
    if (map !== undefined && indent !== map.indent) throw new NotSimple();
  }

  /** Gives the key where its value is a map that begins below. */
  #blockEntry(isLast: boolean): Key | undefined {
    // A line of dots may end a document.
    if (this.#text.startsWith('.')) throw new NotSimple();
    const key = this.#key(IN_BLOCK);
    this.#skipSpaces();
    const first = this.#text[this.#position];
    if (first === undefined || first === '#') {
      this.#restOfLine();
      return key;
    }
    addEntry(this.#open.at(-1), key, this.#value(IN_BLOCK, 0));
    this.#restOfLine();
    this.#loose = -1;
    this.#endWithLine(isLast);
    return undefined;
  }

  #value(form: RegExp, depth: number): Tree {
    const first = this.#text[this.#position];
    return first === '{' || first === '[' ? this.#flow(first === '{', depth) : this.#scalar(form);
  }

  #flow(isMap: boolean, depth: number): MapTree | ListTree {
    if (depth > MAX_DEPTH) throw new NotSimple();
    const start = this.#position;
    const closing = isMap ? '}' : ']';
    const map = { entries: new Array<Entry>(), keys: new Set<string>() };
    const items: Tree[] = [];
    this.#position += 1;
    this.#skipSpaces();
    if (this.#text[this.#position] === closing) this.#position += 1;
    else
      for (let more = true; more;) {
        if (isMap) {
          const key = this.#key(IN_FLOW);
          this.#skipSpaces();
          addEntry(map, key, this.#value(IN_FLOW, depth + 1));
        } else items.push(this.#value(IN_FLOW, depth + 1));
        this.#skipSpaces();
        const next = this.#text[this.#position];
        if (next !== ',' && next !== closing) throw new NotSimple();
        this.#position += 1;
        more = next === ',';
        if (more) this.#skipSpaces();
      }
    const at = this.#place(start);
    return isMap ? { kind: 'map', entries: map.entries, at } : { kind: 'list', items, at };
  }

  /** A key with its colon, and a space or the end of the line behind it. */
  #key(form: RegExp): Key {
    const { text, plain, at } = this.#scalar(form);
    const after = this.#text[this.#position + 1];
    if (this.#text[this.#position] !== ':' || (after !== undefined && after !== ' ')) throw new NotSimple();
    this.#position += 1;
    return { key: text, keyAt: at, keyPlain: plain };
  }

  #scalar(form: RegExp): ScalarTree {
    const start = this.#position;
    form.lastIndex = start;
    if (!form.test(this.#text)) throw new NotSimple();
    this.#position = form.lastIndex;
    const at = this.#place(start);
    const first = this.#text[start];
    if (first === '"' || first === "'") {
      const text = this.#text.slice(start + 1, this.#position - 1);
      return { kind: 'scalar', value: text, text, plain: false, at };
    }
    const text = this.#text.slice(start, this.#position);
    if (yaml11Meaning(text) !== undefined) throw new NotSimple();
    return { kind: 'scalar', value: valueOf(text), text, plain: true, at };
  }

  #skipSpaces(): void {
    while (this.#text[this.#position] === ' ') this.#position += 1;
  }

  #restOfLine(): void {
    this.#skipSpaces();
    if (this.#position === this.#text.length) return;
    if (this.#text[this.#position] !== '#' || this.#text[this.#position - 1] !== ' ') throw new NotSimple();
    this.#comment();
  }

  /** Takes all that is left of the line. */
  #comment(): void {
    const start = this.#position;
    this.#position = this.#text.length;
    this.comments.push({ text: this.#text.slice(start + 1), at: this.#place(start) });
  }

  #endWithLine(isLast: boolean): void {
    this.#end = isLast
      ? { line: this.#line, column: this.#text.length + 1 }
      : { line: this.#line + 1, column: 1 };
  }

  /** The place from an offset in the line to where the reader is. */
  #place(start: number): Place {
    return {
      file: this.#file,
      line: this.#line,
      column: start + 1,
      endLine: this.#line,
      endColumn: this.#position + 1,
    };
  }
}

/** What stands twice is a finding, and `<<` merges. */
function addEntry(
  map: Pick<OpenMap, 'entries' | 'keys'> | undefined,
  { key, keyAt, keyPlain }: Key,
  value: Tree,
): void {
  if (map === undefined || map.keys.has(key) || key === '<<') throw new NotSimple();
  map.keys.add(key);
  map.entries.push({ key, keyAt, keyPlain, value });
}

function valueOf(text: string): ScalarTree['value'] {
  const tag = TYPED.test(text) ? typed.find(({ test }) => test.test(text)) : undefined;
  if (tag === undefined) return text;
  const value: unknown = tag.resolve(text, refuse, {});
  return (isScalar(value) ? value.value : value) as ScalarTree['value'];
}

function refuse(): never {
  throw new NotSimple();
}
