import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { Io } from './io.ts';

/** A path from the current folder, with `/`: what is printed is the same on every machine. A relative path stays as it is. */
export function pathFromFolder(path: string, { cwd }: Io): string {
  const found = isAbsolute(path) ? relative(real(cwd), join(real(dirname(path)), basename(path))) : path;
  return found.split(sep).join('/');
}

/** git knows folders by their real names. */
function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
