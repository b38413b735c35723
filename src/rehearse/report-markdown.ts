import { printable } from '../diagnostics/escape.ts';
import { groupBy } from '../diff/group-by.ts';
import { markdownCell, markdownFence, markdownProse } from '../lang/markdown.ts';
import { COMMENT_LIMIT } from '../report/comment-limits.ts';
import { code, folded, markerLine, type MarkdownOptions } from '../report/comment.ts';
import { fitSections, type Section } from '../report/fit-sections.ts';
import { excerpt } from '../report/words.ts';
import type { CheckResult, Order } from './model.ts';
import { countOutcomes, leftOut, marks, sentenceOf, type RehearsalReport } from './report.ts';
import { counted, shownSeconds } from './words.ts';

/**
 * A rehearsal as the comment of a pull request: a hidden marker, how it came out, each failure and each note with its evidence,
 * and a table of all that was tried. What does not fit into the limit is told at less length, section by section.
 * @param name the inventory, as a reader knows it
 */
export function rehearsalMarkdown(
  report: RehearsalReport,
  name: string,
  options: MarkdownOptions = {},
): string {
  const { limit = COMMENT_LIMIT, key = `rehearse:${name}` } = options;
  return fitSections(
    [
      { forms: [markerLine(key)], rank: 0 },
      { forms: [headline(report, name)], rank: 0 },
      ...entrySections('Failed', report.results, 'failed'),
      ...entrySections('Noted', report.results, 'noted'),
      ...leftOutSections(leftOut(report.plan)),
      ...tableSections(report.results),
    ],
    limit,
  );
}

function headline({ results, engine, seconds }: RehearsalReport, name: string): string {
  const { passed, failed, noted, skipped } = countOutcomes(results);
  const counts = [
    ...(failed === 0 ? [] : [`**${failed} failed**`]),
    ...(noted === 0 ? [] : [`**${noted} noted**`]),
    `${passed} passed`,
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
  ];
  return `## lvs-puppet rehearse: ${counts.join(', ')}\n\n${code(name)}, ${prose(engine)}, ${seconds} s`;
}

/** What a person must see, in full, without its evidence, for each check, and in the end only how many. */
function entrySections(
  title: string,
  results: readonly CheckResult[],
  outcome: 'failed' | 'noted',
): Section[] {
  const entries = results.filter((result) => result.outcome === outcome);
  if (entries.length === 0) return [];
  const heading = `### ${title}: ${counted(entries.length, 'check')}`;
  const noun = outcome === 'failed' ? 'failure' : 'note';
  const perCheck = [...groupBy(entries, ({ check }) => check)].map(
    ([check, own]) => `- ${code(check)}: ${counted(own.length, noun)}`,
  );
  const forms = [entries.map(fullEntry), entries.map(headOf), perCheck].map(
    (lines) => `${heading}\n\n${lines.join('\n')}`,
  );
  return [{ forms: [...forms, `${heading}, left out here`], rank: outcome === 'failed' ? 1 : 2 }];
}

function headOf(result: CheckResult): string {
  const { check, subject, order } = result;
  const which = order === undefined ? '' : `, ${order}`;
  return `- ${code(subject)} ${prose(sentenceOf(result))} (${code(check)}${which})`;
}

/** Evidence stands between fences, as the programs said it. */
function fullEntry(result: CheckResult): string {
  if (result.evidence.length === 0) return headOf(result);
  const lines = result.evidence
    .flatMap((one) => one.trimEnd().split(/\r?\n/))
    .map((line) => printable(excerpt(line, MAX_SENTENCE)));
  const fence = markdownFence('text', lines.join('\n'));
  return `${headOf(result)}\n\n${fence.replaceAll(/^/gm, '  ')}\n`;
}

function leftOutSections(sentences: readonly string[]): Section[] {
  if (sentences.length === 0) return [];
  const heading = `Not rehearsed: ${counted(sentences.length, 'part')}`;
  const list = sentences.map((sentence) => `- ${prose(sentence)}`).join('\n');
  return [{ forms: [`### Not rehearsed\n\n${list}`, `**${heading}**, left out here`], rank: 3 }];
}

/** All that was tried, of a change in each order by itself. */
function tableSections(results: readonly CheckResult[]): Section[] {
  return [...groupBy(results, ({ order }) => order)].map(([order, own]) => tableSection(own, order));
}

/** What it was about stands together. */
function tableSection(results: readonly CheckResult[], order: Order | undefined): Section {
  const bySubject = [...groupBy(results, ({ subject }) => subject)];
  const which = order === undefined ? '' : `, ${order}`;
  const heading = `All that was tried${which}: ${counted(results.length, 'check')} of ${counted(bySubject.length, 'subject')}`;
  const full = table(
    ['', 'Subject', 'Check', 'Seen', 'Seconds'],
    ['---', '---', '---', '---', '---:'],
    bySubject.flatMap(([, own]) => own.map(rowOf)),
  );
  const counts = table(
    ['Subject', 'Passed', 'Failed', 'Noted', 'Skipped'],
    ['---', '---:', '---:', '---:', '---:'],
    bySubject.map(([subject, own]) => {
      const { passed, failed, noted, skipped } = countOutcomes(own);
      return [code(subject), `${passed}`, `${failed}`, `${noted}`, `${skipped}`];
    }),
  );
  return {
    forms: [folded(heading, full), folded(heading, counts), `**${heading}**, left out here`],
    rank: 4,
  };
}

function rowOf(result: CheckResult): string[] {
  const { outcome, subject, check, seconds } = result;
  return [marks[outcome], code(subject), code(check), prose(sentenceOf(result)), shownSeconds(seconds) ?? ''];
}

function table(
  head: readonly string[],
  rule: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  return [head, rule, ...rows].map((cells) => `| ${cells.map(markdownCell).join(' | ')} |`).join('\n');
}

/** Sentences are ours, with names of the inventory and words of programs in them. */
function prose(text: string): string {
  return markdownProse(printable(excerpt(text, MAX_SENTENCE)));
}

const MAX_SENTENCE = 400;
