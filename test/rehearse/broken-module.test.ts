import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import { bootUserModeLinux } from '../../src/lab/kernel-uml.ts';
import { thisMachine } from '../../src/lab/machine.ts';
import { findMemoryFolder } from '../../src/lab/requirements.ts';
import { makeStage } from '../../src/lab/stage.ts';
import { startLab } from '../../src/lab/start-lab.ts';
import { builtInSkeleton } from '../../src/module/built-in-skeleton.ts';
import { planModule } from '../../src/module/plan.ts';
import { renderModule } from '../../src/module/render.ts';
import type { FileSet } from '../../src/output/file-set.ts';
import { planLab } from '../../src/rehearse/plan-lab.ts';
import { rehearse } from '../../src/rehearse/rehearse.ts';
import type { CheckResult } from '../../src/rehearse/model.ts';

/* A rehearsal is worth something only if it fails where the module is wrong. */

const path = 'fixtures/minimal/lvs.yaml';
const text = readFileSync(join(import.meta.dirname, '../..', path), 'utf8');

/** Rehearses the module of the smallest inventory after somebody has changed its files; gives the first line that failed. */
async function firstFailure(change: (module: FileSet) => FileSet): Promise<CheckResult | undefined> {
  const { value: inventory } = parseInventory({ path, text });
  if (inventory === undefined) throw new Error('the fixture does not parse');
  const skeleton = builtInSkeleton();
  const module = change(renderModule(planModule(inventory, skeleton), skeleton));
  const source = { plan: planLab(inventory), module, data: ['{}'] };
  const memoryFolder = (await findMemoryFolder(process.env)) ?? tmpdir();
  const stage = await makeStage();
  const machine = thisMachine(stage.folder, process.env);
  try {
    const lab = await startLab({
      stage,
      machine,
      boot: (here) => bootUserModeLinux(here, memoryFolder),
      environments: { new: source },
      changed: () => source,
      step: () => undefined,
    });
    return await new Promise<CheckResult | undefined>((resolve, reject) => {
      const report = (result: CheckResult): void => {
        if (result.outcome === 'failed') resolve(result);
      };
      rehearse(lab, { quick: true, step: () => undefined, report }).then(() => resolve(undefined), reject);
    }).finally(() => lab.end());
  } finally {
    await machine.end();
    await stage.remove();
  }
}

/** The same files, one of them with another text in the place of this one. */
function replaceIn(module: FileSet, file: string, old: string, replacement: string): FileSet {
  const before = module.get(file) ?? '';
  if (!before.includes(old)) throw new Error(`${file} has no ${old}`);
  return new Map([...module, [file, before.replace(old, replacement)]]);
}

test('a real server that answers ARP for the virtual IP is noticed', async () => {
  const failure = await firstFailure((module) =>
    replaceIn(
      module,
      'manifests/realserver.pp',
      "'net.ipv4.conf.all.arp_ignore':\n      value  => 1",
      "'net.ipv4.conf.all.arp_ignore':\n      value  => 0",
    ),
  );
  expect(failure).toMatchObject({
    check: 'neighbours',
    text: 'rabbitmq1.oe.example answers ARP for messaging (172.31.8.100), too',
  });
});
