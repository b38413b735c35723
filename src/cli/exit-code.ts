import { hasAtLeast, type Finding, type Severity } from '../diagnostics/finding.ts';

/** What the command's exit codes mean; fixed for those who script it. */
export const ExitCode = {
  /** Done; warnings and notes do not change it. */
  done: 0,
  /** Errors found, drift, a refused module. */
  findings: 1,
  /** Unknown option or command, missing file. */
  usage: 2,
  /** The environment (a missing engine, no write access) or a bug. */
  environment: 3,
  /** Ended by the person at the terminal, as shells report SIGINT. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The exit code that findings alone give, with the value of `--fail-on`. */
export function exitCodeFor(findings: readonly Finding[], failOn: Severity): ExitCode {
  return hasAtLeast(findings, failOn) ? ExitCode.findings : ExitCode.done;
}
