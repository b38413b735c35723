import type { Severity } from '../../diagnostics/finding.ts';
import { puppetVersions, type PuppetVersion } from '../../validate/engine.ts';
import type { FileReport } from '../../validate/file.ts';
import { formatValidationJson, formatValidationText } from '../../validate/report.ts';
import { validatePaths, type ValidateOptions } from '../../validate/validate.ts';
import { ExitCode, exitCodeFor } from '../exit-code.ts';
import { environmentFailure, usageFailure } from '../failure.ts';
import type { Io } from '../io.ts';
import { pathFrom } from '../path-from.ts';
import type { ColorFlag, ValidateFlags } from '../program.ts';
import { reportFindings } from '../report-findings.ts';

/** `validate`: the verdicts of the real programs on stdout, notes and progress on stderr. */
export async function validateCommand(
  paths: readonly string[],
  options: ValidateFlags & ColorFlag,
  io: Io,
): Promise<ExitCode> {
  const result = await validatePaths(toValidateOptions(paths, options, io));
  if (result.outcome !== 'checked') {
    const problems = result.problems.join('\n');
    throw result.outcome === 'usage' ? usageFailure(problems) : environmentFailure(problems);
  }
  for (const note of result.notes) io.stderr.write(`note: ${note}\n`);
  await reportFindings(
    {
      command: 'validate',
      subjects: paths.map((path) => pathFrom(io.cwd, path)),
      findings: result.files.flatMap(({ findings }) => findings),
      notChecked: result.files.flatMap(({ path, notChecked: reason }) =>
        reason === undefined ? [] : [{ path, reason }],
      ),
    },
    {
      text: ({ palette, columns }) => formatValidationText(result, palette, columns),
      json: () => formatValidationJson(result),
    },
    { ...options, read: result.files.map(({ path }) => path) },
    io,
  );
  return exitCodeOf(result.files, options.failOn);
}

function toValidateOptions(paths: readonly string[], options: ValidateFlags, io: Io): ValidateOptions {
  const { cwd, env, signal } = io;
  const progress = (text: string): void => io.stderr.write(`${text}\n`);
  const base = { paths, cwd, env, signal, engine: options.engine, progress };
  return options.puppet === undefined ? base : { ...base, versions: parseVersions(options.puppet) };
}

/** The value of `--puppet`: major versions with commas between them. */
function parseVersions(text: string): PuppetVersion[] {
  const wanted = new Set(text.split(',').map((part) => part.trim()));
  const known = puppetVersions.filter((version) => wanted.has(version));
  if (known.length === 0 || known.length < wanted.size) {
    throw usageFailure(`--puppet takes ${puppetVersions.join(' and ')}, with a comma between them`);
  }
  return known;
}

/** A file without a verdict weighs more than a refused one: nobody knows what is in it. */
function exitCodeOf(files: readonly FileReport[], failOn: Severity): ExitCode {
  if (files.some((file) => file.notChecked !== undefined)) return ExitCode.environment;
  return exitCodeFor(
    files.flatMap(({ findings }) => findings),
    failOn,
  );
}
