import { execa } from 'execa';

/** How an external program ended. Nothing here throws for a program that fails: the caller looks. */
export interface RunResult {
  /** Undefined when the program did not start or was ended by a signal. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** The program is not on PATH. */
  readonly missing: boolean;
  /** Why the program did not come to its own end: out of time, or too much output. */
  readonly cutShort: string | undefined;
}

export interface RunOptions {
  readonly cwd: string;
  readonly timeoutSeconds: number;
  readonly input?: string;
}

/** Runs a program with an argument array, never through a shell. */
export type Run = (program: string, args: readonly string[], options: RunOptions) => Promise<RunResult>;

/** The most text that a program may print; whatever prints more is not answering our question. */
const MAX_OUTPUT = 32 * 1024 * 1024;

/**
 * The one way in which this tool calls other programs: a fixed locale, so that their texts can be parsed;
 * bounded time and output; ended when the signal says so.
 */
export function createRunner(env: Readonly<Record<string, string | undefined>>, signal?: AbortSignal): Run {
  return async (program, args, { cwd, timeoutSeconds, input }) => {
    signal?.throwIfAborted();
    const result = await execa(program, args, {
      cwd,
      env: { ...env, LC_ALL: 'C.UTF-8', LANG: 'C.UTF-8' },
      extendEnv: false,
      reject: false,
      timeout: timeoutSeconds * 1000,
      forceKillAfterDelay: 2000,
      maxBuffer: MAX_OUTPUT,
      stripFinalNewline: false,
      ...(signal === undefined ? {} : { cancelSignal: signal }),
      ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    });
    signal?.throwIfAborted();
    return {
      exitCode: result.exitCode,
      stdout: result.stdout ?? '',
      stderr: result.stderr ?? '',
      missing: result.code === 'ENOENT',
      cutShort: whyCutShort(program, timeoutSeconds, result),
    };
  };
}

interface Ending {
  readonly timedOut: boolean;
  readonly isMaxBuffer: boolean;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly code?: string | undefined;
}

function whyCutShort(program: string, timeoutSeconds: number, result: Ending): string | undefined {
  if (result.timedOut) return `${program} did not end within ${timeoutSeconds} s`;
  if (result.isMaxBuffer) return `${program} printed more than ${MAX_OUTPUT / 1024 / 1024} MiB`;
  if (result.signal !== undefined) return `${program} was ended by ${result.signal}`;
  if (result.exitCode === undefined)
    return `${program} could not be started (${result.code ?? 'unknown reason'})`;
  return undefined;
}
