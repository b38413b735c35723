import { relative, resolve, sep } from 'node:path';
import { STANDARD_INPUT } from './read-inventory.ts';

/** A path from a folder on, however the person wrote it: the same on every machine. */
export function pathFrom(folder: string, path: string): string {
  return path === STANDARD_INPUT ? path : relative(folder, resolve(folder, path)).split(sep).join('/');
}
