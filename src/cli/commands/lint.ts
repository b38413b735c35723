import { formatJson } from '../../diagnostics/format-json.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import { exitCodeFor, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { findingsText, lintFile, summary, type LintedFile } from '../lint-file.ts';
import { pathFrom } from '../path-from.ts';
import type { ColorFlag, LintFlags } from '../program.ts';
import { reportFindings } from '../report-findings.ts';

/** `lint`: findings on stdout, a summary for people on stderr. */
export async function lintCommand(path: string, options: LintFlags & ColorFlag, io: Io): Promise<ExitCode> {
  const file = await lintFile(path, io, options);
  const targets = await report(file, options, io);
  // Who wants the result of a program gets no summary beside it.
  if (targets.every(({ format, file: name }) => format === 'text' || name !== undefined))
    io.stderr.write(`${file.source.path}: ${summary(file.findings)}\n`);
  return exitCodeFor(file.findings, options.failOn);
}

function report(file: LintedFile, options: LintFlags & ColorFlag, io: Io): ReturnType<typeof reportFindings> {
  const findings = file.findings.map((item) => inFolder(item, io.cwd));
  return reportFindings(
    { command: 'lint', subjects: [pathFrom(io.cwd, file.source.path)], findings, notChecked: [] },
    {
      text: ({ palette, columns }) => findingsText(file, palette, columns),
      json: () => formatJson(findings),
    },
    { ...options, read: [file.source.path, options.servers, ...(options.hiera ?? [])] },
    io,
  );
}

/** Formats for programs name files from the current folder, whatever the person wrote: the same report on every machine. */
function inFolder(item: Finding, cwd: string): Finding {
  return { ...item, at: { ...item.at, file: pathFrom(cwd, item.at.file) } };
}
