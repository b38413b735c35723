import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { isGitFolder } from './safe-path.ts';

/** Where a module's folder really lies: `git` in what belongs to git itself, `outside` the folder of the inventory. */
export type Whereabouts = 'inside' | 'outside' | 'git';

/**
 * Follows the links on the way to a module's folder, which may not be there yet.
 * @param folder the folder of the inventory
 * @throws the system's error where it cannot be followed
 */
export function whereaboutsOf(folder: string, root: string): Whereabouts {
  const way = relative(realPath(folder), realPath(root));
  const parts = way.split(sep);
  if (parts.some(isGitFolder)) return 'git';
  return parts[0] === '..' || isAbsolute(way) ? 'outside' : 'inside';
}

/** Whether two paths are one folder, by links or where names do not tell upper from lower case. */
export function isOneFolder(a: string, b: string): boolean {
  return realPath(a).toLowerCase() === realPath(b).toLowerCase();
}

function realPath(path: string): string {
  let existing = path;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  return join(realpathSync(existing), relative(existing, path));
}
