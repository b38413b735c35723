import { tmpdir } from 'node:os';
import type { Inventory } from '../../src/inventory/model.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import type { EnvironmentSource } from '../../src/lab/environment.ts';
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

/** A lab that a test has for itself. */
export interface OwnLab {
  readonly lab: RunningLab;
  readonly stage: Stage;
  /** Ends it and leaves nothing behind. */
  end(): Promise<void>;
}

/**
 * Starts a lab on user-mode Linux, in which nothing is managed yet and no stand-in runs.
 * @param text an inventory
 * @param edit what becomes of the modules that are emitted for it
 */
export async function startOwnLab(
  text: string,
  edit: (module: FileSet) => FileSet = (module) => module,
): Promise<OwnLab> {
  const { value: inventory } = parseInventory({ path: 'lvs.yaml', text });
  if (inventory === undefined) throw new Error('the inventory does not parse');
  const skeleton = builtInSkeleton();
  const plan = planLab(inventory);
  const source = (changed: Inventory): EnvironmentSource => ({
    plan,
    module: edit(renderModule(planModule(changed, skeleton), skeleton)),
    data: ['{}'],
  });
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
      environments: { new: source(inventory) },
      changed: (change) => source(change(inventory)),
      step: () => undefined,
    });
    return { lab, stage, end: () => lab.end().finally(clear) };
  } catch (error) {
    await clear();
    throw error;
  }
}
