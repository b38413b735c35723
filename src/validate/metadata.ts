import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { JsonSyntaxError, parseJsonTree, type JsonEntry, type JsonNode } from './json-tree.ts';
import { placeBetween } from './place.ts';

interface Text {
  readonly path: string;
  readonly text: string;
}

/** What Puppet and the Forge demand of a metadata.json. */
const REQUIRED = ['author', 'dependencies', 'license', 'name', 'source', 'summary', 'version'] as const;
const LISTS = ['dependencies', 'requirements', 'operatingsystem_support', 'tags'] as const;
const NAME = /^[a-zA-Z0-9]+[-/]([a-z][a-z0-9_]*)$/;
const VERSION =
  /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}(?:-[\da-z-]+(?:\.[\da-z-]+)*)?(?:\+[\da-z-]+(?:\.[\da-z-]+)*)?$/i;
const SUMMARY_LIMIT = 144;

/** Checks a metadata.json by itself: no program is needed for it. */
export function checkMetadata(file: Text): Finding[] {
  const report = (from: number, to: number, message: string): Finding =>
    finding('metadata-invalid', placeBetween(file, from, to), message);
  if (file.text.includes('\ufffd')) {
    const offset = file.text.indexOf('\ufffd');
    return [report(offset, offset + 1, 'the text is not UTF-8')];
  }
  try {
    return checkTree(parseJsonTree(file.text), report);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return [report(error.offset, error.offset + 1, `not JSON: ${error.message}`)];
  }
}

/** The name of the module, as its classes use it; undefined where the file does not say. */
export function moduleNameOf(text: string): string | undefined {
  try {
    const name = entriesOf(parseJsonTree(text)).findLast((entry) => entry.key === 'name')?.node.value;
    return typeof name === 'string' ? NAME.exec(name)?.[1] : undefined;
  } catch {
    return undefined;
  }
}

type Report = (from: number, to: number, message: string) => Finding;

function checkTree(root: JsonNode, report: Report): Finding[] {
  if (!isObject(root)) return [report(root.from, root.to, 'the file must hold one object, { … }')];
  const entries = entriesOf(root);
  const missing = REQUIRED.filter((key) => !entries.some((entry) => entry.key === key));
  return [
    ...missing.map((key) => report(root.from, root.from + 1, `the key "${key}" is missing`)),
    ...repeatedKeys(entries, report),
    ...entries.flatMap((entry) => checkEntry(entry, report)),
  ];
}

function repeatedKeys(entries: readonly JsonEntry[], report: Report): Finding[] {
  return entries
    .filter((entry, index) => entries.findIndex((other) => other.key === entry.key) < index)
    .map((entry) =>
      report(entry.keyFrom, entry.keyTo, `the key ${quoted(entry.key)} stands twice; only the last counts`),
    );
}

function checkEntry({ key, node }: JsonEntry, report: Report): Finding[] {
  const wrong = (message: string): Finding[] => [report(node.from, node.to, message)];
  if (LISTS.some((name) => name === key)) {
    if (!Array.isArray(node.value)) return wrong(`"${key}" must be a list, [ … ]`);
    return key === 'dependencies' || key === 'requirements' ? checkModules(key, node, report) : [];
  }
  if (!REQUIRED.some((name) => name === key)) return [];
  const text = node.value;
  if (typeof text !== 'string' || text === '') return wrong(`"${key}" must be a text that is not empty`);
  if (key === 'name' && !NAME.test(text)) {
    return wrong(
      `${quoted(text)} is not the name of a module; it has the form author-module, as in "puppetlabs-stdlib"`,
    );
  }
  if (key === 'version' && !VERSION.test(text)) {
    return wrong(`${quoted(text)} is not a semantic version, as 1.2.3 is`);
  }
  if (key === 'summary' && [...text].length > SUMMARY_LIMIT) {
    return wrong(`the summary has ${[...text].length} characters; ${SUMMARY_LIMIT} are allowed`);
  }
  return [];
}

function checkModules(key: string, node: JsonNode, report: Report): Finding[] {
  const items = Array.isArray(node.value) ? (node.value as readonly JsonNode[]) : [];
  const seen = new Set<string>();
  return items.flatMap((item) => {
    const name = entriesOf(item).find((entry) => entry.key === 'name')?.node;
    if (typeof name?.value !== 'string')
      return [report(item.from, item.to, `every item of "${key}" needs a "name"`)];
    const plainName = name.value.replace('/', '-');
    const form = key === 'dependencies' && !NAME.test(name.value);
    const twice = seen.has(plainName);
    seen.add(plainName);
    if (form) return [report(name.from, name.to, `${quoted(name.value)} is not the name of a module`)];
    return twice ? [report(name.from, name.to, `${quoted(name.value)} is listed twice in "${key}"`)] : [];
  });
}

function isObject(node: JsonNode): boolean {
  return typeof node.value === 'object' && node.value !== null && 'entries' in node.value;
}

function entriesOf(node: JsonNode): readonly JsonEntry[] {
  const { value } = node;
  return typeof value === 'object' && value !== null && 'entries' in value && !Array.isArray(value)
    ? (value as { entries: readonly JsonEntry[] }).entries
    : [];
}
