import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInSkeleton } from '../../src/module/built-in-skeleton.ts';
import { lint } from '../../src/lint.ts';
import { planModule } from '../../src/module/plan.ts';
import { renderModule } from '../../src/module/render.ts';
import type { FileSet } from '../../src/output/file-set.ts';
import { rewriting } from '../goldens/goldens.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');

/** Every fixture that stands for an inventory without errors; the bad halves of pairs have no module. */
function fixtureFolders(): string[] {
  return readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(^|\/)lvs\.yaml$/.test(file) && !file.endsWith('/bad/lvs.yaml'))
    .map((file) => dirname(file))
    .toSorted();
}

function emit(folder: string): { name: string; files: FileSet } {
  const path = join(fixtures, folder, 'lvs.yaml');
  const { inventory, findings } = lint({ path: 'lvs.yaml', text: readFileSync(path, 'utf8') });
  expect(findings).toEqual([]);
  if (inventory === undefined) throw new Error(`${folder}: no inventory`);
  const skeleton = builtInSkeleton();
  return { name: inventory.module.name, files: renderModule(planModule(inventory, skeleton), skeleton) };
}

/** The texts of all files below a folder by path. */
function readGolden(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
  return new Map(paths.toSorted().map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

function writeGolden(folder: string, files: FileSet): void {
  rmSync(dirname(folder), { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

describe('golden modules', () => {
  it.each(fixtureFolders())('%s', (folder) => {
    const { name, files } = emit(folder);
    const golden = join(fixtures, folder, 'modules', name);
    if (rewriting) writeGolden(golden, files);
    const have = readGolden(golden);
    expect([...have.keys()]).toEqual([...files.keys()]);
    for (const [path, text] of files) expect({ path, text: have.get(path) }).toEqual({ path, text });
  });

  it('has no golden without a fixture, and no folder beside the module of one', () => {
    const wanted = new Set(fixtureFolders());
    const folders = readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
      .filter((file) => /(^|\/)modules\/[^/]+$/.test(file) && statSync(join(fixtures, file)).isDirectory())
      .map((file) => relative(fixtures, join(fixtures, file, '../..')));
    expect(folders.filter((folder) => !wanted.has(folder))).toEqual([]);
    expect(new Set(folders).size).toBe(folders.length);
  });
});
