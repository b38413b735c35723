import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** A program outside of the lab's kernel, with all three of its streams. */
export type Program = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * Starts a program, never through a shell, in a group of its own, which Ctrl-C does not reach. What it started ends with it:
 * user-mode Linux may leave a process behind when it halts, which would hold its output open and never end.
 */
export function startProgram(
  [file = '', ...args]: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): Program {
  const program = spawn(file, args, { ...options, stdio: 'pipe', detached: true });
  // A program that is not there says so by closing its streams; one that is gone takes no more input.
  program.on('error', () => undefined);
  program.stdin.on('error', () => undefined);
  program.once('exit', () => killGroup(program));
  return program;
}

/** Ends a program and all that it started, at once. */
export function killProgram(program: Program): void {
  if (program.exitCode === null && program.signalCode === null) killGroup(program);
}

function killGroup({ pid }: Program): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing is left of it.
  }
}

/** When a program has ended and its output has been read. */
export function endOf(program: Program): Promise<void> {
  return new Promise((resolve) => program.once('close', () => resolve()));
}
