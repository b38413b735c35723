import { ownPrograms } from './own-programs.ts';
import { killProgram, startProgram, type Program } from './program.ts';

/** Where the programs run that the lab needs outside of its kernel, and the kernel itself: here, or in a container. */
export interface Machine {
  /** The stage as programs there see it. */
  readonly stage: string;
  /** Starts a program, never through a shell. */
  start(command: readonly string[]): Program;
  /** Ends a program and all that it started, at once. In a container all others end with it. */
  kill(program: Program): void;
  /** Ends whatever still runs there, and what makes the machine. Nothing can be started any more. */
  end(): Promise<void>;
}

/** This very machine. */
export function thisMachine(stage: string, env: Readonly<Record<string, string | undefined>>): Machine {
  const options = {
    cwd: stage,
    // A known locale and home: what a person has set up for their shell is none of the lab's business. What is left behind
    // by a program that was ended goes with the stage.
    env: {
      PATH: `${env['PATH'] ?? ''}:/usr/sbin:/sbin:/usr/bin:/bin`,
      LC_ALL: 'C.UTF-8',
      HOME: stage,
      TMPDIR: stage,
    },
  };
  const { start, end } = ownPrograms((command) => startProgram(command, options));
  return { stage, start, kill: killProgram, end };
}
