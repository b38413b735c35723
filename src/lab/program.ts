import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** A program outside of the lab's kernel, with all three of its streams. */
export type Program = ChildProcessByStdio<Writable, Readable, Readable>;

/** Starts a program, never through a shell, in a group of its own, which Ctrl-C does not reach and which ends as a whole. */
export function startProgram(
  [file = '', ...args]: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): Program {
  const program = spawn(file, args, { ...options, stdio: 'pipe', detached: true });
  // A program that is not there says so by closing its streams; one that is gone takes no more input.
  program.on('error', () => undefined);
  program.stdin.on('error', () => undefined);
  return program;
}

/** Ends a program and all that it started, at once. */
export function killProgram({ pid, exitCode, signalCode }: Program): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended just now.
  }
}

/** When a program has ended and its output has been read. */
export function endOf(program: Program): Promise<void> {
  return new Promise((resolve) => program.once('close', () => resolve()));
}
