import { perlRegexProblem } from '../lang/perl-regex.ts';

/** Longer answers than this are of no use to a check; they come from counts such as `{5000}`. */
const MAX_TEXT = 4096;

/** What stands for a character that may be any: a dot lets `172.31.8.101` answer itself. Others where it does not fit. */
const FILLERS = ['.', 'a', '0', ' ', '-'];

/**
 * A text which a Perl expression matches, as ldirectord matches `receive` against an answer: byte by byte, unanchored.
 * Of alternatives the first is taken, of repetitions the least number; others only where an anchor or a word boundary
 * wants them. Look-around, back references, possessive repetitions, properties of Unicode and sets without an ASCII
 * character are not understood.
 * @returns undefined where the expression is not understood, or where nothing that was tried matches it
 */
export function textMatching(pattern: string): string | undefined {
  if (perlRegexProblem(pattern) !== undefined) return undefined;
  const tree = parse(pattern);
  if (tree === undefined) return undefined;
  const judge = new RegExp(sourceOf(tree), 'u');
  for (const more of [0, 1])
    for (const alternative of [0, 1, 2])
      for (const filler of FILLERS) {
        const text = writePath(tree, { more, alternative, filler });
        if (text !== undefined && judge.test(text)) return text;
      }
  return undefined;
}

/**
 * Tells of texts whether an expression of Perl matches them, as far as the expression is understood (see `textMatching`) and the
 * texts are ASCII; undefined where it is not.
 */
export function matcherOf(pattern: string): ((text: string) => boolean) | undefined {
  const tree = perlRegexProblem(pattern) === undefined ? parse(pattern) : undefined;
  if (tree === undefined) return undefined;
  const judge = new RegExp(sourceOf(tree), 'u');
  return (text) => judge.test(text);
}

type Assertion = 'start' | 'end' | 'line start' | 'line end' | 'very end' | 'boundary' | 'no boundary';

type Node =
  | { readonly kind: 'text'; readonly text: string }
  /** One of some ASCII characters. */
  | { readonly kind: 'set'; readonly codes: readonly number[] }
  | { readonly kind: 'assertion'; readonly is: Assertion }
  | { readonly kind: 'choice'; readonly of: readonly (readonly Node[])[] }
  | { readonly kind: 'repeat'; readonly node: Node; readonly least: number; readonly most: number };

/** Flags that change what an expression means; `i` and `s` only where they narrow or widen a set. */
interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
}

/** Leaves the recursion where something is not understood; never leaves this file. */
class NotUnderstood extends Error {}

function parse(pattern: string): Node | undefined {
  try {
    return new Reader(pattern).read();
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
}

const ASCII = Array.from({ length: 128 }, (_, code) => code);

function codesOf(pattern: RegExp): readonly number[] {
  return ASCII.filter((code) => pattern.test(String.fromCharCode(code)));
}

function except(codes: readonly number[]): readonly number[] {
  const without = new Set(codes);
  return ASCII.filter((code) => !without.has(code));
}

const SETS: Readonly<Record<string, readonly number[]>> = {
  d: codesOf(/[0-9]/),
  w: codesOf(/\w/),
  s: codesOf(/[ \t\n\v\f\r]/),
  h: codesOf(/[ \t]/),
  v: codesOf(/[\n\v\f\r]/),
};

const POSIX: Readonly<Record<string, readonly number[]>> = {
  alpha: codesOf(/[A-Za-z]/),
  digit: codesOf(/[0-9]/),
  alnum: codesOf(/[A-Za-z0-9]/),
  upper: codesOf(/[A-Z]/),
  lower: codesOf(/[a-z]/),
  space: codesOf(/[ \t\n\v\f\r]/),
  blank: codesOf(/[ \t]/),
  punct: codesOf(/[!-/:-@[-`{-~]/),
  print: codesOf(/[ -~]/),
  graph: codesOf(/[!-~]/),
  cntrl: ASCII.filter((code) => code < 32 || code === 127),
  xdigit: codesOf(/[0-9A-Fa-f]/),
  word: codesOf(/\w/),
  ascii: ASCII,
};

const ESCAPED: Readonly<Record<string, string>> = {
  t: '\t',
  n: '\n',
  r: '\r',
  f: '\f',
  e: '\u001B',
  a: '\u0007',
};

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  A: 'start',
  z: 'very end',
  Z: 'end',
  b: 'boundary',
  B: 'no boundary',
};

/** Reads an expression that Perl takes; every method leaves the position behind what it has read. */
class Reader {
  readonly #text: string;
  #position = 0;
  #flags: Flags = { i: false, m: false, s: false };

  constructor(text: string) {
    this.#text = text;
  }

  read(): Node {
    return this.#alternatives();
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text) ?? undefined;
    if (match) this.#position += match[0].length;
    return match;
  }

  /** Up to `)` or the end; flags that are set inside count to the end of the group only. */
  #alternatives(): Node {
    const flags = this.#flags;
    const of = [this.#sequence()];
    while (this.#take(/\|/y)) of.push(this.#sequence());
    this.#flags = flags;
    return { kind: 'choice', of };
  }

  #sequence(): Node[] {
    const nodes: Node[] = [];
    while (this.#position < this.#text.length && !'|)'.includes(this.#text.charAt(this.#position))) {
      const node = this.#atom();
      if (node !== undefined) nodes.push(this.#repeated(node));
    }
    return nodes;
  }

  #repeated(node: Node): Node {
    const match = this.#take(/([*+?])|\{(\d+)(,?)(\d*)\}/y);
    if (match === undefined) return node;
    // It takes no character back, so whether the rest matches is another question.
    if (this.#take(/\+/y)) throw new NotUnderstood();
    this.#take(/\?/y);
    // Perl sees bytes, and repeats the last one only.
    if (node.kind === 'text' && node.text > '\u007F') throw new NotUnderstood();
    const [, sign, low, comma, high] = match;
    if (sign !== undefined)
      return { kind: 'repeat', node, least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Infinity };
    const least = Number(low);
    return {
      kind: 'repeat',
      node,
      least,
      most: comma === '' ? least : high === '' ? Infinity : Number(high),
    };
  }

  /** One thing that can be repeated, or undefined for a change of flags. */
  #atom(): Node | undefined {
    const [character] = this.#take(/./suy) ?? [''];
    switch (character) {
      case '(':
        return this.#group();
      case '[':
        return this.#characterClass();
      case '\\':
        return this.#escape();
      case '.':
        return { kind: 'set', codes: this.#flags.s ? ASCII : except([10]) };
      case '^':
        return { kind: 'assertion', is: this.#flags.m ? 'line start' : 'start' };
      case '$':
        return { kind: 'assertion', is: this.#flags.m ? 'line end' : 'end' };
      default:
        return { kind: 'text', text: character };
    }
  }

  #group(): Node | undefined {
    const [, on = '', off = '', end] = this.#take(/\?([ims]*)(?:-([ims]+))?([:)])/y) ?? [];
    const before = this.#flags;
    if (end !== undefined) this.#flags = changed(before, on, off);
    if (end === ')') return undefined;
    if (end === undefined && this.#take(/\?(?:P?<[A-Za-z_]\w*>|'[A-Za-z_]\w*')/y) === undefined) {
      if (this.#take(/\?/y)) throw new NotUnderstood();
    }
    const inside = this.#alternatives();
    this.#flags = before;
    this.#take(/\)/y);
    return inside;
  }

  #escape(): Node {
    const code = this.#namedCharacter();
    if (code !== undefined) return { kind: 'text', text: code };
    const [letter] = this.#take(/./suy) ?? [''];
    const assertion = ASSERTIONS[letter];
    if (assertion !== undefined) return { kind: 'assertion', is: assertion };
    const set = setOf(letter);
    if (set !== undefined) return { kind: 'set', codes: set };
    if (letter === 'N') return { kind: 'set', codes: except([10]) };
    // One line end; that the two characters of another one count as one makes no difference here.
    if (letter === 'R') return { kind: 'set', codes: SETS['v'] ?? [] };
    if (/[A-Za-z0-9]/.test(letter)) throw new NotUnderstood();
    return { kind: 'text', text: letter };
  }

  /** The character that an escape names behind the backslash: `x41`, `x{41}`, `o{101}`, `0`, `cA`, `t`. */
  #namedCharacter(): string | undefined {
    const match = this.#take(
      /x\{([0-9A-Fa-f]+)\}|x([0-9A-Fa-f]{2})|o\{([0-7]+)\}|(0[0-7]{0,2})|c([A-Za-z])|([tnrfea])/y,
    );
    if (match === undefined) return undefined;
    const [, wide, narrow, octal, zero, control, letter] = match;
    if (letter !== undefined) return ESCAPED[letter];
    if (control !== undefined) return String.fromCharCode(control.toUpperCase().charCodeAt(0) ^ 64);
    const hexadecimal = wide ?? narrow;
    const code =
      hexadecimal === undefined ? Number.parseInt(octal ?? zero ?? '', 8) : Number.parseInt(hexadecimal, 16);
    // In an answer of bytes it is one byte, which no text has.
    if (code > 127) throw new NotUnderstood();
    return String.fromCharCode(code);
  }

  #characterClass(): Node {
    const negated = this.#take(/\^/y) !== undefined;
    const codes = new Set<number>();
    for (let first = true; first || this.#take(/\]/y) === undefined; first = false) {
      for (const code of this.#classItem()) codes.add(code);
    }
    const listed = this.#flags.i ? [...codes].flatMap(bothCases) : [...codes];
    return { kind: 'set', codes: negated ? except(listed) : listed.sort((a, b) => a - b) };
  }

  #classItem(): readonly number[] {
    const [, not, name] = this.#take(/\[:(\^?)([a-z]+):\]/y) ?? [];
    if (name !== undefined) {
      const codes = POSIX[name] ?? [];
      return not === '' ? codes : except(codes);
    }
    const low = this.#classCharacter();
    if (typeof low !== 'number') return low;
    if (this.#take(/-(?!\])/y) === undefined) return low > 127 ? [] : [low];
    const high = this.#classCharacter();
    return typeof high === 'number' ? ASCII.filter((code) => code >= low && code <= high) : high;
  }

  /** A character by its code, or the codes of a set. Characters that are several bytes are in no answer as such. */
  #classCharacter(): number | readonly number[] {
    if (this.#take(/\\/y) === undefined) return this.#take(/./suy)?.[0].codePointAt(0) ?? 0;
    const named = this.#namedCharacter();
    if (named !== undefined) return named.charCodeAt(0);
    const [letter] = this.#take(/./suy) ?? [''];
    if (letter === 'b') return 8;
    const set = setOf(letter);
    if (set !== undefined) return set;
    if (/[A-Za-z0-9]/.test(letter)) throw new NotUnderstood();
    return letter.codePointAt(0) ?? 0;
  }
}

function setOf(letter: string): readonly number[] | undefined {
  const set = SETS[letter];
  const opposite = SETS[letter.toLowerCase()];
  return set ?? (opposite && except(opposite));
}

function changed(flags: Flags, on: string, off: string): Flags {
  const flag = (name: keyof Flags): boolean => (flags[name] || on.includes(name)) && !off.includes(name);
  return { i: flag('i'), m: flag('m'), s: flag('s') };
}

function bothCases(code: number): number[] {
  const character = String.fromCharCode(code);
  return [character.toLowerCase().charCodeAt(0), character.toUpperCase().charCodeAt(0)];
}

/** How a text is chosen among those that an expression describes. */
interface Wish {
  /** By how many a repetition exceeds its least number, where it may. */
  readonly more: number;
  readonly alternative: number;
  readonly filler: string;
}

/** One way through an expression: its characters, and what it wants between them. */
type Step = string | { readonly is: Assertion };

/** The text of one way through, or undefined where its own anchors and boundaries forbid it. */
function writePath(tree: Node, wish: Wish): string | undefined {
  const steps: Step[] = [];
  if (!walk(tree, wish, steps)) return undefined;
  const text = steps.filter((step) => typeof step === 'string').join('');
  let offset = 0;
  for (const step of steps) {
    if (typeof step === 'string') offset += step.length;
    else if (!holds(step.is, text, offset)) return undefined;
  }
  return text;
}

/** Adds the steps of a node; false where there is no way through, or too long a one. */
function walk(node: Node, wish: Wish, steps: Step[]): boolean {
  if (steps.length > MAX_TEXT) return false;
  switch (node.kind) {
    case 'text':
      return steps.push(node.text) > 0;
    case 'assertion':
      return steps.push({ is: node.is }) > 0;
    case 'set': {
      const { codes } = node;
      const code = codes.includes(wish.filler.charCodeAt(0)) ? wish.filler.charCodeAt(0) : plainest(codes);
      return code !== undefined && steps.push(String.fromCharCode(code)) > 0;
    }
    case 'choice': {
      const chosen = node.of[Math.min(wish.alternative, node.of.length - 1)] ?? [];
      return chosen.every((part) => walk(part, wish, steps));
    }
    case 'repeat': {
      const times = Math.min(node.least + wish.more, node.most);
      for (let time = 0; time < times; time += 1) if (!walk(node.node, wish, steps)) return false;
      return true;
    }
  }
}

/** A letter or a digit where there is one, else what can be printed, else the first. */
function plainest(codes: readonly number[]): number | undefined {
  const plain = codes.filter((code) => code > 32 && code < 127);
  return plain.find((code) => /[0-9A-Za-z]/.test(String.fromCharCode(code))) ?? plain[0] ?? codes[0];
}

/** Whether an assertion of Perl holds at a place of a text. */
function holds(assertion: Assertion, text: string, offset: number): boolean {
  const isWord = (at: number): boolean => /^[0-9A-Za-z_]$/.test(text.charAt(at));
  const boundary = isWord(offset - 1) !== isWord(offset);
  switch (assertion) {
    case 'start':
      return offset === 0;
    case 'line start':
      return offset === 0 || text[offset - 1] === '\n';
    case 'very end':
      return offset === text.length;
    case 'end':
      return offset === text.length || (offset === text.length - 1 && text.endsWith('\n'));
    case 'line end':
      return offset === text.length || text[offset] === '\n';
    case 'boundary':
      return boundary;
    case 'no boundary':
      return !boundary;
  }
}

const ASSERTION_SOURCES: Readonly<Record<Assertion, string>> = {
  start: '^',
  'line start': String.raw`(?:^|(?<=\n))`,
  'very end': '$',
  end: String.raw`(?:$|(?=\n$))`,
  'line end': String.raw`(?:$|(?=\n))`,
  boundary: String.raw`\b`,
  'no boundary': String.raw`\B`,
};

/** The expression as JavaScript writes it. */
function sourceOf(node: Node): string {
  switch (node.kind) {
    case 'text':
      return [...node.text].map((part) => codeSource(part.codePointAt(0) ?? 0)).join('');
    case 'set':
      return `[${node.codes.map(codeSource).join('')}]`;
    case 'assertion':
      return ASSERTION_SOURCES[node.is];
    case 'choice':
      return `(?:${node.of.map((sequence) => sequence.map(sourceOf).join('')).join('|')})`;
    case 'repeat':
      return `(?:${sourceOf(node.node)}){${node.least},${node.most === Infinity ? '' : node.most}}`;
  }
}

function codeSource(code: number): string {
  return `\\u{${code.toString(16)}}`;
}
