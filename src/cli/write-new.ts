import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { environmentFailure, hasCode, systemReason } from './failure.ts';
import type { Io } from './io.ts';

/**
 * Writes a file where there is none yet; one that is there already is somebody's.
 * @returns false where there is such a file
 * @throws Failure where it cannot be written
 */
export function writeNew(path: string, text: string, { cwd }: Io): boolean {
  try {
    writeFileSync(resolve(cwd, path), text, { flag: 'wx' });
    return true;
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    if (hasCode(error, 'EEXIST')) return false;
    throw environmentFailure(`cannot write ${path}: ${reason}`);
  }
}
