import { formatJson } from '../../diagnostics/format-json.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { exitCodeFor, lintFile, printFindings, summary } from '../lint-file.ts';
import type { ColorFlag, LintFlags } from '../program.ts';

/** `lint`: findings on stdout, a summary for people on stderr. */
export async function lintCommand(path: string, options: LintFlags & ColorFlag, io: Io): Promise<ExitCode> {
  const file = await lintFile(path, io);
  if (options.format === 'json') io.stdout.write(formatJson(file.findings));
  else {
    printFindings(file, io.stdout, options.color);
    io.stderr.write(`${file.source.path}: ${summary(file.findings)}\n`);
  }
  return exitCodeFor(file.findings, options.failOn);
}
