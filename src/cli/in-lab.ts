import type { EnvironmentSource } from '../lab/environment.ts';
import { bootUserModeLinux } from '../lab/kernel-uml.ts';
import { thisMachine } from '../lab/machine.ts';
import { makeStage, type Stage } from '../lab/stage.ts';
import { startLab, type LabParts, type RunningLab } from '../lab/start-lab.ts';
import type { Io } from './io.ts';

/** What a lab is made from, and what is told of its use. */
export interface LabWishes {
  readonly environments: LabParts['environments'];
  readonly changed: (change: Parameters<LabParts['changed']>[0]) => EnvironmentSource;
  readonly step: (what: string) => void;
  /** Whether the folder with the logs of the hosts stays; asked at the end. */
  readonly keep: () => boolean;
}

/**
 * Starts a lab, uses it and takes it down, whatever happens: no process and no folder of it is left, but for the logs where
 * they are wanted, or where the lab could not be built or used.
 */
export async function inLab<T>(wishes: LabWishes, io: Io, use: (lab: RunningLab) => Promise<T>): Promise<T> {
  const stage = await makeStage();
  const machine = thisMachine(stage.folder, io.env);
  const endNow = (): void => void machine.end();
  io.signal.addEventListener('abort', endNow);
  let lab: RunningLab | undefined;
  let well = false;
  try {
    const { environments, changed, step } = wishes;
    lab = await startLab({ stage, machine, boot: bootUserModeLinux, environments, changed, step });
    const result = await use(lab);
    well = true;
    return result;
  } finally {
    io.signal.removeEventListener('abort', endNow);
    const keeps = !io.signal.aborted && (!well || wishes.keep());
    if (keeps) await keepLogs(stage, lab, io);
    await lab?.end().catch(() => undefined);
    await machine.end();
    if (!keeps) await stage.remove();
  }
}

async function keepLogs(stage: Stage, lab: RunningLab | undefined, io: Io): Promise<void> {
  await lab?.keepLogs().catch(() => undefined);
  io.stderr.write(`the logs of every host, the module and its catalogs are in ${stage.folder}\n`);
}
