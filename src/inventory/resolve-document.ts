import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Alias,
  type Document,
  type Node as YamlNode,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { FindingCode } from '../diagnostics/codes.ts';
import { quoted } from '../diagnostics/escape.ts';
import type { Place } from '../diagnostics/finding.ts';
import type { Entry, ScalarTree, Tree } from './tree.ts';
import { yaml11Meaning } from './yaml-1-1.ts';
import { limits } from './yaml-limits.ts';

/** A stretch of the text by offsets; the end is exclusive. */
export type Range = readonly [start: number, end: number];

/** What the resolver needs of its text: places, and somewhere to report to. */
export interface TextReporter {
  readonly place: (range: Range) => Place;
  readonly report: (code: FindingCode, range: Range, message: string, hint?: string) => void;
}

/**
 * Who wins at a merge key `<<`. `yaml`: the map's own keys, which stand first. `ruby`: what stands further down in the
 * text, and all keys keep the order in which they were first met: measured with Psych, which reads Hiera data.
 */
export type MergeOrder = 'yaml' | 'ruby';

/**
 * A YAML document to a positioned tree: aliases and merge keys resolved.
 * @returns undefined where that would have no end, or none that is worth waiting for
 */
export function resolveDocument(
  document: Document.Parsed,
  reporter: TextReporter,
  order: MergeOrder,
): Tree | undefined {
  try {
    return new Resolver(reporter, order).resolve(document.contents, [0, 0]);
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

/** The rest of the document is not worth reading; what was wrong has been reported. */
class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

type AnyNode = ParsedNode | YamlNode;

/** One walk over a document; it counts what aliases make of it. */
class Resolver {
  readonly #reporter: TextReporter;
  readonly #order: MergeOrder;
  readonly #anchors = new Map<string, YamlNode>();
  /** The collections around the node that is being resolved. */
  readonly #open = new Set<YamlNode>();
  #aliases = 0;
  #nodes = 0;

  constructor(reporter: TextReporter, order: MergeOrder) {
    this.#reporter = reporter;
    this.#order = order;
  }

  /** @param absent where a value that is not there would stand */
  resolve(node: AnyNode | null, absent: Range): Tree {
    this.#nodes += 1;
    if (this.#nodes > limits.nodes)
      this.#stop('yaml-limit', node, 'the aliases expand to more than a million values');
    if (node === null) {
      return { kind: 'scalar', value: null, text: '', plain: true, at: this.#reporter.place(absent) };
    }
    if (isAlias(node)) return this.resolve(this.#target(node), absent);
    if (!isMap(node) && !isSeq(node) && !isScalar(node))
      throw new TypeError('a YAML node of an unknown kind');
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    return isScalar(node) ? this.#scalar(node) : this.#collection(node);
  }

  #stop(code: FindingCode, node: AnyNode | null, message: string): never {
    this.#reporter.report(code, rangeOf(node), message);
    throw new Unreadable(message);
  }

  #target(alias: Alias): YamlNode {
    this.#aliases += 1;
    if (this.#aliases > limits.aliases)
      this.#stop('yaml-limit', alias, `more than ${limits.aliases} aliases are used`);
    const target = this.#anchors.get(alias.source);
    if (target === undefined)
      this.#stop('yaml-syntax', alias, `the alias *${alias.source} has no anchor before it`);
    if (this.#open.has(target))
      this.#stop('yaml-syntax', alias, `the alias *${alias.source} contains itself`);
    return target;
  }

  #collection(node: YAMLMap | YAMLSeq): Tree {
    this.#open.add(node);
    const at = this.#reporter.place(rangeOf(node));
    const tree: Tree = isMap(node)
      ? { kind: 'map', entries: this.#order === 'ruby' ? this.#entriesAsRuby(node) : this.#entries(node), at }
      : { kind: 'list', items: this.#items(node), at };
    this.#open.delete(node);
    return tree;
  }

  #items(list: YAMLSeq): Tree[] {
    const [start] = rangeOf(list);
    return list.items.map((item) => this.resolve(item as ParsedNode, [start, start + 1]));
  }

  /** The map's own entries, then those merged into it that it does not have itself. */
  #entries(map: YAMLMap): Entry[] {
    const own: Entry[] = [];
    const merged: Entry[] = [];
    const known = new Set<string>();
    for (const { key, value } of map.items as readonly Pair[]) {
      // One by one: a million arguments of one call are more than the stack holds.
      if (isMerge(key)) for (const entry of this.#mergedMaps(value, rangeOf(key)).flat()) merged.push(entry);
      else
        for (const entry of this.#entry(key, value)) {
          if (known.has(entry.key)) this.#reportRepeated(entry.key, rangeOf(key));
          known.add(entry.key);
          own.push(entry);
        }
    }
    for (const entry of merged) {
      if (known.has(entry.key)) continue;
      known.add(entry.key);
      own.push(entry);
    }
    return own;
  }

  /** One after another, as into a hash of Ruby: of merged maps in a list the first one wins. */
  #entriesAsRuby(map: YAMLMap): Entry[] {
    const entries = new Map<string, Entry>();
    const own = new Set<string>();
    for (const { key, value } of map.items as readonly Pair[]) {
      const merged = isMerge(key);
      const found = merged
        ? this.#mergedMaps(value, rangeOf(key)).toReversed().flat()
        : this.#entry(key, value);
      for (const entry of found) {
        if (!merged && own.has(entry.key)) this.#reportRepeated(entry.key, rangeOf(key));
        if (!merged) own.add(entry.key);
        entries.set(entry.key, entry);
      }
    }
    return [...entries.values()];
  }

  #reportRepeated(key: string, range: Range): void {
    this.#reporter.report('yaml-duplicate-key', range, `the key ${quoted(key)} stands twice in this map`);
  }

  #entry(keyNode: ParsedNode | null, valueNode: ParsedNode | null): Entry[] {
    const range = rangeOf(keyNode);
    const key = this.resolve(keyNode, range);
    if (key.kind !== 'scalar') {
      this.#reporter.report('wrong-type', range, 'a key must be plain text');
      return [];
    }
    const [, after] = range;
    return [
      {
        key: key.text,
        keyAt: key.at,
        keyPlain: key.plain,
        value: this.resolve(valueNode, [after, after + 1]),
      },
    ];
  }

  #mergedMaps(value: ParsedNode | null, at: Range): readonly (readonly Entry[])[] {
    const tree = this.resolve(value, at);
    const maps = tree.kind === 'list' ? tree.items : [tree];
    return maps.flatMap((map) => {
      if (map.kind === 'map') return [map.entries];
      this.#reporter.report('wrong-type', at, 'a merge key << takes a map or a list of maps');
      return [];
    });
  }

  #scalar(node: Scalar): ScalarTree {
    const plain = node.type === 'PLAIN' || node.type === undefined;
    const text = plain ? (node.source ?? '') : String(node.value);
    if (plain) this.#warnOfYaml11(text, rangeOf(node));
    return {
      kind: 'scalar',
      value: scalarValue(node, text),
      text,
      plain,
      at: this.#reporter.place(rangeOf(node)),
    };
  }

  #warnOfYaml11(text: string, range: Range): void {
    const meaning = yaml11Meaning(text);
    if (meaning === undefined) return;
    this.#reporter.report(
      'yaml-ambiguous',
      range,
      `YAML 1.1 readers such as Ruby take ${quoted(text)} for ${meaning}`,
      'write it in quotes if it is text, or as a plain number',
    );
  }
}

interface Pair {
  readonly key: ParsedNode | null;
  readonly value: ParsedNode | null;
}

function isMerge(key: ParsedNode | null): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<';
}

/** Whatever YAML makes of a scalar besides text, numbers and booleans is its text here. */
function scalarValue({ value }: Scalar, text: string): ScalarTree['value'] {
  const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return known || value === null ? value : text;
}

function rangeOf(node: AnyNode | null): Range {
  const [start, end] = node?.range ?? [0, 0];
  return [start, end];
}
