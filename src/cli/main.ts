import { CommanderError } from 'commander';
import { ExitCode } from './exit-code.ts';
import { Failure } from './failure.ts';
import type { Io } from './io.ts';
import { buildProgram } from './program.ts';
import { withoutCommands } from './workflow-log.ts';

/**
 * Runs the command line and gives its exit code. The only place that catches: a `Failure` is said in one line,
 * anything else is a bug and is shown with its stack and exit code 3, so that it never looks like a finding.
 */
export async function main(args: readonly string[], streams: Io): Promise<ExitCode> {
  const io = withoutCommands(streams, 'stderr');
  let exitCode: ExitCode = ExitCode.done;
  const program = buildProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return io.signal.aborted ? ExitCode.interrupted : exitCode;
  } catch (error) {
    if (io.signal.aborted) return ExitCode.interrupted;
    // commander ends with 1 for wrong usage, which means "findings" here; help and --version end with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
    if (error instanceof Failure) {
      io.stderr.write(`lvs-puppet: ${error.message}\n`);
      return error.exitCode;
    }
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    io.stderr.write(`lvs-puppet: this is a bug in lvs-puppet, please report it:\n${stack}\n`);
    return ExitCode.environment;
  }
}
