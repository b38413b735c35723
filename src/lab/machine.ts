import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** A program outside of the lab's kernel, with all three of its streams. */
export type Program = ChildProcessByStdio<Writable, Readable, Readable>;

/** Where the programs run that the lab needs outside of its kernel, and the kernel itself: here, or in a container. */
export interface Machine {
  /** The stage as programs there see it. */
  readonly stage: string;
  /** Starts a program, never through a shell; its group can be ended as a whole. */
  start(command: readonly string[]): Program;
  /** Ends a program and all that it started, at once. */
  kill(program: Program): void;
  /** Ends whatever still runs there, and what makes the machine. */
  end(): Promise<void>;
}

/** This very machine. */
export function thisMachine(stage: string, env: Readonly<Record<string, string | undefined>>): Machine {
  const programs = new Set<Program>();
  return {
    stage,
    start([file = '', ...args]) {
      const program = spawn(file, args, {
        cwd: stage,
        // A known locale and home: what a person has set up for their shell is none of the lab's business.
        env: {
          PATH: `${env['PATH'] ?? ''}:/usr/sbin:/sbin`,
          LC_ALL: 'C.UTF-8',
          HOME: stage,
          TMPDIR: env['TMPDIR'],
        },
        stdio: 'pipe',
        // A group of its own, which can be ended as a whole.
        detached: true,
      });
      // A program that is not there says so by closing its streams.
      program.on('error', () => undefined);
      programs.add(program);
      program.once('close', () => programs.delete(program));
      return program;
    },
    kill,
    end: async () => programs.forEach(kill),
  };
}

function kill({ pid, exitCode }: Program): void {
  if (pid === undefined || exitCode !== null) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended just now.
  }
}
