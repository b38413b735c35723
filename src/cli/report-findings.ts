import type { FindingsReport } from '../report/findings-report.ts';
import type { FindingFormat } from '../report/formats.ts';
import { appendGithubFiles } from './github-files.ts';
import type { Io } from './io.ts';
import type { ColorFlag } from './program.ts';
import type { ReportFlags, ReportTarget } from './report-targets.ts';
import { writeReports, type Layout, type ReadFiles } from './write-reports.ts';

/** The formats that `lint` and `validate` print each in their own way. */
export interface OwnFormats {
  readonly text: (layout: Layout) => string;
  readonly json: () => string;
}

/** What is printed where no `--format` is given. */
const TEXT: readonly ReportTarget<FindingFormat>[] = [{ format: 'text', file: undefined }];

/**
 * Prints findings in every format that was asked for; gives what was printed and where to. With `github` it also appends to the
 * files that the runner names.
 * @throws Failure where a file cannot be written
 */
export async function reportFindings(
  report: FindingsReport,
  own: OwnFormats,
  options: ReportFlags<FindingFormat> & ColorFlag & ReadFiles,
  io: Io,
): Promise<readonly ReportTarget<FindingFormat>[]> {
  const { format: targets = TEXT, commentKey: key, commentLimit: limit, color, read } = options;
  await writeReports(
    targets,
    async (format, layout) => {
      if (format === 'text') return own.text(layout);
      if (format === 'json') return own.json();
      const { formatFindings } = await import('../report/format-findings.ts');
      return formatFindings(format, report, { key, limit });
    },
    { io, color, read },
  );
  if (targets.some(({ format }) => format === 'github')) await appendGithub(report, io);
  return targets;
}

async function appendGithub(report: FindingsReport, io: Io): Promise<void> {
  const { findingsSummary, githubFindingsOutputs } = await import('../report/format-findings.ts');
  const outputs = githubFindingsOutputs(report);
  appendGithubFiles({ summary: (limit) => findingsSummary(report, limit), outputs }, io);
}
