import { didYouMean } from '../diagnostics/did-you-mean.ts';
import { quoted } from '../diagnostics/escape.ts';
import type { Finding, Place } from '../diagnostics/finding.ts';
import { inventoryKeys, requiredKeys } from '../inventory/keys.ts';
import { CONTROLS, readerInto, type Reader } from '../inventory/read-values.ts';
import { readYaml } from '../inventory/read-yaml.ts';
import type { Source } from '../inventory/source.ts';
import type { Comment } from '../inventory/tokens.ts';
import { entryOf, type Entry, type ScalarTree, type Tree } from '../inventory/tree.ts';
import { isNothing } from './deep-merge.ts';
import type { HieraKeys } from './hiera-keys.ts';
import { checkLookupOptions } from './lookup-options.ts';
import { rubyScalar } from './ruby-scalar.ts';
import { showOnly } from './shown-text.ts';

/** A file of Hiera, as far as it belongs to a module. */
export interface HieraFile {
  /** The keys that are followed, with the values that Ruby reads. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly comments: readonly Comment[];
  readonly findings: readonly Finding[];
  /** What only Puppet can resolve: findings where nothing of a higher priority stands over it. */
  readonly open: readonly Finding[];
  /** What findings may show of it; undefined where nobody knows what is a secret. */
  readonly shown: Source | undefined;
}

/** An inventory that was taken for a file of Hiera would change nothing, without a word. */
const INVENTORY_KEYS = requiredKeys(inventoryKeys);

/** Directives that hold a secret: nobody may write them where they stood in the open. */
const SECRET_NAMES: ReadonlySet<string> = new Set(['passwd', 'secret']);

/**
 * Reads a file of Hiera. What belongs to other modules is passed over and never shown; the same goes for secrets.
 */
export function readHieraFile(source: Source, keys: HieraKeys): HieraFile {
  const { tree, comments, findings: read } = readYaml(source, 'ruby');
  if (tree === undefined) {
    return { entries: new Map(), comments, findings: read.map(withoutText), open: [], shown: undefined };
  }
  const findings: Finding[] = [];
  const reader = readerInto(findings);
  if (tree.kind !== 'map') {
    const message = 'a file of Hiera must be a map of keys';
    if (!isNothing(tree)) reader.report('wrong-type', startOf(tree.at), message);
    return { entries: new Map(), comments, findings, open: [], shown: undefined };
  }
  if (INVENTORY_KEYS.every((name) => entryOf(tree, name) !== undefined)) {
    const hint = 'write the inventory in front of --hiera';
    reader.report('wrong-type', startOf(tree.at), 'this is an inventory and no data of Hiera', hint);
    return { entries: new Map(), comments: [], findings, open: [], shown: undefined };
  }
  const followed = tree.entries.filter(({ key }) => keys.uses.get(key) === 'followed');
  for (const entry of tree.entries) checkEntry(reader, entry, keys);
  const open: Finding[] = [];
  const readers = { reader, opener: readerInto(open) };
  return {
    entries: new Map(followed.map((entry) => [entry.key, asRuby(readers, entry)])),
    comments,
    findings: [...read.filter(({ at }) => followed.some((entry) => holds(entry, at))), ...findings],
    open,
    shown: { path: source.path, text: shownText(source, tree.entries, followed, comments) },
  };
}

/** The reader of YAML repeats in some of its messages what it did not understand. */
function withoutText(item: Finding): Finding {
  return item.code === 'yaml-syntax' ? { ...item, message: item.message.replace(/: ".*$/s, '') } : item;
}

/** A mistake of the whole file is shown at its beginning. */
function startOf(at: Place): Place {
  return { ...at, endLine: at.line, endColumn: at.column };
}

function checkEntry(reader: Reader, { key, keyAt, value }: Entry, keys: HieraKeys): void {
  const use = keys.uses.get(key);
  if (use !== 'followed' && holdsDate(value)) {
    const message = `${quoted(key)} holds a date without quotes, and Hiera refuses the whole file`;
    reader.report('hiera-not-followed', keyAt, message, 'write it in quotes');
  }
  if (key === 'lookup_options') checkLookupOptions(reader, value, keys);
  if (use === 'secret' && key.startsWith(`${keys.module}::`)) checkSecret(reader, key, keyAt, value);
  if (use !== undefined || !key.startsWith(`${keys.module}::`)) return;
  reader.report(
    'unknown-hiera-key',
    keyAt,
    `the module ${keys.module} has no parameter ${quoted(key)}`,
    didYouMean(key, [...keys.uses.keys()]),
  );
}

function holdsDate(tree: Tree): boolean {
  if (tree.kind === 'map')
    return tree.entries.some(({ key, keyPlain, value }) => isDate(key, keyPlain) || holdsDate(value));
  return tree.kind === 'list' ? tree.items.some(holdsDate) : isDate(tree.text, tree.plain);
}

function isDate(text: string, plain: boolean): boolean {
  return plain && rubyScalar(text).kind === 'date';
}

const UNFIT_FOR_SECRET = new RegExp(`[#${CONTROLS}]`, 'u');

/** The value itself is not repeated, and the place is that of the key. */
function checkSecret(reader: Reader, key: string, at: Place, tree: Tree): void {
  const isText = tree.kind === 'scalar' && (!tree.plain || rubyScalar(tree.text).kind === 'text');
  // Hiera takes nothing for a key without a value.
  if (isNothing(tree) || (isText && tree.text !== '' && !UNFIT_FOR_SECRET.test(tree.text))) return;
  const message = `the value of ${quoted(key)} must be text without # and control characters`;
  reader.report('wrong-type', at, message, 'write it in quotes');
}

/** Whether a place lies in the text of an entry. */
function holds({ keyAt, value }: Entry, at: Place): boolean {
  const before = at.line < keyAt.line || (at.line === keyAt.line && at.column < keyAt.column);
  const { endLine, endColumn } = value.at;
  const behind = at.line > endLine || (at.line === endLine && at.column > endColumn);
  return !before && !behind;
}

/** The keys of all, with their colons, and the values of ours as far as they are written there. */
function shownText(
  { text }: Source,
  all: readonly Entry[],
  followed: readonly Entry[],
  comments: readonly Comment[],
): string {
  const keys = all.map(({ keyAt }) => ({ ...keyAt, endColumn: keyAt.endColumn + 1 }));
  const acknowledging = comments.filter((comment) => /^\s*lvs-puppet:/.test(comment.text));
  const others = all.filter((entry) => !followed.includes(entry) && !isNothing(entry.value));
  return showOnly(
    text,
    [...keys, ...followed.map(extentOf), ...acknowledging.map(({ at }) => at)],
    // An alias may have taken a value of ours from there.
    [...followed.flatMap(({ value }) => secretPlaces(value)), ...others.map(({ value }) => value.at)],
  );
}

/** From the key to the end of the value; an alias has its value further up. */
function extentOf({ keyAt, value: { at } }: Entry): Place {
  const isAlias = at.line < keyAt.line || (at.line === keyAt.line && at.column < keyAt.column);
  return isAlias ? at : { ...at, line: keyAt.line, column: keyAt.column };
}

function secretPlaces(tree: Tree): Place[] {
  if (tree.kind === 'list') return tree.items.flatMap(secretPlaces);
  if (tree.kind === 'scalar') return [];
  return tree.entries.flatMap(({ key, value }) => (SECRET_NAMES.has(key) ? [value.at] : secretPlaces(value)));
}

/** Where mistakes are reported, and where what is open. */
interface Readers {
  readonly reader: Reader;
  readonly opener: Reader;
}

/** An entry with what Ruby makes of its scalars. */
function asRuby(readers: Readers, entry: Entry): Entry {
  return { ...entry, value: valueAsRuby(readers, entry.value) };
}

function valueAsRuby(readers: Readers, tree: Tree): Tree {
  if (tree.kind === 'scalar') return scalarAsRuby(readers, tree);
  if (tree.kind === 'list') return { ...tree, items: tree.items.map((item) => valueAsRuby(readers, item)) };
  for (const entry of tree.entries) checkKey(readers, entry);
  return { ...tree, entries: tree.entries.map((entry) => asRuby(readers, entry)) };
}

function checkKey({ reader, opener }: Readers, { key, keyAt, keyPlain }: Entry): void {
  reportOpen(opener, key, keyAt);
  const { kind } = keyPlain ? rubyScalar(key) : { kind: 'text' };
  if (kind === 'text') return;
  const message = `Ruby takes the key ${quoted(key)} for ${kind === 'null' ? 'nothing' : `a ${kind}`}`;
  reader.report('wrong-type', keyAt, message, 'write it in quotes');
}

/** A value that only Puppet, or another backend of Hiera, can resolve. */
const OPEN = /%\{|^\s*ENC\[/;

function reportOpen(opener: Reader, text: string, at: Place): void {
  if (!OPEN.test(text)) return;
  const message = `${quoted(text)} is resolved when a catalog is compiled`;
  const hint = 'write the value that it stands for into a file of its own, and name that one first';
  opener.report('hiera-not-followed', at, message, hint);
}

function scalarAsRuby({ reader, opener }: Readers, tree: ScalarTree): ScalarTree {
  const ruby = tree.plain ? rubyScalar(tree.text) : ({ kind: 'text' } as const);
  const { text, at } = tree;
  const refused = `Ruby takes ${quoted(text)} for a ${ruby.kind}, which Hiera refuses`;
  switch (ruby.kind) {
    case 'text':
      reportOpen(opener, text, at);
      return { ...tree, value: text, plain: false };
    case 'integer':
    case 'boolean':
      return { ...tree, value: ruby.value, plain: false };
    case 'float':
      // No parameter takes one, so it is enough that it is no whole number.
      return { ...tree, value: Number.NaN, plain: false };
    case 'null':
      return { ...tree, value: null, plain: false };
    case 'symbol':
      opener.report('hiera-not-followed', at, refused, 'write it in quotes');
      return { ...tree, value: Number.NaN, plain: false };
    case 'date':
      // Wherever it stands, the whole file is refused.
      reader.report('hiera-not-followed', at, refused, 'write it in quotes');
      return { ...tree, value: null, plain: false };
  }
}
