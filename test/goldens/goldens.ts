import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { listFiles } from './list-files.ts';

/** An inventory of the fixtures and the module that the tool emits for it. */
export interface Golden {
  /** The fixture's folder below fixtures/, such as `oe-stack`. */
  readonly name: string;
  readonly inventory: string;
  readonly module: string;
  readonly moduleName: string;
}

/** Whether the goldens are being written anew by another file of the suite: then nobody reads them. */
export const rewriting = process.env['LVS_PUPPET_REWRITE_GOLDENS'] === '1';

const fixtures = join(import.meta.dirname, '../../fixtures');

/**
 * The fixtures that have a golden of the module `kicker` as well. It is the same for every inventory but for names, roles
 * and kicks, so one has all of its files.
 */
export const kickerFixtures: readonly string[] = ['discover'];

/** Every fixture that has a module, at any depth, in a stable order. */
export function findGoldens(): Golden[] {
  return findModules().filter(({ moduleName }) => moduleName !== 'kicker');
}

/** The goldens of the module `kicker`. */
export function findKickers(): Golden[] {
  return findModules().filter(({ moduleName }) => moduleName === 'kicker');
}

function findModules(): Golden[] {
  const modules = listFiles(fixtures).filter((file) => /(^|\/)modules\/[^/]+\/metadata\.json$/.test(file));
  return modules.map((file) => {
    const module = join(fixtures, file, '..');
    const folder = join(module, '../..');
    return {
      name: relative(fixtures, folder),
      inventory: join(folder, 'lvs.yaml'),
      module,
      moduleName: basename(module),
    };
  });
}

export function findGolden(name: string): Golden {
  const golden = findGoldens().find((candidate) => candidate.name === name);
  if (golden === undefined) {
    throw new Error(`fixture ${name} has no module`);
  }
  return golden;
}

/** How many of the fixtures that stand for a whole stack a sample holds, beside the oe-stack. */
const sampledStacks = 4;

/**
 * For checks that take seconds per module: the oe-stack always, and a sample of the other whole stacks and of the many
 * small fixtures, which another seed changes. LVS_PUPPET_FULL=1 takes all.
 */
export function chooseGoldens(sampleSize: number): Golden[] {
  const goldens = findGoldens();
  if (process.env['LVS_PUPPET_FULL'] === '1') {
    return goldens;
  }
  const seed = Number(process.env['LVS_PUPPET_SEED'] ?? 1);
  const always = goldens.filter(({ name }) => name === 'oe-stack');
  const stacks = goldens.filter(({ name }) => !name.includes('/') && name !== 'oe-stack');
  const small = goldens.filter(({ name }) => name.includes('/'));
  const sample = [
    ...shuffle(stacks, seed).slice(0, sampledStacks),
    ...shuffle(small, seed).slice(0, sampleSize),
  ];
  return [...always, ...sample];
}

/** The same seed gives the same order (a linear congruential generator is random enough here). */
function shuffle<T>(items: readonly T[], seed: number): T[] {
  let state = seed;
  const next = (): number => (state = (state * 1103515245 + 12345) % 2147483648);
  return items
    .map((item) => ({ item, rank: next() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

/** A folder with copies of goldens, which containers see at the same place (`at`). */
export interface Stage {
  readonly folder: string;
  /** Where the container sees the modules folder of a golden. */
  modulesOf(golden: Golden): string;
  /** Copies a golden with one passage replaced: what a suite has to notice. */
  breakGolden(golden: Golden, name: string, edit: Edit): Golden;
  remove(): void;
}

export interface Edit {
  /** Relative to the module. */
  readonly file: string;
  readonly find: string | RegExp;
  /** As in String.replace, so `$&` stands for what was found. */
  readonly replace: string;
}

export const stageInContainer = '/goldens';

export function stageGoldens(goldens: readonly Golden[]): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-goldens-'));
  for (const golden of goldens) {
    cpSync(golden.module, placeOf(folder, golden), { recursive: true });
  }
  return {
    folder,
    modulesOf: (golden) => join(stageInContainer, golden.name, 'modules'),
    breakGolden: (golden, name, edit) => {
      const broken = { ...golden, name: `broken/${name}` };
      cpSync(golden.module, placeOf(folder, broken), { recursive: true });
      applyEdit(placeOf(folder, broken), edit);
      return { ...broken, module: placeOf(folder, broken) };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function placeOf(folder: string, { name, moduleName }: Golden): string {
  return join(folder, name, 'modules', moduleName);
}

/** A passage that is not there (any more) is an error: an unbroken golden would prove nothing. */
function applyEdit(module: string, { file, find, replace }: Edit): void {
  const path = join(module, file);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const after = before.replace(find, replace);
  if (after === before) {
    throw new Error(`${file} does not hold ${String(find)}: this golden cannot be broken that way`);
  }
  writeFileSync(path, after);
}
