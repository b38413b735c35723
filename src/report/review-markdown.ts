import { printable } from '../diagnostics/escape.ts';
import { risks, type Change, type FilePair, type Review, type Risk } from '../diff/model.ts';
import { markdownFence, markdownProse } from '../lang/markdown.ts';
import { COMMENT_LIMIT } from './comment-limits.ts';
import { code, folded, markerLine, type MarkdownOptions } from './comment.ts';
import { fitSections, type Section } from './fit-sections.ts';
import { groupChanges, valuesOf, type ChangeGroup } from './group-changes.ts';
import { diffOf, printableLines } from './review-diffs.ts';
import { reviewMermaid } from './review-mermaid.ts';
import { inventoryFile, ofRisk, summarize, unionOfBlasts } from './review-summary.ts';
import { inventoryOnlyLine, messageOf, placeOf, subjectsInARow } from './change-words.ts';
import { blastLine, countOf, excerpt, hazardLine, subjectName } from './words.ts';

/**
 * A review as the comment of a pull request: a hidden marker, a table that sums up, the worst changes, and behind folds the others,
 * a picture of what changes and the unified diffs. What does not fit into the limit is told at less length, section by section.
 */
export function reviewMarkdown(review: Review, options: MarkdownOptions = {}): string {
  const { limit = COMMENT_LIMIT, key = inventoryFile(review) } = options;
  return fitSections([{ forms: [markerLine(key)], rank: 0 }, ...reviewSections(review)], limit);
}

/** The sections of a comment without its marker: what the summary of a step shows as well. */
export function reviewSections(review: Review): Section[] {
  const { changes, inventoryOnly, config, files } = review;
  const sides = `${code(review.names.before)} → ${code(review.names.after)}`;
  if (changes.length === 0) {
    return [{ forms: [`**No change of meaning** between the two sides: ${sides}`], rank: 0 }];
  }
  const picture = reviewMermaid(review);
  return [
    { forms: [`## ${title(review)}\n\n${sides}\n\n${table(review)}\n\n${reach(review)}`], rank: 0 },
    ...(inventoryOnly.length === 0
      ? []
      : [textSection(markdownProse(printable(excerpt(inventoryOnlyLine(review), 500))), 6)]),
    ...risks.flatMap((risk, index) => changeSections(ofRisk(changes, risk), risk, review, index)),
    ...(picture === undefined ? [] : [pictureSection(picture)]),
    ...diffSections([config], 'ldirectord.cf', 8),
    ...diffSections(files ?? [], 'The files of the module', 9),
  ];
}

function textSection(text: string, rank: number): Section {
  return { forms: [text, ''], rank };
}

function title(review: Review): string {
  const { maxRisk } = summarize(review);
  const worst = maxRisk === undefined ? 'all confirmed' : `the worst is **${maxRisk}**`;
  return `lvs-puppet: ${countOf(review.changes.length, 'change')}, ${worst}`;
}

/** How many changes of each risk there are; nothing in it comes from an inventory. */
function table(review: Review): string {
  const { counts, confirmed } = summarize(review);
  const shown = risks.filter((risk) => counts[risk] > 0);
  return [
    '| Risk | Changes |',
    '| --- | ---: |',
    ...shown.map((risk) => `| ${capital(risk)} | ${counts[risk]} |`),
    ...(confirmed === 0 ? [] : [`| Confirmed of these | ${confirmed} |`]),
  ].join('\n');
}

/** What all changes touch together. */
function reach(review: Review): string {
  const { removals, ...touched } = summarize(review);
  const parts = [
    ...(removals === 0 ? [] : [countOf(removals, 'removal')]),
    blastLine({ ...touched, unknownHosts: [] }) ?? 'no node is touched',
  ];
  return capital(`${parts.join('; ')}.`);
}

function capital(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}

/** Risks that a reader must see without opening anything. */
const OPEN: ReadonlySet<Risk> = new Set(['blocker', 'critical']);

/** The changes of one risk: in full, one line each, a line for each role, and in the end only how many. */
function changeSections(changes: readonly Change[], risk: Risk, review: Review, rank: number): Section[] {
  if (changes.length === 0) return [];
  const heading = `${capital(risk)}: ${countOf(changes.length, 'change')}`;
  const groups = groupChanges(changes);
  const wrapUp = (lines: readonly string[]): string =>
    OPEN.has(risk) ? `### ${heading}\n\n${lines.join('\n')}` : folded(heading, lines.join('\n'));
  const full = wrapUp(groups.map((group) => fullEntry(group, review)));
  const short = wrapUp(groups.map((group) => headOf(group, review)));
  const byRole = wrapUp(roleLines(changes));
  return [{ forms: [full, short, byRole, `**${heading}**, left out here`], rank }];
}

function fullEntry(group: ChangeGroup, review: Review): string {
  const [first] = group;
  const blast = unionOfBlasts(group.map((change) => change.blast));
  const lines = [blastLine(blast), hazardLine(blast), first.hint].flatMap((text) =>
    text === undefined ? [] : [prose(text)],
  );
  const details = [
    ...valueLines(group),
    ...(group.length === 1 ? [] : [subjectsInARow(group, ({ subject }) => code(subjectName(subject)))]),
    ...lines,
  ];
  return [headOf(group, review), ...details.map((line) => `  - ${line}`)].join('\n');
}

function headOf(group: ChangeGroup, review: Review): string {
  const [first] = group;
  const confirmed = first.confirmed ? ' (confirmed)' : '';
  return `- ${code(placeOf(first, review))} ${prose(messageOf(group))}${confirmed} (${code(first.reason)})`;
}

/** Sentences are ours, with names of the inventory in them. */
function prose(text: string): string {
  return markdownProse(printable(excerpt(text, MAX_SENTENCE)));
}

const MAX_SENTENCE = 400;

function valueLines(group: ChangeGroup): string[] {
  const values = valuesOf(group);
  if (values === undefined) return [];
  const label = values.attribute === undefined ? '' : `${code(values.attribute)}: `;
  const [before, after] = [values.before, values.after].map((text) =>
    text === undefined ? values.absent : code(text),
  );
  return [`${label}${before} → ${after}`];
}

function roleLines(changes: readonly Change[]): string[] {
  const counts = new Map<string, number>();
  for (const { subject } of changes) {
    const role = subject.kind === 'role' ? subject.name : subject.role;
    const name = role === undefined ? 'outside of roles' : `role ${code(role)}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, number]) => `- ${name}: ${countOf(number, 'change')}`);
}

function pictureSection(picture: string): Section {
  return { forms: [folded('What changes, as a picture', markdownFence('mermaid', picture)), ''], rank: 7 };
}

function diffSections(pairs: readonly FilePair[], name: string, rank: number): Section[] {
  const diff = printableLines(pairs.map(diffOf).join(''));
  if (diff === '') return [];
  const lines = countOf(diff.split('\n').length - 1, 'line');
  return [
    {
      forms: [
        folded(`${name}: unified diff`, markdownFence('diff', diff)),
        `${name}: the unified diff of ${lines} is left out here`,
      ],
      rank,
    },
  ];
}
