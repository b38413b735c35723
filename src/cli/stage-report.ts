import { randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { environmentFailure, systemReason } from './failure.ts';
import type { Io } from './io.ts';

/** A report that is written beside its place. */
export interface StagedReport {
  /** Puts it in its place, in one step. */
  readonly commit: () => void;
  /** Removes what was not put in its place. */
  readonly discard: () => void;
}

/**
 * Writes a report beside its place, so that a reader sees the old or the new one. The folder must be there.
 * @throws Failure where it cannot be written, or something else than a file is in the way
 */
export function stageReport(file: string, text: string, io: Io): StagedReport {
  const path = resolve(io.cwd, file);
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const discard = (): void => rmSync(temporary, { force: true });
  inWords(file, () => {
    const mode = modeInPlace(path, file);
    try {
      // A link that waits there under this name is not followed.
      writeFileSync(temporary, text, { mode: mode ?? 0o644, flag: 'wx' });
      if (mode !== undefined) chmodSync(temporary, mode);
    } catch (error) {
      discard();
      throw error;
    }
  });
  return { commit: () => inWords(file, () => renameSync(temporary, path)), discard };
}

/**
 * The permissions of the file that is replaced; undefined where there is none.
 * @throws Failure where a rename would replace a device by a file, or a link by what nobody asked for
 */
function modeInPlace(path: string, file: string): number | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (stat.isFile()) return stat.mode & 0o777;
  const what = stat.isSymbolicLink() ? 'a symbolic link' : stat.isDirectory() ? 'a folder' : 'no plain file';
  throw environmentFailure(`cannot write ${file}: it is ${what}`);
}

function inWords(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const reason = systemReason(error);
    throw reason === undefined ? error : environmentFailure(`cannot write ${file}: ${reason}`);
  }
}
