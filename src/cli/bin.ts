import { addAbortSignal } from 'node:stream';
import { ExitCode } from './exit-code.ts';
import { systemReason } from './failure.ts';
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
  const exitCode = await main(process.argv.slice(2), processIo(interrupted.signal));
  // A result that could not be written has set the code already.
  process.exitCode ??= exitCode;
}

function processIo(signal: AbortSignal): Io {
  return {
    cwd: process.cwd(),
    env: process.env,
    stdin: (limit) => readStdin(limit, signal),
    stdout: output(process.stdout, 'standard output'),
    stderr: output(process.stderr, 'standard error'),
    signal,
  };
}

/**
 * A stream that may stop taking text. That never ends the command, which may be in the middle of its work:
 * the reader of a pipe may go (`| head`), which is its right; for everything else the exit code says it.
 */
function output(stream: NodeJS.WriteStream, name: string): Output {
  let broken = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (broken || error.code === 'EPIPE') return;
    broken = true;
    process.exitCode = ExitCode.environment;
    process.stderr.write(`lvs-puppet: cannot write to ${name}: ${systemReason(error) ?? error.message}\n`);
  });
  return {
    write: (text) => {
      if (stream.writable) stream.write(text);
    },
    isTerminal: stream.isTTY,
    columns: stream.columns,
  };
}

async function readStdin(limit: number, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of addAbortSignal(signal, process.stdin)) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length >= limit) break;
  }
  return Buffer.concat(chunks);
}
