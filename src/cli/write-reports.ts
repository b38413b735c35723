import type { Palette } from '../diagnostics/format-text.ts';
import { plain } from '../diagnostics/format-text.ts';
import type { Io } from './io.ts';
import { paletteFor } from './palette.ts';
import { checkPlaces } from './report-places.ts';
import type { ReportTarget } from './report-targets.ts';
import type { StagedReport } from './stage-report.ts';
import { withoutCommands } from './workflow-log.ts';

/** How text for people is laid out where it goes to. */
export interface Layout {
  readonly palette: Palette;
  readonly columns: number | undefined;
}

/** What a result was made from. */
export interface ReadFiles {
  /** Paths from the current folder; what is not given, or no file, is no matter. */
  readonly read: readonly (string | undefined)[];
}

/**
 * Prints a result in every format that was asked for. All are made, then all files are written, each in one step, then standard
 * output: where one cannot be written, none is.
 * @throws Failure where a file cannot be written, or would replace one that was read
 */
export async function writeReports<F extends string>(
  targets: readonly ReportTarget<F>[],
  print: (format: F, layout: Layout) => string | Promise<string>,
  { io, color, read }: { readonly io: Io; readonly color: boolean } & ReadFiles,
): Promise<void> {
  checkPlaces(
    targets.flatMap(({ file }) => file ?? []),
    read.filter((path) => path !== undefined),
    io,
  );
  const terminal = { palette: paletteFor(io.stdout, color), columns: io.stdout.columns };
  const reports: { format: F; file: string | undefined; text: string }[] = [];
  for (const { format, file } of targets) {
    const layout = file === undefined ? terminal : { palette: plain, columns: undefined };
    reports.push({ format, file, text: await print(format, layout) });
  }
  if (reports.some(({ file }) => file !== undefined)) {
    const { stageReport } = await import('./stage-report.ts');
    writeFiles(reports, (file, text) => stageReport(file, text, io));
  }
  for (const { format, file, text } of reports) {
    if (file !== undefined) continue;
    const { stdout } = format === 'text' ? withoutCommands(io, 'stdout') : io;
    stdout.write(text);
  }
}

function writeFiles(
  reports: readonly { file: string | undefined; text: string }[],
  stage: (file: string, text: string) => StagedReport,
): void {
  const staged: StagedReport[] = [];
  try {
    for (const { file, text } of reports) if (file !== undefined) staged.push(stage(file, text));
    for (const { commit } of staged) commit();
  } finally {
    for (const { discard } of staged) discard();
  }
}
