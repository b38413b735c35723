import { lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { ciFiles } from '../ci/files.ts';
import type { Platform } from '../ci/platforms.ts';
import { printable, quoted } from '../diagnostics/escape.ts';
import { packageRoot } from '../validate/package-root.ts';
import { environmentFailure, systemReason, usageFailure } from './failure.ts';
import type { Io } from './io.ts';
import { repositoryRoot } from './repository-root.ts';
import { version } from './version.ts';

/** A file to write, by its path from the current folder. */
interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** What `init --ci` will write, and what it will say then. */
export interface CiPlan {
  readonly files: readonly NewFile[];
  readonly next: string;
}

/**
 * Plans the pipeline of a platform for an inventory; nothing is written yet.
 * @throws Failure where there is no repository, or something is there already or in the way
 */
export function planCi(platform: Platform, inventory: string, io: Io): CiPlan {
  const { template, path, print, entry, next } = ciFiles[platform];
  const root = repositoryRoot(io.cwd);
  if (root === undefined)
    throw usageFailure('the current folder is in no git repository, where a pipeline belongs');
  const settings = { ...placeOf(inventory, root, io.cwd), version };
  const shown = (name: string): string => relative(io.cwd, join(root, name));
  if (isThere(join(root, path))) throw usageFailure(`${shown(path)} exists already; it is left as it is`);
  refuseLinks(root, dirname(path), shown);
  const text = print(readFileSync(join(packageRoot(), 'ci', template), 'utf8'), settings);
  const file = { path: shown(path), text };
  if (entry === undefined) return { files: [file], next };
  if (!isThere(join(root, entry.path)))
    return { files: [file, { path: shown(entry.path), text: entry.text }], next };
  return {
    files: [file],
    next: `add this to ${shown(entry.path)}, which is left as it is:\n${entry.text}then ${next}`,
  };
}

/** Writes what was planned; a file that came in between is never overwritten. */
export function writeCi({ files }: CiPlan, io: Io): void {
  for (const { path, text } of files) {
    try {
      mkdirSync(resolve(io.cwd, dirname(path)), { recursive: true });
      writeFileSync(resolve(io.cwd, path), text, { flag: 'wx' });
    } catch (error) {
      const reason = systemReason(error);
      throw reason === undefined ? error : environmentFailure(`cannot write ${path}: ${reason}`);
    }
  }
}

/** The inventory and the folder as the pipeline names them, with slashes and inside of the repository. */
function placeOf(inventory: string, root: string, cwd: string): { inventory: string; folder: string } {
  const slashed = (path: string): string => path.split(sep).join('/');
  const absolute = resolve(cwd, inventory);
  const inside = slashed(relative(root, absolute));
  if (inside === '' || inside === '..' || inside.startsWith('../') || posix.isAbsolute(inside))
    throw usageFailure(`${inventory} is outside of the repository, where no pipeline sees it`);
  const place = { inventory: slashed(relative(cwd, absolute)), folder: slashed(relative(root, cwd)) || '.' };
  for (const name of Object.values(place))
    if (printable(name) !== name)
      throw usageFailure(`a pipeline cannot name ${quoted(name)}: it has control characters`);
  return place;
}

/** A link among the folders would let the file land anywhere. */
function refuseLinks(root: string, folder: string, shown: (name: string) => string): void {
  if (folder === '.') return;
  refuseLinks(root, dirname(folder), shown);
  const stat = lstatSync(join(root, folder), { throwIfNoEntry: false });
  if (stat !== undefined && !stat.isDirectory()) throw environmentFailure(`${shown(folder)} is not a folder`);
}

/** A link that leads nowhere is there, too. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
