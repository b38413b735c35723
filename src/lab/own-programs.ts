import { LabLost } from './agent.ts';
import { endOf, killProgram, type Program } from './program.ts';

/** The programs of a machine: none is forgotten when it ends, and none is started afterwards. */
export interface OwnPrograms {
  /** @throws LabLost after the end has begun */
  start(command: readonly string[]): Program;
  /** From now on nothing is started. */
  close(): void;
  /** Ends all that still run, and waits until they have ended. */
  end(): Promise<void>;
}

/** @param start starts one program */
export function ownPrograms(start: (command: readonly string[]) => Program): OwnPrograms {
  const endings = new Map<Program, Promise<void>>();
  let isOver = false;
  const close = (): void => {
    isOver = true;
  };
  return {
    start(command) {
      if (isOver) throw new LabLost('the lab was ended');
      const program = start(command);
      endings.set(
        program,
        endOf(program).finally(() => endings.delete(program)),
      );
      return program;
    },
    close,
    async end() {
      close();
      for (const program of endings.keys()) killProgram(program);
      await Promise.all(endings.values());
    },
  };
}
