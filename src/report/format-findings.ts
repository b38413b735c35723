import { severities } from '../diagnostics/finding.ts';
import { annotations } from './annotations.ts';
import type { MarkdownOptions } from './comment.ts';
import { findingsMarkdown, findingsSections } from './findings-markdown.ts';
import type { FindingsReport } from './findings-report.ts';
import { fitSections } from './fit-sections.ts';
import type { FindingFormat } from './formats.ts';
import { outputLines } from './github-review.ts';
import { remarksOfFindings, remarksOfNotChecked } from './remark.ts';
import { sarif } from './sarif.ts';

/** Findings in one of the formats that are alike for `lint` and `validate`; text and JSON differ, and are printed by the two. */
export function formatFindings(
  format: Exclude<FindingFormat, 'text' | 'json'>,
  report: FindingsReport,
  options: MarkdownOptions = {},
): string {
  switch (format) {
    case 'markdown':
      return findingsMarkdown(report, options);
    case 'github':
      return annotations([...remarksOfNotChecked(report.notChecked), ...remarksOfFindings(report.findings)]);
    case 'sarif':
      return sarif(
        remarksOfFindings(report.findings),
        report.notChecked.map(({ path, reason }) => ({
          level: 'error',
          text: `not checked: ${reason}`,
          file: path,
        })),
      );
  }
}

/** What later steps of a workflow ask: lines of `$GITHUB_OUTPUT`. None of the values comes from a file. */
export function githubFindingsOutputs({ findings, notChecked }: FindingsReport): string {
  const counts = severities.map((severity) => [
    `${severity}s`,
    findings.filter((item) => item.severity === severity).length,
  ]);
  return outputLines({
    has_findings: findings.length > 0,
    ...Object.fromEntries(counts),
    not_checked: notChecked.length,
  });
}

/** The summary of a step of a workflow: the comment without its marker, and longer. */
export function findingsSummary(report: FindingsReport, limit: number): string {
  return fitSections(findingsSections(report), limit);
}
