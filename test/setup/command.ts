import { execa, type Options } from 'execa';

/** How one external program ended: nothing here throws, so every caller has to look. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

export interface CommandOptions {
  /** Every call is bounded; a program that hangs must not hang the tests. */
  readonly timeoutSeconds: number;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs a program with an argument array (never a shell string) and waits for its end. */
export async function run(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const result = await execa(program, args, toExecaOptions(options));
  return {
    // Not every program that is ended for taking too long admits it, and one that could not be
    // started has no exit code at all.
    exitCode: result.timedOut ? 124 : (result.exitCode ?? 127),
    stdout: String(result.stdout),
    stderr: String(result.stderr) || (result.failed ? String(result.shortMessage ?? '') : ''),
    timedOut: result.timedOut,
  };
}

/** As {@link run}, but anything other than exit code 0 is an error that shows what the program said. */
export async function runOrThrow(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const result = await run(program, args, options);
  if (result.exitCode !== 0) {
    throw new Error(describeFailure([program, ...args], result, options.timeoutSeconds));
  }
  return result;
}

function describeFailure(command: readonly string[], result: CommandResult, timeoutSeconds: number): string {
  const how = result.timedOut ? `took longer than ${timeoutSeconds} s` : `ended with ${result.exitCode}`;
  return `${command.join(' ')}: ${how}\n${lastLines(result.stdout, 15)}\n${lastLines(result.stderr, 15)}`.trim();
}

function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

function toExecaOptions(options: CommandOptions): Options {
  return {
    reject: false,
    timeout: options.timeoutSeconds * 1000,
    forceKillAfterDelay: 5000,
    stripFinalNewline: false,
    maxBuffer: 64 * 1024 * 1024,
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
  };
}
