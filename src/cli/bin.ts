import { ExitCode } from './exit-code.ts';
import type { Io, Output } from './io.ts';
import { main } from './main.ts';

/** The real process as an `Io`; sets the exit code and never ends the process before its output is written. */
export async function run(): Promise<void> {
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      // A second signal means it: whatever is still running is left to the operating system.
      if (interrupted.signal.aborted) process.exit(ExitCode.interrupted);
      interrupted.abort();
    });
  }
  process.exitCode = await main(process.argv.slice(2), processIo(interrupted.signal));
}

function processIo(signal: AbortSignal): Io {
  return {
    cwd: process.cwd(),
    env: process.env,
    stdin: readStdin,
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    signal,
  };
}

function output(stream: NodeJS.WriteStream): Output {
  // The reader of a pipe may be gone (`| head`): that is its right, and no reason for a stack trace.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  return {
    write: (text) => {
      stream.write(text);
    },
    isTerminal: stream.isTTY,
  };
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
