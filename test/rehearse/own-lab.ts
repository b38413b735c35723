import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import { bootUserModeLinux } from '../../src/lab/kernel-uml.ts';
import { thisMachine } from '../../src/lab/machine.ts';
import { findMemoryFolder } from '../../src/lab/requirements.ts';
import { makeStage, type Stage } from '../../src/lab/stage.ts';
import { startLab, type RunningLab } from '../../src/lab/start-lab.ts';
import { builtInSkeleton } from '../../src/module/built-in-skeleton.ts';
import { planModule } from '../../src/module/plan.ts';
import { renderModule } from '../../src/module/render.ts';
import type { FileSet } from '../../src/output/file-set.ts';
import { planLab } from '../../src/rehearse/plan-lab.ts';

const repository = join(import.meta.dirname, '../..');

/** A lab that a test has for itself. */
export interface OwnLab {
  readonly lab: RunningLab;
  readonly stage: Stage;
  /** Ends it and leaves nothing behind. */
  end(): Promise<void>;
}

/**
 * Starts a lab on user-mode Linux, in which nothing is managed yet and no stand-in runs.
 * @param path an inventory, from the repository on
 * @param change what becomes of the module that is emitted for it
 */
export async function startOwnLab(
  path: string,
  change: (module: FileSet) => FileSet = (module) => module,
): Promise<OwnLab> {
  const text = readFileSync(join(repository, path), 'utf8');
  const { value: inventory } = parseInventory({ path, text });
  if (inventory === undefined) throw new Error(`${path} does not parse`);
  const skeleton = builtInSkeleton();
  const module = change(renderModule(planModule(inventory, skeleton), skeleton));
  const source = { plan: planLab(inventory), module, data: ['{}'] };
  const memoryFolder = (await findMemoryFolder(process.env)) ?? tmpdir();
  const stage = await makeStage();
  const machine = thisMachine(stage.folder, process.env);
  const clear = async (): Promise<void> => {
    await machine.end();
    await stage.remove();
  };
  try {
    const lab = await startLab({
      stage,
      machine,
      boot: (here) => bootUserModeLinux(here, memoryFolder),
      environments: { new: source },
      changed: () => source,
      step: () => undefined,
    });
    return { lab, stage, end: () => lab.end().finally(clear) };
  } catch (error) {
    await clear();
    throw error;
  }
}
