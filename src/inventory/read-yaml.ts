import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  Parser,
  type CST,
  type Document,
  type Node as YamlNode,
  type ParsedNode,
} from 'yaml';
import type { FindingCode } from '../diagnostics/codes.ts';
import { quoted } from '../diagnostics/escape.ts';
import type { Finding, Place } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { placeOf, type Source } from './source.ts';
import type { Entry, ScalarTree, Tree } from './tree.ts';
import { yaml11Meaning } from './yaml-1-1.ts';
import { limits, tooDeepAt } from './yaml-limits.ts';

/** A comment of the file: its text without `#`, where it is, and whether it has the line for itself. */
export interface Comment {
  readonly text: string;
  readonly at: Place;
}

/** What reading gives; `tree` is undefined where the text could not be read as a whole. */
export interface YamlReading {
  readonly tree: Tree | undefined;
  readonly comments: readonly Comment[];
  readonly findings: readonly Finding[];
}

/**
 * Text to positioned tree. Anchors, aliases and merge keys are resolved; mistakes of the text and values that
 * YAML 1.1 would read otherwise are findings. Never throws for what stands in the text.
 */
export function readYaml(source: Source): YamlReading {
  const lines = new LineCounter();
  const findings: Finding[] = [];
  const report = (code: FindingCode, start: number, end: number, message: string, hint?: string): void => {
    findings.push(finding(code, placeOf(source.path, lines, start, end), message, hint));
  };
  if (new TextEncoder().encode(source.text).length > limits.bytes) {
    lines.addNewLine(0);
    report('yaml-limit', 0, 0, 'the inventory is larger than 4 MiB');
    return { tree: undefined, comments: [], findings };
  }
  const tokens = [...new Parser(lines.addNewLine).parse(source.text)];
  const comments = commentsIn(tokens, source, lines);
  const deep = tooDeepAt(tokens);
  if (deep !== undefined) {
    report('yaml-limit', deep, deep + 1, `the inventory is nested deeper than ${limits.depth} levels`);
    return { tree: undefined, comments, findings };
  }
  const composer = new Composer({ lineCounter: lines, prettyErrors: false, merge: true, strict: true });
  const documents = [...composer.compose(tokens, true, source.text.length)] as Document.Parsed[];
  for (const problem of documents.flatMap((document) => [...document.errors, ...document.warnings])) {
    const code = problem.code === 'DUPLICATE_KEY' ? 'yaml-duplicate-key' : 'yaml-syntax';
    const [start, end] = duplicateAware(problem.code, problem.pos, source.text);
    report(code, start, end, problemText(problem.code, problem.message, source.text.slice(start, end)));
  }
  const [document, second] = documents;
  if (second !== undefined) {
    const [start] = second.range;
    report('yaml-syntax', start, start + 3, 'the file holds more than one YAML document');
  }
  if (document === undefined || findings.some((found) => found.code === 'yaml-syntax')) {
    return { tree: undefined, comments, findings };
  }
  const tree = treeOf(document, source, lines, report);
  return { tree, comments, findings };
}

function problemText(code: string, message: string, excerpt: string): string {
  if (code === 'DUPLICATE_KEY') return `the key ${quoted(excerpt)} stands twice in this map`;
  const [first = message] = message.split('\n');
  return first.charAt(0).toLowerCase() + first.slice(1);
}

/** The library marks one character of a repeated key; findings mark the key. */
function duplicateAware(
  code: string,
  [start, end]: readonly [number, number],
  text: string,
): [number, number] {
  if (code !== 'DUPLICATE_KEY') return [start, end];
  const key = /^(?:"[^"\n]*"|'[^'\n]*'|[^:\n#]*[^:\s#])/.exec(text.slice(start, start + 200));
  return [start, start + (key?.[0].length ?? 1)];
}

type Report = (code: FindingCode, start: number, end: number, message: string, hint?: string) => void;

/** Signals that the rest of the document is not worth reading; caught by `treeOf`, never seen outside. */
class Unreadable extends Error {}

function treeOf(
  document: Document.Parsed,
  source: Source,
  lines: LineCounter,
  report: Report,
): Tree | undefined {
  const place = (start: number, end: number): Place => placeOf(source.path, lines, start, end);
  const anchors = new Map<string, YamlNode>();
  const open = new Set<YamlNode>();
  let aliases = 0;
  let nodes = 0;

  function fail(code: FindingCode, node: YamlNode | null, message: string): never {
    const [start, end] = node?.range ?? [0, 0];
    report(code, start, end, message);
    throw new Unreadable(message);
  }

  function convert(node: ParsedNode | YamlNode | null, fallback: readonly [number, number]): Tree {
    nodes += 1;
    if (nodes > limits.nodes) fail('yaml-limit', node, 'the aliases expand to more than a million values');
    if (node === null) return { kind: 'scalar', value: null, text: '', plain: true, at: place(...fallback) };
    if (isAlias(node)) {
      aliases += 1;
      if (aliases > limits.aliases) fail('yaml-limit', node, `more than ${limits.aliases} aliases are used`);
      const target = anchors.get(node.source);
      if (target === undefined)
        fail('yaml-syntax', node, `the alias *${node.source} has no anchor before it`);
      if (open.has(target)) fail('yaml-syntax', node, `the alias *${node.source} contains itself`);
      return convert(target, fallback);
    }
    const [start, end] = node.range ?? [0, 0];
    if (!isMap(node) && !isSeq(node) && !isScalar(node))
      throw new TypeError('a YAML node of an unknown kind');
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isScalar(node)) return scalar(node, start, end);
    open.add(node);
    const tree: Tree = isSeq(node)
      ? {
          kind: 'list',
          items: node.items.map((item) => convert(item as ParsedNode, [start, start + 1])),
          at: place(start, end),
        }
      : { kind: 'map', entries: mapEntries(node.items as MapPairs), at: place(start, end) };
    open.delete(node);
    return tree;
  }

  type MapPairs = readonly { key: ParsedNode | null; value: ParsedNode | null }[];

  function mapEntries(pairs: MapPairs): Entry[] {
    const entries: Entry[] = [];
    const merged: Entry[] = [];
    for (const pair of pairs) {
      if (isScalar(pair.key) && pair.key.type === 'PLAIN' && pair.key.source === '<<') {
        for (const entry of mergedEntries(pair.value, rangeOf(pair.key))) merged.push(entry);
        continue;
      }
      const key = convert(pair.key, [pair.key?.range[0] ?? 0, pair.key?.range[1] ?? 0]);
      if (key.kind !== 'scalar') {
        report(
          'wrong-type',
          ...((pair.key === null ? [0, 0] : rangeOf(pair.key)) as [number, number]),
          'a key must be plain text',
        );
        continue;
      }
      const after = pair.key?.range[1] ?? 0;
      entries.push({ key: key.text, keyAt: key.at, value: convert(pair.value, [after, after + 1]) });
    }
    const own = new Set(entries.map((entry) => entry.key));
    for (const entry of merged) {
      if (own.has(entry.key)) continue;
      own.add(entry.key);
      entries.push(entry);
    }
    return entries;
  }

  function mergedEntries(value: ParsedNode | null, at: readonly [number, number]): readonly Entry[] {
    const tree = convert(value, at);
    const maps = tree.kind === 'list' ? tree.items : [tree];
    return maps.flatMap((map) => {
      if (map.kind === 'map') return map.entries;
      report('wrong-type', at[0], at[1], 'a merge key << takes a map or a list of maps');
      return [];
    });
  }

  function scalar(
    node: YamlNode & { value: unknown; type?: string; source?: string },
    start: number,
    end: number,
  ): ScalarTree {
    const plain = node.type === 'PLAIN' || node.type === undefined;
    const value = node.value;
    const text = plain ? (node.source ?? '') : String(value);
    const meaning = plain ? yaml11Meaning(text) : undefined;
    if (meaning !== undefined && !/^(?:yes|no)$/i.test(text)) {
      report(
        'yaml-ambiguous',
        start,
        end,
        `YAML 1.1 readers such as Ruby take ${quoted(text)} for ${meaning}`,
        `write it in quotes if it is text, or as a plain number`,
      );
    }
    const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return {
      kind: 'scalar',
      value: known ? value : value === null ? null : text,
      text,
      plain,
      at: place(start, end),
    };
  }

  try {
    return convert(document.contents, [0, 0]);
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

function rangeOf(node: { readonly range: readonly [number, number, number] }): [number, number] {
  return [node.range[0], node.range[1]];
}

/** All comments of the text, in order, found without recursion. */
function commentsIn(tokens: readonly CST.Token[], source: Source, lines: LineCounter): Comment[] {
  const found: { offset: number; source: string }[] = [];
  const pending: unknown[] = [...tokens];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (Array.isArray(next)) for (const part of next as unknown[]) pending.push(part);
    else if (typeof next === 'object' && next !== null) {
      const token = next as Partial<CST.SourceToken> & Record<string, unknown>;
      if (token.type === 'comment' && token.offset !== undefined && token.source !== undefined) {
        found.push({ offset: token.offset, source: token.source });
      } else {
        for (const part of ['start', 'props', 'items', 'key', 'sep', 'value', 'end']) {
          const child = token[part];
          if (typeof child === 'object' && child !== null) pending.push(child);
        }
      }
    }
  }
  return found
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, source: text }) => ({
      text: text.slice(1),
      at: placeOf(source.path, lines, offset, offset + text.length),
    }));
}
