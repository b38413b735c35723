import { relative, resolve, sep } from 'node:path';
import { formatJson } from '../../diagnostics/format-json.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import { exitCodeFor, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { lintFile, printFindings, summary } from '../lint-file.ts';
import type { ColorFlag, LintFlags } from '../program.ts';
import { STANDARD_INPUT } from '../read-inventory.ts';

/** `lint`: findings on stdout, a summary for people on stderr. */
export async function lintCommand(path: string, options: LintFlags & ColorFlag, io: Io): Promise<ExitCode> {
  const file = await lintFile(path, io, options);
  if (options.format === 'json')
    io.stdout.write(formatJson(file.findings.map((item) => inFolder(item, io.cwd))));
  else {
    printFindings(file, io.stdout, options.color);
    io.stderr.write(`${file.source.path}: ${summary(file.findings)}\n`);
  }
  return exitCodeFor(file.findings, options.failOn);
}

/** JSON names files from the current folder, whatever the person wrote: the same report on every machine. */
function inFolder(item: Finding, cwd: string): Finding {
  if (item.at.file === STANDARD_INPUT) return item;
  const file = relative(cwd, resolve(cwd, item.at.file)).split(sep).join('/');
  return { ...item, at: { ...item.at, file } };
}
