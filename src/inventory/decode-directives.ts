import { quoted } from '../diagnostics/escape.ts';
import type { Located } from '../diagnostics/finding.ts';
import { mask4, parseAddress } from './address.ts';
import type { Directive, DirectiveKind } from './directives.ts';
import { keysOf, secretKeys } from './keys.ts';
import type { DirectiveValue, Secret } from './model.ts';
import { fallbackForms, hieraKey, type NameForm } from './names.ts';
import {
  describe,
  readBoolean,
  readInteger,
  readKeys,
  readName,
  readText,
  readWord,
  type Bounds,
  type Reader,
} from './read-values.ts';
import type { Entry, Tree } from './tree.ts';

/** Directives by name, each with the place where it was written. */
export type Directives = ReadonlyMap<string, Located<DirectiveValue>>;

/**
 * Reads the directives of a table from a map's entries, in the order of the table.
 * Refused ones are findings with the place.
 */
export function decodeDirectives(
  reader: Reader,
  entries: ReadonlyMap<string, Entry>,
  table: readonly Directive[],
): Directives {
  const values = new Map<string, Located<DirectiveValue>>();
  for (const directive of table) {
    const entry = entries.get(directive.name);
    if (entry === undefined) continue;
    const value = decodeDirective(reader, directive, entry);
    if (value !== undefined) values.set(directive.name, { value, at: entry.value.at });
  }
  return values;
}

function decodeDirective(reader: Reader, directive: Directive, entry: Entry): DirectiveValue | undefined {
  const { status } = directive;
  if ('emitted' in status) return decodeKind(reader, status.emitted, entry.value, quoted(directive.name));
  reader.report('directive-refused', entry.keyAt, `${directive.name} is refused: ${status.refused}`);
  return undefined;
}

function decodeKind(
  reader: Reader,
  kind: DirectiveKind,
  tree: Tree,
  what: string,
): DirectiveValue | undefined {
  switch (kind.kind) {
    case 'integer':
      return readInteger(reader, tree, what, kind);
    case 'boolean':
      return readBoolean(reader, tree, what);
    case 'word':
      return readWord(reader, tree, what, kind.words);
    case 'scheduler':
      return decodeScheduler(reader, tree, what);
    case 'checktype':
      return decodeChecktype(reader, tree, what);
    case 'quoted':
      return decodeQuoted(reader, tree, what, kind.noQuote === true);
    case 'bare':
      return decodeBare(reader, tree, what);
    case 'words':
      return decodeWords(reader, tree, what, kind.words, kind.alone);
    case 'form':
      return decodeForm(reader, tree, what, kind.form);
    case 'secret':
      return decodeSecret(reader, tree, what);
    case 'netmask':
      return decodeNetmask(reader, tree, what);
    case 'fallback':
      return decodeFallback(reader, tree, what, kind.family);
  }
}

/** Any word that ldirectord passes on; a rule knows those of the kernel. */
const SCHEDULER = /^[a-z]{1,20}$/;

function decodeScheduler(reader: Reader, tree: Tree, what: string): string | undefined {
  const text = readText(reader, tree, what);
  if (text === undefined || SCHEDULER.test(text)) return text;
  reader.report(
    'unknown-scheduler',
    tree.at,
    `${what} must be the small letters of a scheduler, not ${quoted(text)}`,
  );
  return undefined;
}

/** Words of `checktype=`, from ldirectord(8); a number stands for itself. */
export const checktypes = ['connect', 'negotiate', 'ping', 'external', 'external-perl', 'on', 'off'] as const;
export const checktypeBounds: Bounds = { min: 1, max: 65_535 };

function decodeChecktype(reader: Reader, tree: Tree, what: string): DirectiveValue | undefined {
  if (tree.kind === 'scalar' && typeof tree.value === 'number')
    return readInteger(reader, tree, what, checktypeBounds);
  return readWord(reader, tree, what, checktypes);
}

/** Words as a list, or as text with commas as in ldirectord.cf; the printed form. */
function decodeWords(
  reader: Reader,
  tree: Tree,
  what: string,
  words: readonly string[],
  alone: string | undefined,
): string | undefined {
  const read =
    tree.kind === 'list'
      ? tree.items.map((item) => readWord(reader, item, what, words))
      : splitWords(reader, tree, what, words);
  const found = read.filter((word) => word !== undefined);
  if (read.length === 0 && tree.kind === 'list') {
    reader.report('invalid-value', tree.at, `${what} must not be empty`, 'leave the key out');
  }
  if (found.length === 0 || found.length < read.length) return undefined;
  if (alone !== undefined && found.includes(alone) && found.length > 1) {
    reader.report('invalid-value', tree.at, `${what}: ${alone} stands alone`);
    return undefined;
  }
  return found.join(',');
}

function splitWords(
  reader: Reader,
  tree: Tree,
  what: string,
  words: readonly string[],
): (string | undefined)[] {
  const text = readText(reader, tree, what);
  if (text === undefined) return [undefined];
  return text
    .split(/ *, */)
    .map((part) =>
      readWord(reader, { kind: 'scalar', value: part, text: part, plain: false, at: tree.at }, what, words),
    );
}

function decodeForm(
  reader: Reader,
  tree: Tree,
  what: string,
  { pattern, form }: NameForm,
): string | undefined {
  const text = decodeLineText(reader, tree, what);
  if (text === undefined || pattern.test(text)) return text;
  reader.report('invalid-value', tree.at, `${what} must not be ${quoted(text)}`, form);
  return undefined;
}

/** Only where the value is kept: the value itself would be in the history of the inventory for ever. */
function decodeSecret(reader: Reader, tree: Tree, what: string): Secret | undefined {
  if (tree.kind !== 'map') {
    reader.report(
      'literal-secret',
      tree.at,
      `${what} is a secret and must not be written into the inventory`,
      'write { hiera: KEY } and keep the value in Hiera',
    );
    return undefined;
  }
  const key = readKeys(reader, tree, what, keysOf(secretKeys)).get('hiera');
  if (key === undefined) {
    reader.report('missing-key', tree.at, `${what} needs the key "hiera"`);
    return undefined;
  }
  const hiera = readName(reader, key.value, `${what}: hiera`, hieraKey.pattern, hieraKey.form);
  return hiera === undefined ? undefined : { hiera };
}

/** Text of a line of a section: ldirectord cuts it at the first `#`, in quotes or not. */
function decodeLineText(reader: Reader, tree: Tree, what: string): string | undefined {
  const text = readText(reader, tree, what);
  if (text === undefined) return undefined;
  if (text.includes('#')) {
    reader.report('hash-in-directive', tree.at, `${what} holds a #, where ldirectord cuts the line`);
    return undefined;
  }
  if (text === '') {
    reader.report('invalid-value', tree.at, `${what} must not be empty`, 'leave the key out');
    return undefined;
  }
  return text;
}

/** Text in double quotes. */
export function decodeQuoted(reader: Reader, tree: Tree, what: string, noQuote: boolean): string | undefined {
  const text = decodeLineText(reader, tree, what);
  if (text === undefined || !noQuote || !text.includes('"')) return text;
  reader.report('invalid-value', tree.at, `${what} must not hold a double quote, where ldirectord ends it`);
  return undefined;
}

function decodeBare(reader: Reader, tree: Tree, what: string): string | undefined {
  const text = decodeLineText(reader, tree, what);
  if (text === undefined || text.trim() === text) return text;
  reader.report(
    'invalid-value',
    tree.at,
    `${what} must not begin or end with a blank, which ldirectord may drop`,
  );
  return undefined;
}

const MASK = new RegExp(`^(?:${mask4})$`);
/** Prefix lengths of IPv6. */
export const netmaskBounds: Bounds = { min: 1, max: 128 };

function decodeNetmask(reader: Reader, tree: Tree, what: string): DirectiveValue | undefined {
  if (tree.kind === 'scalar' && typeof tree.value === 'number')
    return readInteger(reader, tree, what, netmaskBounds);
  const text = readText(reader, tree, what);
  if (text === undefined || MASK.test(text)) return text;
  reader.report(
    'invalid-value',
    tree.at,
    `${what} must be a mask such as 255.255.255.0, or a prefix length for IPv6, not ${describe(tree)}`,
  );
  return undefined;
}

/** Host and port of a fallback in the one form that is printed, or undefined where the text is none. */
function decodeFallback(
  reader: Reader,
  tree: Tree,
  what: string,
  family: 4 | 6 | undefined,
): string | undefined {
  const text = readText(reader, tree, what);
  if (text === undefined) return undefined;
  const parsed = parseFallback(text);
  if (parsed === undefined) {
    reader.report(
      'invalid-value',
      tree.at,
      `${what} must be host or host:port, not ${quoted(text)}`,
      'an IPv6 address stands in brackets: [2001:db8::1]:80',
    );
    return undefined;
  }
  if (family !== undefined && parsed.family !== undefined && parsed.family !== family) {
    reader.report(
      'address-family-mismatch',
      tree.at,
      `${what} must be an IPv${family} host, not ${quoted(text)}`,
      family === 4 ? 'use fallback6 for IPv6' : 'use fallback for IPv4',
    );
    return undefined;
  }
  return parsed.text;
}

/** A server of last resort: its canonical text and, where the host is an address, the family. */
export interface Fallback {
  readonly text: string;
  readonly family: 4 | 6 | undefined;
}

const FALLBACKS = fallbackForms.map(({ family, pattern }) => ({
  family,
  whole: new RegExp(`^${pattern}$`),
}));

/** Parses `host`, `host:port`, `[v6]:port` or a bare IPv6 address. */
export function parseFallback(text: string): Fallback | undefined {
  const form = FALLBACKS.find(({ whole }) => whole.test(text));
  if (form?.family !== 6) return form && { text, family: form.family };
  const [address = '', port = ''] = text.startsWith('[') ? text.slice(1).split(']') : [text];
  return { text: `[${parseAddress(address)?.text}]${port}`, family: 6 };
}
