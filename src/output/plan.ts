import type { FileSet } from './file-set.ts';
import { hashOf } from './lock.ts';

/** A file as it lies on the disk; undefined text where it is not readable as text. */
export interface DiskFile {
  readonly text: string | undefined;
}

/** What happens to one path. */
export type Change =
  | { readonly kind: 'create'; readonly path: string; readonly want: string }
  | { readonly kind: 'update'; readonly path: string; readonly want: string; readonly have: DiskFile }
  | { readonly kind: 'remove'; readonly path: string; readonly have: DiskFile }
  /** Edited by hand, or not written by us: never touched. */
  | {
      readonly kind: 'edited';
      readonly path: string;
      readonly want: string | undefined;
      readonly have: DiskFile;
    };

/** What a run would do; `same` counts the files that are right already. */
export interface Plan {
  readonly changes: readonly Change[];
  readonly same: number;
}

/**
 * Compares what the inventory says with the disk. A file that differs is updated only where the disk holds what
 * was written last; a file that is no longer emitted is removed only then, too.
 * @param written hashes by path of what was written last
 * @param disk the files of the folder at the paths of `want` and `written`
 */
export function planChanges(
  want: FileSet,
  written: ReadonlyMap<string, string>,
  disk: ReadonlyMap<string, DiskFile>,
): Plan {
  const changes: Change[] = [];
  let same = 0;
  for (const [path, file] of want) {
    const have = disk.get(path);
    if (have === undefined) changes.push({ kind: 'create', path, want: file });
    else if (have.text === file) same += 1;
    else if (isOurs(have, written.get(path))) changes.push({ kind: 'update', path, want: file, have });
    else changes.push({ kind: 'edited', path, want: file, have });
  }
  for (const [path, hash] of written) {
    const have = disk.get(path);
    if (want.has(path) || have === undefined) continue;
    const edited = { kind: 'edited', path, want: undefined, have } as const;
    changes.push(isOurs(have, hash) ? { kind: 'remove', path, have } : edited);
  }
  changes.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { changes, same };
}

function isOurs(have: DiskFile, hash: string | undefined): boolean {
  return have.text !== undefined && hash !== undefined && hashOf(have.text) === hash;
}
