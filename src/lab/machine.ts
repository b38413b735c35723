import { LabLost } from './agent.ts';
import { endOf, killProgram, startProgram, type Program } from './program.ts';

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
  const programs = new Map<Program, Promise<void>>();
  let isOver = false;
  return {
    stage,
    start(command) {
      if (isOver) throw new LabLost('the lab was ended');
      const program = startProgram(command, {
        cwd: stage,
        // A known locale and home: what a person has set up for their shell is none of the lab's business. What is left
        // behind by a program that was ended goes with the stage.
        env: {
          PATH: `${env['PATH'] ?? ''}:/usr/sbin:/sbin:/usr/bin:/bin`,
          LC_ALL: 'C.UTF-8',
          HOME: stage,
          TMPDIR: stage,
        },
      });
      programs.set(
        program,
        endOf(program).finally(() => programs.delete(program)),
      );
      return program;
    },
    kill: killProgram,
    async end() {
      isOver = true;
      const endings = [...programs.values()];
      for (const program of programs.keys()) killProgram(program);
      await Promise.all(endings);
    },
  };
}
