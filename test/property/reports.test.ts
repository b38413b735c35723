import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codes, type FindingCode } from '../../src/diagnostics/codes.ts';
import { printable } from '../../src/diagnostics/escape.ts';
import type { Finding } from '../../src/diagnostics/finding.ts';
import type { Review } from '../../src/diff/model.ts';
import { formatFindings, findingsSummary } from '../../src/report/format-findings.ts';
import type { FindingsReport } from '../../src/report/findings-report.ts';
import { formatReview, reviewSummary } from '../../src/report/format-review.ts';
import { groupedRemarks, remarksOfReview } from '../../src/report/remark.ts';
import { diffOf, printableLines } from '../../src/report/review-diffs.ts';
import { reviewMermaid } from '../../src/report/review-mermaid.ts';
import { reviewSchema } from '../../src/report/review-schema.ts';
import { reviewText } from '../../src/report/review-text.ts';
import { decodeCommands } from '../unit/report/decode-commands.ts';
import { anyReview, anyText } from './random-review.ts';
import { nodesOf, readMarkdown, wordsOf, type MarkdownNode } from './read-markdown.ts';

const numRuns = process.env['LVS_PUPPET_FULL'] === '1' ? 300 : 100;
const settings = { numRuns, seed: Number(process.env['LVS_PUPPET_SEED'] ?? 1) };

const anyFinding: fc.Arbitrary<Finding> = fc.record({
  code: fc.constantFrom(...(Object.keys(codes) as FindingCode[])),
  severity: fc.constantFrom('error', 'warning', 'note'),
  message: anyText,
  at: fc.record({
    file: anyText,
    line: fc.integer({ min: 1, max: 99 }),
    column: fc.integer({ min: 1, max: 99 }),
    endLine: fc.constant(100),
    endColumn: fc.integer({ min: 1, max: 99 }),
  }),
  hint: anyText,
});

const anyFindings: fc.Arbitrary<FindingsReport> = fc.record({
  command: fc.constantFrom('lint', 'validate'),
  subjects: fc.array(anyText, { minLength: 1, maxLength: 3 }),
  findings: fc.array(anyFinding, { maxLength: 6 }),
  notChecked: fc.array(fc.record({ path: anyText, reason: anyText }), { maxLength: 2 }),
});

/** What moves a cursor, hides text or turns it around. */
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;

describe('text', () => {
  it('is printable at every width, and no word is lost', () => {
    fc.assert(
      fc.property(anyReview, fc.constantFrom(20, 40, 80, 120, undefined), (review, columns) => {
        const text = reviewText(review, { columns });
        expect(text).not.toMatch(UNPRINTABLE);
        const oneLine = text.replaceAll(/\s+/g, ' ');
        const unwrapped = reviewText(review).replaceAll(/\s+/g, ' ');
        expect(oneLine).toBe(unwrapped);
      }),
      settings,
    );
  });
});

describe('json', () => {
  const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(reviewSchema());

  it('is what the published schema says, and holds the review unchanged', () => {
    fc.assert(
      fc.property(anyReview, (review) => {
        const data = JSON.parse(formatReview('json', review)) as { changes: Record<string, unknown>[] };
        expect(validate(data), JSON.stringify(validate.errors)).toBe(true);
        expect(data.changes.map(({ message, before }) => [message, before])).toEqual(
          review.changes.map(({ message, before }) => [message, before ?? null]),
        );
      }),
      settings,
    );
  });
});

/** Lines of HTML that a comment may hold: none has a text of an inventory in it but the marker, whose key is encoded. */
const OWN_HTML = [
  /^<!-- lvs-puppet:[A-Za-z0-9._/:%!~*'()-]+ -->$/,
  /^<details>\n<summary>[A-Za-z0-9 .,:]+<\/summary>$/,
  /^<\/details>$/,
];

const OWN_NODES = [
  'root',
  'html',
  'heading',
  'paragraph',
  'text',
  'strong',
  'inlineCode',
  'code',
  'list',
  'listItem',
  'table',
  'tableRow',
  'tableCell',
];

/** Texts outside of code in which a host of repositories would look for something, and find it. */
const LINKED = [
  /@|#|www\.|:\/\/|:\w+:|[~!$%&^][\w"]|<|>|`/i,
  /\b[0-9a-f]{7,}\b|\bgh-\d/i,
  /\b[A-Z][A-Z0-9_]*-\d/,
];

/** Judges a comment as a real parser reads it. */
function expectHarmless(text: string): MarkdownNode[] {
  expect(text).not.toMatch(UNPRINTABLE);
  const nodes = nodesOf(readMarkdown(text));
  for (const { type, value = '' } of nodes) {
    expect(OWN_NODES).toContain(type);
    if (type === 'html')
      expect(
        OWN_HTML.some((own) => own.test(value)),
        value,
      ).toBe(true);
    if (type === 'text') for (const link of LINKED) expect(value).not.toMatch(link);
  }
  expectBalanced(nodes);
  // Lists are two levels deep at most, and no heading comes from anywhere else.
  const headings = nodes.filter(({ type }) => type === 'heading').map(wordsOf);
  for (const heading of headings)
    expect(heading).toMatch(/^(lvs-puppet: \d|Blocker: |Critical: |\d+ errors?$|Not checked: )/);
  return nodes;
}

function expectBalanced(nodes: readonly MarkdownNode[]): void {
  let depth = 0;
  for (const { type, value = '' } of nodes) {
    if (type !== 'html') continue;
    if (value.startsWith('<details>')) depth += 1;
    if (value === '</details>') depth -= 1;
    expect([0, 1]).toContain(depth);
  }
  expect(depth).toBe(0);
}

/** The blocks of code of a language. */
function codeOf(nodes: readonly MarkdownNode[], language: string): (string | undefined)[] {
  return nodes.filter(({ type, lang }) => type === 'code' && lang === language).map(({ value }) => value);
}

function expectWholeBlocks(nodes: readonly MarkdownNode[], review: Review): void {
  const withoutEnd = (text: string): string => text.replace(/\n*$/, '');
  const diffs = [[review.config], review.files ?? []].map((pairs) =>
    withoutEnd(printableLines(pairs.map(diffOf).join(''))),
  );
  for (const block of codeOf(nodes, 'diff')) expect(diffs).toContain(block);
  for (const block of codeOf(nodes, 'mermaid')) expect(block).toBe(withoutEnd(reviewMermaid(review) ?? ''));
  expect(nodes.filter(({ type }) => type === 'code').length).toBe(
    codeOf(nodes, 'diff').length + codeOf(nodes, 'mermaid').length,
  );
}

describe('markdown', () => {
  it('shows a review, and nothing of it is markup, a mention, a reference or a link', () => {
    fc.assert(
      fc.property(anyReview, fc.constantFrom(8_000, 20_000, 65_000, 999_000), (review, limit) => {
        const text = formatReview('markdown', review, { limit });
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
        const nodes = expectHarmless(text);
        expectWholeBlocks(nodes, review);
      }),
      settings,
    );
  });

  it('says the message of every change that it has room for', () => {
    const short = (text: string): boolean => text.length < 100;
    fc.assert(
      fc.property(anyReview, (review) => {
        const words = readMarkdown(formatReview('markdown', review, { limit: 999_000 }));
        // Code has its own blanks at its ends, and backticks may be those of code.
        const bare = (text: string): string => text.replaceAll(/[\s`]/g, '');
        const alone = review.changes.filter(({ message, from }) => short(message) && from !== undefined);
        for (const { message } of alone)
          expect(bare(wordsOf(words))).toContain(bare(printable(message).toWellFormed()));
      }),
      settings,
    );
  });

  it('shows findings likewise', () => {
    fc.assert(
      fc.property(anyFindings, fc.constantFrom(8_000, 65_000), (report, limit) => {
        const text = formatFindings('markdown', report, { limit });
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
        expectHarmless(text);
        expectHarmless(findingsSummary(report, limit));
      }),
      settings,
    );
  });

  it('is the summary of a step without the marker', () => {
    fc.assert(
      fc.property(anyReview, (review) => {
        const comment = formatReview('markdown', review, { limit: 900_000 });
        expect(comment.replace(/^<!--.*-->\n\n/, '')).toBe(reviewSummary(review, 900_000));
      }),
      settings,
    );
  });
});

describe('github', () => {
  it('has one command on each line, which the runner decodes to what was meant', () => {
    fc.assert(
      fc.property(anyReview, (review) => {
        const text = formatReview('github', review);
        expect(text).not.toMatch(UNPRINTABLE);
        const commands = decodeCommands(text);
        const remarks = groupedRemarks(review);
        // Few enough that none is left out.
        expect(commands.map(({ message }) => message)).toEqual(
          remarks.map(({ message, hint }) =>
            [...message.split('\n'), ...(hint === undefined ? [] : `hint: ${hint}`.split('\n'))]
              .map(printable)
              .join('\n')
              .toWellFormed(),
          ),
        );
        expect(commands.map(({ properties }) => properties['file'])).toEqual(
          remarks.map(({ file }) => printable(file).toWellFormed()),
        );
      }),
      settings,
    );
  });
});

describe('sarif', () => {
  const validate = sarifValidator();

  it('is SARIF 2.1.0, with places in relative files and a fingerprint for every result', () => {
    fc.assert(
      fc.property(anyReview, (review) => {
        const log = readSarif(formatReview('sarif', review));
        expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
        const results = log.runs[0]?.results ?? [];
        expect(results.length).toBe(review.changes.length);
        expect(new Set(results.map(fingerprint)).size).toBe(results.length);
        const files = results.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri);
        expect(files.map((uri) => decodeURIComponent(uri ?? ''))).toEqual(
          remarksOfReview(review).map(({ file }) => file.toWellFormed()),
        );
      }),
      settings,
    );
  });

  it('takes findings of lint and validate, too', () => {
    fc.assert(
      fc.property(anyFindings, (report) => {
        const log = readSarif(formatFindings('sarif', report));
        expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
        const results = log.runs[0]?.results ?? [];
        expect(new Set(results.map(fingerprint)).size).toBe(report.findings.length);
      }),
      settings,
    );
  });
});

interface SarifResult {
  readonly locations: readonly {
    readonly physicalLocation: { readonly artifactLocation: { uri: string } };
  }[];
  readonly partialFingerprints: { readonly primaryLocationLineHash: string };
}

function readSarif(text: string): { runs: { results: SarifResult[] }[] } {
  return JSON.parse(text) as { runs: { results: SarifResult[] }[] };
}

function fingerprint({ partialFingerprints }: SarifResult): string {
  return partialFingerprints.primaryLocationLineHash;
}

/** The schema that OASIS publishes, which a package of Microsoft brings along. */
function sarifValidator(): ReturnType<Ajv['compile']> {
  const path = createRequire(import.meta.url).resolve('@microsoft/jest-sarif');
  const text = readFileSync(new URL('schemas/sarif-2.1.0-rtm.5.json', `file://${path}`), 'utf8');
  const { $schema: _, id: __, ...schema } = JSON.parse(text) as Record<string, unknown>;
  return new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
}
