import { quoted } from '../diagnostics/escape.ts';
import type { Located } from '../diagnostics/finding.ts';
import { parseAddress } from './address.ts';
import type { Directive, DirectiveKind } from './directives.ts';
import type { DirectiveValue } from './model.ts';
import { hostName } from './names.ts';
import { describe, readBoolean, readInteger, readText, readWord, type Reader } from './read-values.ts';
import type { Entry, Tree } from './tree.ts';

/** Directives by name, each with the place where it was written. */
export type Directives = ReadonlyMap<string, Located<DirectiveValue>>;

/**
 * Reads the directives of a table from a map's entries, in the order of the table.
 * Refused, later and secret ones are findings with the place.
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
  if ('refused' in status) {
    reader.report('directive-refused', entry.keyAt, `${directive.name} is refused: ${status.refused}`);
  } else if (status.secret === true && entry.value.kind === 'scalar') {
    reader.report(
      'literal-secret',
      entry.value.at,
      `${directive.name} is a secret and must not be written into the inventory`,
      `write ${directive.name}: { hiera: KEY } and keep the value in Hiera`,
    );
  } else {
    reader.report('not-yet-supported', entry.keyAt, `${directive.name} is not emitted by this version yet`);
  }
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
      return readInteger(reader, tree, what, kind.min, kind.max);
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
    case 'netmask':
      return decodeNetmask(reader, tree, what);
    case 'fallback':
      return decodeFallback(reader, tree, what, kind.family);
  }
}

function decodeScheduler(reader: Reader, tree: Tree, what: string): string | undefined {
  const text = readText(reader, tree, what);
  if (text === undefined || /^[a-z]{1,20}$/.test(text)) return text;
  reader.report(
    'unknown-scheduler',
    tree.at,
    `${what} must be the small letters of a scheduler, not ${quoted(text)}`,
  );
  return undefined;
}

const CHECKTYPES = ['connect', 'negotiate', 'ping', 'on', 'off'] as const;

function decodeChecktype(reader: Reader, tree: Tree, what: string): DirectiveValue | undefined {
  if (tree.kind === 'scalar' && typeof tree.value === 'number')
    return readInteger(reader, tree, what, 1, 65_535);
  if (tree.kind === 'scalar' && (tree.text === 'external' || tree.text === 'external-perl')) {
    reader.report('not-yet-supported', tree.at, `checktype ${tree.text} is not emitted by this version yet`);
    return undefined;
  }
  return readWord(reader, tree, what, CHECKTYPES);
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

function decodeQuoted(reader: Reader, tree: Tree, what: string, noQuote: boolean): string | undefined {
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

const CONTIGUOUS_MASK = /^1*0*$/;

function decodeNetmask(reader: Reader, tree: Tree, what: string): DirectiveValue | undefined {
  if (tree.kind === 'scalar' && typeof tree.value === 'number')
    return readInteger(reader, tree, what, 1, 128);
  const text = readText(reader, tree, what);
  if (text === undefined) return undefined;
  const bits = parseAddress(text)?.family === 4 ? text.split('.').map(octetBits).join('') : '';
  if (bits.length === 32 && CONTIGUOUS_MASK.test(bits)) return text;
  reader.report(
    'invalid-value',
    tree.at,
    `${what} must be a mask such as 255.255.255.0, or a prefix length for IPv6, not ${describe(tree)}`,
  );
  return undefined;
}

function octetBits(octet: string): string {
  return Number(octet).toString(2).padStart(8, '0');
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

/** Parses `host`, `host:port`, `[v6]:port` or a bare IPv6 address. */
export function parseFallback(text: string): Fallback | undefined {
  const bare = parseAddress(text);
  if (bare?.family === 6) return { text: `[${bare.text}]`, family: 6 };
  const parts = /^(?:\[(?<six>[^\]]+)\]|(?<host>[^:[\]]+))(?::(?<port>[0-9]{1,5}))?$/.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const { six, host = '', port } = parts;
  if (port !== undefined && (port.startsWith('0') || Number(port) > 65_535)) return undefined;
  const suffix = port === undefined ? '' : `:${port}`;
  if (six !== undefined) {
    const address = parseAddress(six);
    return address?.family === 6 ? { text: `[${address.text}]${suffix}`, family: 6 } : undefined;
  }
  if (parseAddress(host)?.family === 4) return { text: `${host}${suffix}`, family: 4 };
  return hostName.pattern.test(host) ? { text: `${host}${suffix}`, family: undefined } : undefined;
}
