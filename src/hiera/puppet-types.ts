import { quoted } from '../diagnostics/escape.ts';
import type { Located } from '../diagnostics/finding.ts';
import { parseAddress } from '../inventory/address.ts';
import { decodeDirectives, type Directives } from '../inventory/decode-directives.ts';
import type { Directive, DirectiveKind } from '../inventory/directives.ts';
import type { DirectiveValue, IpAddress } from '../inventory/model.ts';
import type { NameForm } from '../inventory/names.ts';
import { checkName, describe, type Reader } from '../inventory/read-values.ts';
import type { Entry, ScalarTree, Tree } from '../inventory/tree.ts';

// What the types of the emitted module take, where they are narrower or wider than the inventory. Every reader reports
// a value that fails the catalog; one that ldirectord refuses is reported as in an inventory.

/** `Name`: a role, a service or a virtual IP. */
export const puppetName: NameForm = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
  form: 'letters, digits, dot, - and _, a letter or a digit first',
};

/** `Hostname` */
export const puppetHostname: NameForm = {
  pattern: /^(?=.{1,253}$)(?!-)[A-Za-z0-9_-]+(?<!-)(?:\.(?!-)[A-Za-z0-9_-]+(?<!-))*$/,
  form: 'letters, digits, -, _ and dots, as in gui1.oe.example',
};

/** `Interface` */
export const puppetInterface: NameForm = {
  pattern: /^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,14}$/,
  form: 'letters, digits, dot, colon, - and _, at most 15 characters, as in eth0',
};

/** `Fallback` */
const FALLBACK = /^(?:\[[0-9a-f:]+\]|[A-Za-z0-9][A-Za-z0-9.-]*)(?::[1-9][0-9]{0,4})?$/;

/** Text. A number or a boolean without quotes is none. */
export function readString(reader: Reader, tree: Tree, what: string): string | undefined {
  if (isText(tree)) return tree.value;
  const hint =
    tree.kind === 'scalar' && tree.value !== null ? 'write it in quotes if it is meant as text' : undefined;
  reader.report('wrong-type', tree.at, `${what} must be text, not ${describe(tree)}`, hint);
  return undefined;
}

function isText(tree: Tree): tree is ScalarTree & { readonly value: string } {
  return tree.kind === 'scalar' && typeof tree.value === 'string';
}

/** Text of a certain form, with its place. */
export function readForm(
  reader: Reader,
  tree: Tree,
  what: string,
  { pattern, form }: NameForm,
): Located<string> | undefined {
  const value = readString(reader, tree, what);
  if (value === undefined || !checkName(reader, value, tree.at, what, pattern, form)) return undefined;
  return { value, at: tree.at };
}

/** `Address`: it is printed as it is written, so its text is kept. */
export function readAddress(reader: Reader, tree: Tree, what: string): IpAddress | undefined {
  const text = readString(reader, tree, what);
  if (text === undefined) return undefined;
  const parsed = text === text.toLowerCase() ? parseAddress(text) : undefined;
  if (parsed !== undefined) return { text, family: parsed.family, at: tree.at };
  const hint =
    'write a plain address such as 172.31.8.11 or 2001:db8::11, in small letters, without port and prefix';
  reader.report(
    'invalid-address',
    tree.at,
    `${quoted(text)} is not an IP address that the module takes`,
    hint,
  );
  return undefined;
}

/** Directives of a table that have a value in Hiera; secrets are none of them. */
export function decodePuppetDirectives(
  reader: Reader,
  entries: ReadonlyMap<string, Entry>,
  table: readonly Directive[],
): Directives {
  const fitting = table.filter((directive) => fits(reader, directive, entries.get(directive.name)));
  const decoded = decodeDirectives(reader, entries, fitting);
  const values = new Map<string, Located<DirectiveValue>>();
  for (const [name, item] of decoded) {
    const value = asWritten(reader, name, item, entries.get(name));
    if (value !== undefined) values.set(name, { ...item, value });
  }
  return values;
}

/** Names of the directives of a table that Hiera may set. */
export function puppetDirectiveNames(table: readonly Directive[]): string[] {
  return table.flatMap(({ name, status }) =>
    'emitted' in status && status.emitted.kind !== 'secret' ? [name] : [],
  );
}

function fits(reader: Reader, { name, status }: Directive, entry: Entry | undefined): boolean {
  if (entry === undefined || !('emitted' in status)) return false;
  return hasType(reader, status.emitted.kind, entry.value, quoted(name));
}

function hasType(reader: Reader, kind: DirectiveKind['kind'], tree: Tree, what: string): boolean {
  switch (kind) {
    case 'secret':
      return false;
    case 'integer':
      return true;
    case 'checktype':
    case 'netmask':
      return isNumber(tree) || readString(reader, tree, what) !== undefined;
    case 'boolean':
      if (tree.kind === 'scalar' && typeof tree.value === 'boolean') return true;
      reader.report('wrong-type', tree.at, `${what} must be true or false, not ${describe(tree)}`);
      return false;
    default:
      return readString(reader, tree, what) !== undefined;
  }
}

function isNumber(tree: Tree): boolean {
  return tree.kind === 'scalar' && typeof tree.value === 'number';
}

/** Puppet prints what stands in Hiera, where the inventory is brought into one form. */
function asWritten(
  reader: Reader,
  name: string,
  { value, at }: Located<DirectiveValue>,
  entry: Entry | undefined,
): DirectiveValue | undefined {
  const written = entry && isText(entry.value) ? entry.value.value : value;
  if (written === value) return value;
  if (name.startsWith('fallback') && FALLBACK.test(String(written))) return written;
  reader.report(
    'invalid-value',
    at,
    `the module does not take ${quoted(String(written))} for ${quoted(name)}`,
    `write ${String(value)}`,
  );
  return undefined;
}
