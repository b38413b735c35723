import { Composer, LineCounter, visit, type CST, type Document } from 'yaml';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { readSimpleYaml } from './read-simple-yaml.ts';
import { resolveDocument, type MergeOrder, type Range, type TextReporter } from './resolve-document.ts';
import { placeOf, type Source } from './source.ts';
import { readTokens, type Comment } from './tokens.ts';
import type { Tree } from './tree.ts';
import { limits, tooDeepAt } from './yaml-limits.ts';

/** What reading gives; `tree` is undefined where the text could not be read as a whole. */
export interface YamlReading {
  readonly tree: Tree | undefined;
  readonly comments: readonly Comment[];
  readonly findings: readonly Finding[];
}

/**
 * Text to positioned tree. Anchors, aliases and merge keys are resolved; mistakes of the text and values that
 * YAML 1.1 would read otherwise are findings. Never throws for what stands in the text.
 * @param order who wins at a merge key
 */
export function readYaml(source: Source, order: MergeOrder = 'yaml'): YamlReading {
  const simple = readSimpleYaml(source);
  return simple === undefined ? readAnyYaml(source, order) : { ...simple, findings: [] };
}

/** The same for every text, with the library; a text of the simple form takes it six times as long. */
export function readAnyYaml(source: Source, order: MergeOrder = 'yaml'): YamlReading {
  const lines = new LineCounter();
  const findings: Finding[] = [];
  const reporter: TextReporter = {
    place: ([start, end]) => placeOf(source.path, lines, start, end),
    report: (code, range, message, hint) => {
      findings.push(finding(code, reporter.place(range), message, hint));
    },
  };
  if (new TextEncoder().encode(source.text).length > limits.bytes) {
    lines.addNewLine(0);
    reporter.report('yaml-limit', [0, 0], 'the file is larger than 4 MiB');
    return { tree: undefined, comments: [], findings };
  }
  const { tokens, comments } = readTokens(source, lines);
  const document = composeOne(tokens, source.text, lines, reporter);
  const sound = !findings.some(({ code }) => code === 'yaml-syntax' || code === 'yaml-limit');
  const tree = document !== undefined && sound ? resolveDocument(document, reporter, order) : undefined;
  return { tree, comments, findings };
}

/** The one document of the text; everything that is wrong with its form is reported. */
function composeOne(
  tokens: readonly CST.Token[],
  text: string,
  lines: LineCounter,
  { report }: TextReporter,
): Document.Parsed | undefined {
  const deep = tooDeepAt(tokens);
  if (deep !== undefined) {
    report('yaml-limit', [deep, deep + 1], `the file is nested deeper than ${limits.depth} levels`);
    return undefined;
  }
  // The library compares every key with every other, which takes minutes for a hostile file; `resolveDocument`
  // finds repeated keys in one pass.
  const options = { lineCounter: lines, prettyErrors: false, merge: true, strict: true, uniqueKeys: false };
  const composer = new Composer(options);
  const documents = [...composer.compose(tokens, true, text.length)] as Document.Parsed[];
  for (const document of documents) {
    for (const { code, pos, message } of [...document.errors, ...document.warnings]) {
      const open = code === 'MISSING_CHAR' && message.endsWith('quote') ? openQuote(document) : undefined;
      if (open === undefined) report('yaml-syntax', pos, firstLine(message));
      else report('yaml-syntax', open, 'this quote is not closed');
    }
  }
  const [document, second] = documents;
  if (second !== undefined) {
    const [start] = second.range;
    report('yaml-syntax', [start, start + 3], 'the file holds more than one YAML document');
  }
  return document;
}

function firstLine(message: string): string {
  const [first = message] = message.split('\n');
  return first.charAt(0).toLowerCase() + first.slice(1);
}

/**
 * An open quote takes everything behind it, so it is the last one of the document; the library reports the end of
 * the file, where nobody would look for it.
 */
function openQuote(document: Document.Parsed): Range | undefined {
  let last: Range | undefined;
  visit(document, {
    Scalar: (_key, { type, range }) => {
      const isQuoted = type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE';
      if (isQuoted && range && range[0] >= (last?.[0] ?? 0)) last = [range[0], range[0] + 1];
    },
  });
  return last;
}
