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

/**
 * What the person wants of single paths: those that the inventory leaves to them, and those of `--restore`, which may
 * be written from the module or from the current folder.
 * @throws Failure where `--restore` names no file of the module
 */
export function wishesOf(
  { regenerate: { unmanaged } }: Inventory,
  { restore = [] }: Pick<ScaffoldFlags, 'restore'>,
  files: FileSet,
  target: Target,
  io: Io,
): Wishes {
  const isLeft = (path: string): boolean => isUnmanaged(path, unmanaged);
  const paths = restore.map((path) => {
    const found = [path, insideModule(path, target, io)].find((name) => files.has(name));
    if (found === undefined)
      throw usageFailure(`--restore ${path}: the inventory emits no such file into ${target.shown}`);
    if (isLeft(found)) throw usageFailure(`--restore ${path}: regenerate.unmanaged leaves it to you`);
    return found;
  });
  return { isUnmanaged: isLeft, restore: new Set(paths) };
}

/** A path from the current folder as one from the module. */
function insideModule(path: string, { root }: Target, io: Io): string {
  return relative(root, resolve(io.cwd, path)).split(sep).join('/');
}
