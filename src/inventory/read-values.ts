import type { FindingCode } from '../diagnostics/codes.ts';
import { didYouMean } from '../diagnostics/did-you-mean.ts';
import { quoted } from '../diagnostics/escape.ts';
import type { Finding, Located, Place } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Entry, MapTree, ScalarTree, Tree } from './tree.ts';

/** Collects what the decoder finds; every reader below reports here and then gives undefined. */
export interface Reader {
  readonly report: (code: FindingCode, at: Place, message: string, hint?: string) => void;
}

/** A reader that appends to a list of findings. */
export function readerInto(findings: Finding[]): Reader {
  return {
    report: (code, at, message, hint) => {
      findings.push(finding(code, at, message, hint));
    },
  };
}

/** A map, or undefined with a finding. `what` names the thing in the message, for example `"roles"`. */
export function readMap(reader: Reader, tree: Tree, what: string): MapTree | undefined {
  if (tree.kind === 'map') return tree;
  reader.report('wrong-type', tree.at, `${what} must be a map, not ${describe(tree)}`);
  return undefined;
}

/** The entries of a map by key; keys outside `known` are findings with a proposal. */
export function readKeys<K extends string>(
  reader: Reader,
  map: MapTree,
  what: string,
  known: readonly K[],
): ReadonlyMap<K, Entry> {
  const entries = new Map<K, Entry>();
  for (const entry of map.entries) {
    const key = known.find((candidate) => candidate === entry.key);
    if (key === undefined) {
      reader.report(
        'unknown-key',
        entry.keyAt,
        `${what} has no key ${quoted(entry.key)}`,
        didYouMean(entry.key, known),
      );
    } else if (!entries.has(key)) entries.set(key, entry);
  }
  return entries;
}

/** Text. A number is taken by the way it is written; a plain yes, no, true, false or nothing is refused. */
export function readText(reader: Reader, tree: Tree, what: string): string | undefined {
  if (tree.kind !== 'scalar' || tree.value === null || typeof tree.value === 'boolean') {
    reader.report('wrong-type', tree.at, `${what} must be text, not ${describe(tree)}`, quoteHint(tree));
    return undefined;
  }
  if (tree.plain && /^(?:yes|no)$/i.test(tree.text)) {
    reader.report(
      'yaml-ambiguous',
      tree.at,
      `YAML 1.1 readers such as Ruby take ${quoted(tree.text)} for a boolean`,
      'write it in quotes if it is text',
    );
  }
  const text = typeof tree.value === 'number' ? tree.text : String(tree.value);
  return isPrintable(reader, text, tree, what) ? text : undefined;
}

/** Control characters, and the separators of lines that are none, as members of a class of characters. */
export const CONTROLS = '\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029';
const CONTROL = new RegExp(`[${CONTROLS}]`, 'u');

function isPrintable(reader: Reader, text: string, tree: ScalarTree, what: string): boolean {
  if (CONTROL.test(text)) {
    reader.report('control-character', tree.at, `${what} holds a control character: ${quoted(text)}`);
    return false;
  }
  if (!text.isWellFormed() || text.includes('\ufeff')) {
    reader.report('control-character', tree.at, `${what} is not plain Unicode text: ${quoted(text)}`);
    return false;
  }
  return true;
}

/** The least and the greatest number that is allowed. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** A whole number within bounds, both inclusive. */
export function readInteger(
  reader: Reader,
  tree: Tree,
  what: string,
  { min, max }: Bounds,
): number | undefined {
  if (tree.kind !== 'scalar' || typeof tree.value !== 'number' || !Number.isInteger(tree.value)) {
    reader.report('wrong-type', tree.at, `${what} must be a whole number, not ${describe(tree)}`);
    return undefined;
  }
  if (tree.value < min || tree.value > max) {
    reader.report('invalid-value', tree.at, `${what} must be between ${min} and ${max}, not ${tree.text}`);
    return undefined;
  }
  return tree.value;
}

/** A boolean; plain yes and no are taken too, as in ldirectord.cf. */
export function readBoolean(reader: Reader, tree: Tree, what: string): boolean | undefined {
  if (tree.kind === 'scalar') {
    if (typeof tree.value === 'boolean') return tree.value;
    if (tree.text === 'yes' || tree.text === 'no') return tree.text === 'yes';
  }
  reader.report('wrong-type', tree.at, `${what} must be true or false, not ${describe(tree)}`);
  return undefined;
}

/** One of some words. */
export function readWord<W extends string>(
  reader: Reader,
  tree: Tree,
  what: string,
  words: readonly W[],
): W | undefined {
  const text = readText(reader, tree, what);
  if (text === undefined) return undefined;
  const word = words.find((candidate) => candidate === text);
  if (word === undefined) {
    reader.report(
      'invalid-value',
      tree.at,
      `${what} must be one of ${words.join(', ')}, not ${quoted(text)}`,
      proposal(text, words),
    );
  }
  return word;
}

function proposal(text: string, words: readonly string[]): string | undefined {
  const hint = didYouMean(text, words);
  return hint?.startsWith('did') === true ? hint : undefined;
}

/** Text of a certain form; `form` says in words what is allowed. */
export function readName(
  reader: Reader,
  tree: Tree,
  what: string,
  pattern: RegExp,
  form: string,
): string | undefined {
  const text = readText(reader, tree, what);
  if (text === undefined) return undefined;
  return checkName(reader, text, tree.at, what, pattern, form) ? text : undefined;
}

/** Checks a key that is a name; reports and gives false where it is not of the form. */
export function checkName(
  reader: Reader,
  text: string,
  at: Place,
  what: string,
  pattern: RegExp,
  form: string,
): boolean {
  if (pattern.test(text)) return true;
  reader.report('invalid-name', at, `${what} ${quoted(text)} is not allowed`, form);
  return false;
}

/** The entry's value together with its place, or undefined where there is no value. */
export function located<T>(value: T | undefined, at: Place): Located<T> | undefined {
  return value === undefined ? undefined : { value, at };
}

/** Reports keys that must be there and are not; gives whether all are. */
export function requireKeys(
  reader: Reader,
  entries: ReadonlyMap<string, Entry>,
  at: Place,
  what: string,
  keys: readonly string[],
): boolean {
  const missing = keys.filter((key) => !entries.has(key));
  for (const key of missing) reader.report('missing-key', at, `${what} needs the key ${quoted(key)}`);
  return missing.length === 0;
}

/** A value in words, for messages: the offending text itself where it is short. */
export function describe(tree: Tree): string {
  if (tree.kind !== 'scalar') return tree.kind === 'map' ? 'a map' : 'a list';
  if (tree.value === null) return 'nothing';
  if (typeof tree.value === 'boolean') return `the boolean ${tree.text}`;
  if (typeof tree.value === 'number') return `the number ${tree.text}`;
  return `the text ${quoted(tree.text)}`;
}

function quoteHint(tree: Tree): string | undefined {
  return tree.kind === 'scalar' && tree.value !== null
    ? 'write it in quotes if it is meant as text'
    : undefined;
}
