import { printable } from '../diagnostics/escape.ts';
import { severities, type Finding, type Severity } from '../diagnostics/finding.ts';
import { markdownProse } from '../lang/markdown.ts';
import { COMMENT_LIMIT } from './comment-limits.ts';
import { code, folded, markerLine, type MarkdownOptions } from './comment.ts';
import { countFindings, type FindingsReport } from './findings-report.ts';
import { fitSections, type Section } from './fit-sections.ts';
import { countOf, excerpt } from './words.ts';

/** Findings as the comment of a pull request. No line of a file is shown, so no secret that stands in one. */
export function findingsMarkdown(report: FindingsReport, options: MarkdownOptions = {}): string {
  const { limit = COMMENT_LIMIT, key = `${report.command}:${report.subjects.join(':')}` } = options;
  return fitSections([{ forms: [markerLine(key)], rank: 0 }, ...findingsSections(report)], limit);
}

/** The sections of a comment without its marker: what the summary of a step shows as well. */
export function findingsSections(report: FindingsReport): Section[] {
  const { command, subjects, findings, notChecked } = report;
  const head = `**lvs-puppet ${command}**: ${countFindings(report)}`;
  return [
    { forms: [`${head}\n\n${subjects.slice(0, MAX_SUBJECTS).map(code).join(', ')}`], rank: 0 },
    ...listSection('Not checked', notChecked.map(notCheckedLine), 1),
    ...severities.flatMap((severity, index) => severitySections(findings, severity, index + 2)),
  ];
}

const MAX_SUBJECTS = 10;

function severitySections(findings: readonly Finding[], severity: Severity, rank: number): Section[] {
  const own = findings.filter((item) => item.severity === severity);
  if (own.length === 0) return [];
  const heading = countOf(own.length, severity);
  const print = (lines: readonly string[]): string =>
    severity === 'error' ? `### ${heading}\n\n${lines.join('\n')}` : folded(heading, lines.join('\n'));
  const forms = [own.map(fullEntry), own.map(headOf), perCode(own)].map(print);
  return [{ forms: [...forms, `**${heading}**, left out here`], rank }];
}

function listSection(name: string, lines: readonly string[], rank: number): Section[] {
  if (lines.length === 0) return [];
  const heading = `${name}: ${countOf(lines.length, 'file')}`;
  return [{ forms: [`### ${heading}\n\n${lines.join('\n')}`, `**${heading}**`], rank }];
}

function notCheckedLine({ path, reason }: { path: string; reason: string }): string {
  return `- ${code(path)} ${prose(reason)}`;
}

function fullEntry(item: Finding): string {
  const hint = item.hint === undefined ? '' : `\n  - ${prose(item.hint)}`;
  return headOf(item) + hint;
}

function headOf({ at, code: name, message }: Finding): string {
  return `- ${code(`${at.file}:${at.line}:${at.column}`)} ${prose(message)} (${code(name)})`;
}

function perCode(findings: readonly Finding[]): string[] {
  const counts = new Map<string, number>();
  for (const { code: name } of findings) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, number]) => `- ${code(name)}: ${countOf(number, 'finding')}`);
}

function prose(text: string): string {
  return markdownProse(printable(excerpt(text, MAX_SENTENCE)));
}

const MAX_SENTENCE = 400;
