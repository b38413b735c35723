import { main } from '../../src/cli/main.ts';

/** What one run of the command line gave. */
export interface CliRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd: string;
  readonly stdin?: string | Uint8Array;
  readonly env?: Record<string, string>;
  readonly isTerminal?: boolean;
  readonly columns?: number;
  readonly signal?: AbortSignal;
}

/** Runs the command in this process, in a folder of the test's. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<CliRun> {
  const out: string[] = [];
  const err: string[] = [];
  const { columns, isTerminal = false } = options;
  const exitCode = await main(args, {
    cwd: options.cwd,
    env: options.env ?? {},
    stdin: () => Promise.resolve(Buffer.from(options.stdin ?? '')),
    stdout: { write: (text) => void out.push(text), isTerminal, columns },
    stderr: { write: (text) => void err.push(text), isTerminal, columns },
    signal: options.signal ?? new AbortController().signal,
  });
  return { exitCode, stdout: out.join(''), stderr: err.join('') };
}
