import { Composer, isAlias, isMap, isScalar, Parser, visit, type Document, type ParsedNode } from 'yaml';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { limits, tooDeepAt } from '../inventory/yaml-limits.ts';
import { placeBetween } from './place.ts';

interface Text {
  readonly path: string;
  readonly text: string;
}

/** The only Ruby objects that Puppet lets a YAML file make. */
const SYMBOL_TAGS = new Set(['!ruby/symbol', '!ruby/sym']);

/**
 * Checks Hiera data and hiera.yaml as Ruby reads them, which is YAML 1.1. Only the first document counts: Ruby
 * does not look at what comes after it.
 */
export function checkHiera(file: Text): Finding[] {
  const report: Report = (from, to, message) =>
    finding('hiera-yaml-invalid', placeBetween(file, from, to), message);
  const broken = file.text.indexOf('\ufffd');
  if (broken >= 0) return [report(broken, broken + 1, 'the text is not UTF-8')];
  const tokens = [...new Parser().parse(file.text)];
  const deep = tooDeepAt(tokens);
  if (deep !== undefined) return [report(deep, deep + 1, `nested deeper than ${limits.depth} levels`)];
  // Ruby takes the last of two equal keys; that is reported below, but it is no error.
  const composer = new Composer({
    version: '1.1',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  return checkDocuments([...composer.compose(tokens, true, file.text.length)] as Parsed[], report);
}

type Report = (from: number, to: number, message: string) => Finding;
type Parsed = Document.Parsed<ParsedNode>;

function checkDocuments(documents: readonly Parsed[], report: Report): Finding[] {
  const [first, second] = documents;
  if (first === undefined) return [];
  const errors = first.errors.map((error) => report(...error.pos, tidy(error.message)));
  if (errors.length > 0) return errors;
  const extra = second === undefined ? [] : [secondDocument(second, report)];
  return [
    ...shapeErrors(first, report),
    ...rubyTags(first, report),
    ...unknownAliases(first, report),
    ...dates(first, report),
    ...repeatedKeys(first, report),
    ...extra,
  ];
}

/** Hiera takes a map; a file with nothing in it is a map without keys. */
function shapeErrors(document: Parsed, report: Report): Finding[] {
  const { contents } = document;
  if (contents === null || isMap(contents)) return [];
  if ('value' in contents && (contents.value === null || contents.value === false)) return [];
  const [from, to] = contents.range;
  return [report(from, Math.min(to, from + 60), 'Hiera needs a map of keys to values here')];
}

/** Puppet reads YAML in safe mode and refuses a file that would make Ruby objects. */
function rubyTags(document: Parsed, report: Report): Finding[] {
  const findings: Finding[] = [];
  visit(document, {
    Node(_key, node) {
      const { tag, range } = node;
      if (tag === undefined || !/^(?:!|tag:)ruby[/:]/.test(tag) || SYMBOL_TAGS.has(tag)) return;
      const [from, to] = range ?? [0, 1];
      findings.push(
        report(from, Math.min(to, from + 60), `Puppet refuses the tag ${tag}: it would make a Ruby object`),
      );
    },
  });
  return findings;
}

/** The parser looks aliases up only when their values are asked for; Ruby does at once. */
function unknownAliases(document: Parsed, report: Report): Finding[] {
  const anchors = new Set<string>();
  const findings: Finding[] = [];
  visit(document, {
    Node(_key, node) {
      if (isAlias(node)) {
        if (!anchors.has(node.source))
          findings.push(report(...rangeOf(node), `the alias *${node.source} has no anchor before it`));
      } else if (node.anchor !== undefined) anchors.add(node.anchor);
    },
  });
  return findings;
}

/** A plain date is a date in YAML 1.1, which Puppet's safe mode refuses as it does any Ruby object. */
function dates(document: Parsed, report: Report): Finding[] {
  const findings: Finding[] = [];
  visit(document, {
    Scalar(_key, scalar) {
      if (scalar.value instanceof Date) {
        findings.push(report(...rangeOf(scalar), 'Puppet refuses a date that is not in quotes'));
      }
    },
  });
  return findings;
}

function repeatedKeys(document: Parsed, report: Report): Finding[] {
  const findings: Finding[] = [];
  visit(document, {
    Map(_key, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        const name = keyText(key);
        if (name !== undefined && seen.has(name)) {
          findings.push(
            asWarning(report(...rangeOf(key), 'the key stands twice in this map; Ruby takes the last')),
          );
        }
        if (name !== undefined) seen.add(name);
      }
    },
  });
  return findings;
}

function secondDocument(document: Parsed, report: Report): Finding {
  const [from] = document.range;
  return asWarning(
    report(from, from + 1, 'Hiera reads only the first document of a file; this one is ignored'),
  );
}

/** What tells two keys apart; undefined for keys that are lists or maps, and for merges, which may repeat. */
function keyText(key: unknown): string | undefined {
  if (!isScalar(key) || key.source === '<<') return undefined;
  return `${typeof key.value} ${String(key.value)}`;
}

function rangeOf(key: unknown): [number, number] {
  const range = typeof key === 'object' && key !== null && 'range' in key ? key.range : undefined;
  return Array.isArray(range) ? [Number(range[0]), Number(range[1])] : [0, 1];
}

function asWarning(item: Finding): Finding {
  return { ...item, severity: 'warning' };
}

function tidy(message: string): string {
  return message.trim().replace(/\s+/g, ' ');
}
