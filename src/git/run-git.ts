import { execa } from 'execa';

/** How a run of git ended. Nothing here throws for a git that fails: the caller looks. */
export interface GitResult {
  /** Undefined where git did not start, or did not come to its own end. */
  readonly exitCode: number | undefined;
  readonly stdout: Uint8Array;
  /** The first line that it complained with; empty where it did not. */
  readonly complaint: string;
  /** git is not on PATH. */
  readonly missing: boolean;
  /** It printed more than was wanted: only its first `maxBytes` are there. */
  readonly cut: boolean;
}

export interface GitOptions {
  readonly input?: string;
  /** The most that is wanted of its output. */
  readonly maxBytes?: number;
}

/** Runs git with an argument array, never through a shell. */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<GitResult>;

const MAX_BYTES = 64 * 1024;
const TIMEOUT = 60_000;

/**
 * What a repository or a person has configured must neither matter nor run: no pager, no hooks, no monitor, no transport
 * (a partial clone would fetch what it lacks, with programs that its own configuration names).
 */
const ARGUMENTS = ['--no-pager', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'] as const;
const ENVIRONMENT = {
  LC_ALL: 'C',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ALLOW_PROTOCOL: '',
} as const;

/** The git of a folder: bounded time and output; ended when the signal says so. */
export function createGit(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Git {
  return async (args, { input, maxBytes = MAX_BYTES } = {}) => {
    signal.throwIfAborted();
    const result = await execa('git', [...ARGUMENTS, ...args], {
      cwd,
      env: { ...env, ...ENVIRONMENT },
      extendEnv: false,
      reject: false,
      timeout: TIMEOUT,
      forceKillAfterDelay: 2000,
      maxBuffer: maxBytes,
      encoding: 'buffer',
      stripFinalNewline: false,
      cancelSignal: signal,
      ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    });
    signal.throwIfAborted();
    return {
      exitCode: result.exitCode,
      stdout: result.stdout,
      complaint: firstComplaint(Buffer.from(result.stderr).toString('utf8')),
      missing: result.code === 'ENOENT',
      cut: result.isMaxBuffer,
    };
  };
}

/** What git says before it gives up, without its prefix. */
function firstComplaint(stderr: string): string {
  const lines = stderr.split('\n');
  const fatal = lines.find((line) => line.startsWith('fatal: ')) ?? lines[0] ?? '';
  return fatal.replace(/^(?:fatal|error): /, '').trim();
}
