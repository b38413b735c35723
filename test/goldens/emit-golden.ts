import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { lint } from '../../src/lint.ts';
import { builtInSkeleton } from '../../src/module/built-in-skeleton.ts';
import { planModule } from '../../src/module/plan.ts';
import { renderModule } from '../../src/module/render.ts';
import type { Golden } from './goldens.ts';

/** Emits the module of an inventory that is no fixture into a folder of its own, which goes with the process. */
export function emitGolden(name: string, text: string): Golden {
  const folder = mkdtempSync(join(tmpdir(), `lvs-puppet-${name}-`));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'lvs.yaml');
  writeFileSync(path, text);
  const { inventory, findings } = lint({ path, text });
  if (inventory === undefined || findings.length > 0) throw new Error(JSON.stringify(findings.slice(0, 3)));
  const module = join(folder, 'modules', inventory.module.name);
  const skeleton = builtInSkeleton();
  for (const [file, content] of renderModule(planModule(inventory, skeleton), skeleton)) {
    mkdirSync(dirname(join(module, file)), { recursive: true });
    writeFileSync(join(module, file), content);
  }
  return { name, inventory: path, module, moduleName: inventory.module.name };
}
