import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import { InTheWay } from './folder-error.ts';

/** More than the base of the largest module has, and little enough to be read. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Reads a file that this tool keeps beside an inventory; undefined where there is none. A checkout can bring a link or a
 * device in its place, whose reading never ends.
 * @throws InTheWay where it is no plain file, or far too large, or the system's error
 */
export function readOwnFile(path: string): Buffer | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (!stat.isFile()) throw new InTheWay(path, 'is no plain file');
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    if (fstatSync(descriptor).size > MAX_BYTES) throw new InTheWay(path, 'is too large');
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
