import { LabLost } from '../lab/agent.ts';
import { LabBroken } from '../rehearse/lab.ts';
import type { LabEngine, LabEngineName } from '../lab/engine.ts';
import type { Machine } from '../lab/machine.ts';
import { selectLabEngine } from '../lab/select-engine.ts';
import { makeStage } from '../lab/stage.ts';
import { startLab, type LabParts, type RunningLab } from '../lab/start-lab.ts';
import type { Needs } from '../rehearse/needs.ts';
import { EnvironmentError } from '../validate/environment-error.ts';
import { createRunner } from '../validate/runner.ts';
import { environmentFailure } from './failure.ts';
import type { Io } from './io.ts';

/** What a lab is made from, and what is told of its use. */
export interface LabWishes {
  readonly engine: LabEngineName;
  readonly needs: Needs;
  /** What is rehearsed, which depends on what the engine can do. */
  readonly parts: (engine: LabEngine) => Pick<LabParts, 'environments' | 'changed'>;
  readonly step: (what: string) => void;
  /** Whether the folder with the logs of the hosts stays; asked at the end. */
  readonly keep: () => boolean;
}

/**
 * Starts a lab, uses it and takes it down, whatever happens: no process, no container and no folder of it is left, but for the
 * logs where they are wanted, or where the lab could not be built or used.
 * @throws Failure where the machine lacks what a lab needs, or the lab is lost on the way
 */
export async function inLab(
  { engine: engineName, needs, parts, step, keep }: LabWishes,
  io: Io,
  use: (lab: RunningLab, engine: LabEngine) => Promise<void>,
): Promise<void> {
  const stage = await makeStage();
  let machine: Machine | undefined;
  let lab: RunningLab | undefined;
  let well = false;
  const endNow = (): void => void machine?.end();
  io.signal.addEventListener('abort', endNow);
  try {
    const engine = await selectLabEngine(engineName, {
      env: io.env,
      signal: io.signal,
      run: createRunner(io.env, io.signal),
      stage: stage.folder,
      ...needs,
      progress: (text) => io.stderr.write(`${text}\n`),
    });
    const made = parts(engine);
    const here = await engine.machine();
    machine = here;
    io.signal.throwIfAborted();
    lab = await startLab({ stage, machine: here, boot: engine.boot, ...made, step });
    await use(lab, engine);
    well = true;
  } catch (error) {
    if (error instanceof EnvironmentError) throw environmentFailure(error.message);
    if (error instanceof LabLost) throw environmentFailure(`the lab is lost: ${error.message}`);
    if (error instanceof LabBroken) throw environmentFailure(`the lab does not work: ${error.message}`);
    throw error;
  } finally {
    const keeps = machine !== undefined && (keep() || (!well && !io.signal.aborted));
    const logs = keeps ? await lab?.readLogs() : undefined;
    await lab?.end().catch(() => undefined);
    await machine?.end();
    io.signal.removeEventListener('abort', endNow);
    if (logs !== undefined) await stage.writeLogs(logs);
    if (keeps)
      io.stderr.write(`the logs of every host, the module and its catalogs are in ${stage.folder}\n`);
    else await stage.remove();
  }
}
