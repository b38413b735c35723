import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Inventory } from '../../src/inventory/model.ts';
import { lint } from '../../src/lint.ts';
import { builtInKicker } from '../../src/module/built-in-kicker.ts';
import { builtInSkeleton } from '../../src/module/built-in-skeleton.ts';
import { planKicker } from '../../src/module/plan-kicker.ts';
import { planModule } from '../../src/module/plan.ts';
import { renderModule } from '../../src/module/render.ts';
import type { FileSet } from '../../src/output/file-set.ts';
import { kickerFixtures, rewriting } from '../goldens/goldens.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');

/** Every fixture that stands for an inventory without errors; the bad halves of pairs have no module. */
function fixtureFolders(): string[] {
  return readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(^|\/)lvs\.yaml$/.test(file) && !file.endsWith('/bad/lvs.yaml'))
    .map((file) => dirname(file))
    .toSorted();
}

function inventoryText(folder: string): string {
  return readFileSync(join(fixtures, folder, 'lvs.yaml'), 'utf8');
}

function inventoryOf(folder: string): Inventory {
  const { inventory, findings } = lint({ path: 'lvs.yaml', text: inventoryText(folder) });
  expect(findings).toEqual([]);
  if (inventory === undefined) throw new Error(`${folder}: no inventory`);
  return inventory;
}

function emit(inventory: Inventory): FileSet {
  const skeleton = builtInSkeleton();
  return renderModule(planModule(inventory, skeleton), skeleton);
}

function emitKicker(inventory: Inventory): FileSet {
  const skeleton = builtInKicker();
  return renderModule(planKicker(inventory, skeleton), skeleton);
}

/** The texts of all files below a folder by path. */
function readGolden(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
  return new Map(paths.toSorted().map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

function writeGolden(folder: string, files: FileSet): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function expectGolden(folder: string, files: FileSet): void {
  if (rewriting) writeGolden(folder, files);
  const have = readGolden(folder);
  expect([...have.keys()]).toEqual([...files.keys()]);
  for (const [path, text] of files) expect({ path, text: have.get(path) }).toEqual({ path, text });
}

describe('golden modules', () => {
  it.each(fixtureFolders())('%s', (folder) => {
    const inventory = inventoryOf(folder);
    const modules = join(fixtures, folder, 'modules');
    if (rewriting) rmSync(modules, { recursive: true, force: true });
    expectGolden(join(modules, inventory.module.name), emit(inventory));
    if (kickerFixtures.includes(folder)) expectGolden(join(modules, 'kicker'), emitKicker(inventory));
  });

  it('has no golden without a fixture, and no folder beside the modules of one', () => {
    const wanted = new Set(fixtureFolders());
    const modules = readdirSync(fixtures, { recursive: true, encoding: 'utf8' }).filter(
      (file) => /(^|\/)modules\/[^/]+$/.test(file) && statSync(join(fixtures, file)).isDirectory(),
    );
    const folderOf = (module: string): string => relative(fixtures, join(fixtures, module, '../..'));
    expect(modules.map(folderOf).filter((folder) => !wanted.has(folder))).toEqual([]);
    const kickers = modules.filter((module) => module.endsWith('/kicker'));
    expect(kickers.map(folderOf).toSorted()).toEqual(kickerFixtures.toSorted());
    const others = modules.filter((module) => !module.endsWith('/kicker')).map(folderOf);
    expect(new Set(others).size).toBe(others.length);
  });
});

describe('the module kicker', () => {
  it.each(fixtureFolders())('%s: allows the kicks that the inventory has, and no others', (folder) => {
    const inventory = inventoryOf(folder);
    const files = emitKicker(inventory);
    if (inventory.kicker.module !== 'emit') {
      expect([...files]).toEqual([]);
      return;
    }
    // Read without the code under test.
    const { directors, roles } = parse(inventoryText(folder), { merge: true }) as {
      directors: { role?: string };
      roles: Record<string, { kicks?: string[] }>;
    };
    const director = directors.role ?? 'lvs';
    const kicks = Object.entries(roles).map(([name, role]) => [
      name,
      [director, ...(role.kicks ?? [])].toSorted(),
    ]);
    const names = new Set([director, ...Object.keys(roles)]);
    expect(parse(files.get('files/edges.yaml') ?? '', { version: '1.1' })).toEqual({
      roles: [...names].toSorted(),
      kicks: Object.fromEntries(kicks),
    });
  });

  it.each(fixtureFolders())('%s: depends on names, roles and kicks alone', (folder) => {
    const inventory = inventoryOf(folder);
    const bare: Inventory = {
      ...inventory,
      networks: [],
      ldirectord: new Map(),
      virtualIps: [],
      directors: { ...inventory.directors, interface: 'eth9', hosts: [] },
      roles: inventory.roles
        .toReversed()
        .map((role) => ({ ...role, servers: [], services: [], discover: true })),
      regenerate: { unmanaged: [] },
    };
    expect([...emitKicker(bare)]).toEqual([...emitKicker(inventory)]);
  });
});
