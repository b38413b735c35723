import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { renderConfig } from '../../src/ldirectord/render-config.ts';
import { lint } from '../../src/lint.ts';
import { rewriting } from '../goldens/goldens.ts';

const folder = join(import.meta.dirname, '../../fixtures/overrides');

function source(path: string): { path: string; text: string } {
  return { path, text: readFileSync(join(folder, path), 'utf8') };
}

it('the golden ldirectord.cf of overrides is what the inventory says with its data of Hiera', () => {
  const hiera = ['data/site.yaml', 'data/common.yaml'].map(source);
  const { inventory, findings } = lint(source('lvs.yaml'), { hiera });
  expect(findings).toEqual([]);
  if (inventory === undefined) throw new Error('no inventory');
  const text = renderConfig(inventory);
  const golden = join(folder, 'ldirectord.cf');
  if (rewriting) writeFileSync(golden, text);
  expect(text).toBe(readFileSync(golden, 'utf8'));
});
