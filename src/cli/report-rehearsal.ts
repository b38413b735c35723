import type { CheckResult } from '../rehearse/model.ts';
import type { RehearsalReport } from '../rehearse/report.ts';
import { formatSummary, rehearsalText, resultPrinter } from '../rehearse/report-text.ts';
import type { RehearsalFormat } from '../report/formats.ts';
import type { Io, Output } from './io.ts';
import { paletteFor } from './palette.ts';
import type { ColorFlag } from './program.ts';
import { checkPlaces } from './report-places.ts';
import type { ReportFlags, ReportTarget } from './report-targets.ts';
import { withoutCommands } from './workflow-log.ts';
import { writeReports, type Layout, type ReadFiles } from './write-reports.ts';

/** What is printed where no `--format` is given. */
const TEXT: readonly ReportTarget<RehearsalFormat>[] = [{ format: 'text', file: undefined }];

/** The report of a rehearsal that is under way. */
export interface RehearsalReporting {
  /** Prints what was tried, as soon as it is known, where a person looks on. */
  show(result: CheckResult): void;
  /**
   * Prints the end, and the whole in every format that was asked for.
   * @throws Failure where a file cannot be written
   */
  finish(report: RehearsalReport): Promise<void>;
}

/**
 * Text goes to standard output line by line. Where that is for a program, or for nobody, the lines are progress: they go to
 * standard error, on a terminal only.
 * @param name the inventory, from the current folder
 * @throws Failure before anything was tried, where a report cannot go to its place
 */
export function reportRehearsal(
  name: string,
  options: ReportFlags<RehearsalFormat> & ColorFlag & ReadFiles,
  io: Io,
): RehearsalReporting {
  const { format: targets = TEXT, color, read, commentKey: key, commentLimit: limit } = options;
  const files = targets.flatMap(({ file }) => file ?? []);
  checkPlaces(
    files,
    read.filter((path) => path !== undefined),
    io,
  );
  const live = lookedAt(targets, io);
  const palette = live && paletteFor(live, color);
  const print = palette && resultPrinter(palette);
  return {
    show(result) {
      if (print !== undefined) live?.write(print(result));
    },
    async finish(report) {
      live?.write(formatSummary(report));
      const rest = targets.filter((target) => !isLiveText(target));
      await writeReports(rest, (format, layout) => whole(format, report, layout), { io, color, read });
    },
  };

  async function whole(format: RehearsalFormat, report: RehearsalReport, layout: Layout): Promise<string> {
    switch (format) {
      case 'text':
        return rehearsalText(report, layout.palette);
      case 'json':
        return (await import('../rehearse/report-json.ts')).rehearsalJson(report);
      case 'markdown':
        return (await import('../rehearse/report-markdown.ts')).rehearsalMarkdown(report, name, {
          key,
          limit,
        });
    }
  }
}

/** Where lines go to while the rehearsal is going on. */
function lookedAt(targets: readonly ReportTarget<RehearsalFormat>[], io: Io): Output | undefined {
  if (targets.some(isLiveText)) return withoutCommands(io, 'stdout').stdout;
  return io.stderr.isTerminal ? io.stderr : undefined;
}

function isLiveText({ format, file }: ReportTarget<RehearsalFormat>): boolean {
  return format === 'text' && file === undefined;
}
