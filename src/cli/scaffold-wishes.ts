import { relative, resolve, sep } from 'node:path';
import type { Inventory } from '../inventory/model.ts';
import type { FileSet } from '../output/file-set.ts';
import type { Known } from '../output/plan.ts';
import { isUnmanaged } from '../output/unmanaged.ts';
import { usageFailure } from './failure.ts';
import type { Io } from './io.ts';
import type { Target } from './target.ts';
import type { ScaffoldFlags } from './program.ts';

/** What the person wants of single paths. */
export type Wishes = Pick<Known, 'isUnmanaged' | 'restore'>;

/** A module of the inventory, and what is emitted into it. */
interface Module {
  readonly emitted: { readonly files: FileSet };
  readonly target: Target;
}

/**
 * What the person wants of single paths: those that the inventory leaves to them, which are paths of the first module,
 * and those of `--restore`, which may be written from the module or from the current folder. Where both modules have a
 * file of that name it is the first one’s.
 * @returns the wishes for each module
 * @throws Failure where `--restore` names no file of a module
 */
export function wishesOf(
  { regenerate: { unmanaged } }: Inventory,
  { restore = [] }: Pick<ScaffoldFlags, 'restore'>,
  modules: readonly Module[],
  io: Io,
): Wishes[] {
  const isLeft = ({ target: { place } }: Module, path: string): boolean =>
    place === 'module' && isUnmanaged(path, unmanaged);
  const found = restore.map((path) => {
    const [named] = modules.flatMap((module) => namesIn(module, path, io));
    if (named === undefined) {
      const emitting = modules.filter(
        ({ emitted, target: { place } }) => place === 'module' || emitted.files.size > 0,
      );
      const folders = emitting.map(({ target: { shown } }) => shown).join(' or ');
      throw usageFailure(`--restore ${path}: the inventory emits no such file into ${folders}`);
    }
    if (isLeft(named.module, named.path))
      throw usageFailure(`--restore ${path}: regenerate.unmanaged leaves it to you`);
    return named;
  });
  return modules.map((module) => ({
    isUnmanaged: (path) => isLeft(module, path),
    restore: new Set(found.filter((one) => one.module === module).map(({ path }) => path)),
  }));
}

/** The files of a module that a path names. */
function namesIn(module: Module, path: string, io: Io): { module: Module; path: string }[] {
  return [path, insideModule(path, module.target, io)]
    .filter((name) => module.emitted.files.has(name))
    .map((name) => ({ module, path: name }));
}

/** A path from the current folder as one from the module. */
function insideModule(path: string, { root }: Target, io: Io): string {
  return relative(root, resolve(io.cwd, path)).split(sep).join('/');
}
