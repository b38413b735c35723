/** A Puppet value as plain data. */
export type PuppetValue = string | number | boolean | PuppetUndef | PuppetList | PuppetHash;

/** Puppet's `undef`, so that a value that is left out is said and not forgotten. */
export interface PuppetUndef {
  readonly kind: 'undef';
}

export interface PuppetList {
  readonly kind: 'list';
  readonly items: readonly PuppetValue[];
}

export interface PuppetHash {
  readonly kind: 'hash';
  /** Keys of a structure are bare words, keys that are data are quoted. */
  readonly keys: 'bare' | 'quoted';
  readonly entries: readonly PuppetEntry[];
}

export interface PuppetEntry {
  readonly key: string;
  readonly value: PuppetValue;
}

export const undef: PuppetUndef = { kind: 'undef' };

export function list(items: readonly PuppetValue[]): PuppetList {
  return { kind: 'list', items };
}

/** A hash whose keys are attribute names of ours; entries without a value are left out. */
export function structure(attributes: readonly (readonly [string, PuppetValue | undefined])[]): PuppetHash {
  const entries = attributes.flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }]));
  return { kind: 'hash', keys: 'bare', entries };
}

/** A hash whose keys are names from the inventory. */
export function mapping(pairs: readonly (readonly [string, PuppetValue])[]): PuppetHash {
  return { kind: 'hash', keys: 'quoted', entries: pairs.map(([key, value]) => ({ key, value })) };
}

/** puppet-lint's limit. */
const MAX_COLUMNS = 140;

/** A name of Puppet: no quoting makes a wrong one right, so it is refused. */
export function puppetIdentifier(text: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) throw new Error(`${JSON.stringify(text)} is no Puppet name`);
  return text;
}

/**
 * Single quotes, where only the quote and the backslash mean anything. puppet-lint takes `${` between them for a
 * mistake, so such text stands in double quotes with every `$` escaped.
 */
export function puppetString(text: string): string {
  if (text.includes('${')) return `"${text.replace(/[\\"$]/g, '\\$&')}"`;
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/** A value on one line. */
export function puppetInline(value: PuppetValue): string {
  if (typeof value === 'string') return puppetString(value);
  if (typeof value === 'number') return puppetNumber(value);
  if (typeof value === 'boolean') return String(value);
  if (value.kind === 'undef') return 'undef';
  if (value.kind === 'list') return `[${value.items.map(puppetInline).join(', ')}]`;
  if (value.entries.length === 0) return '{}';
  return `{ ${value.entries.map((entry) => `${printKey(value, entry)} => ${puppetInline(entry.value)}`).join(', ')} }`;
}

/**
 * A value over several lines where it is a hash, or where one line would be too long. The first line begins
 * where the caller stands, the others are indented; a comma follows as the caller's text says.
 * @param indent blanks before the line that the value begins on
 * @param used columns that this line has before the value
 */
export function puppetBlock(value: PuppetValue, indent: number, used: number, end = ''): string {
  if (typeof value !== 'object' || value.kind === 'undef') return endLine(puppetInline(value) + end, used);
  if (value.kind === 'list' && value.items.length > 0) {
    const inline = puppetInline(value) + end;
    return used + width(inline) <= MAX_COLUMNS ? inline : listBlock(value, indent, end);
  }
  if (value.kind === 'list' || value.entries.length === 0) return puppetInline(value) + end;
  return hashBlock(value, indent, end);
}

/** One element of a list, with its comma: on one line where that fits, else over several. */
export function puppetElement(value: PuppetValue, indent: number): string {
  const inline = `${puppetInline(value)},`;
  return indent + width(inline) <= MAX_COLUMNS ? inline : puppetBlock(value, indent, indent, ',');
}

function listBlock(value: PuppetList, indent: number, end: string): string {
  const pad = ' '.repeat(indent + 2);
  const items = value.items.map((item) => `${pad}${puppetElement(item, indent + 2)}\n`);
  return `[\n${items.join('')}${' '.repeat(indent)}]${end}`;
}

function hashBlock(value: PuppetHash, indent: number, end: string): string {
  const pad = ' '.repeat(indent + 2);
  const keys = value.entries.map((entry) => printKey(value, entry));
  const column = keys.reduce((most, key) => Math.max(most, width(key)), 0);
  const lines = value.entries.map((entry, index) => {
    const start = `${pad}${(keys[index] ?? '').padEnd(column)} => `;
    return `${start}${puppetBlock(entry.value, indent + 2, width(start), ',')}\n`;
  });
  return `{\n${lines.join('')}${' '.repeat(indent)}}${end}`;
}

/** Marks a line that no line break can make shorter. */
function endLine(text: string, used: number): string {
  return used + width(text) <= MAX_COLUMNS ? text : `${text} # lint:ignore:140chars`;
}

function printKey(hash: PuppetHash, { key }: PuppetEntry): string {
  return hash.keys === 'bare' ? puppetIdentifier(key) : puppetString(key);
}

function puppetNumber(value: number): string {
  if (!Number.isSafeInteger(value)) throw new Error(`${value} is no whole number`);
  return String(value);
}

/** Characters as puppet-lint counts them. */
function width(text: string): number {
  return [...text].length;
}
