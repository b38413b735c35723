import { lstatSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of what concerns this machine alone, below `.lvs-puppet/`: version control ignores it. */
export const LOCAL_FOLDER = 'local';

/**
 * What tells this machine's local folder from every other one: its inode, and the nanosecond in which it was made. What
 * is read from there says what is written and what is believed, and nothing keeps a proposed change from bringing such
 * files along, ignored by git or not. So each names the folder it was written in: no checkout, archive or copy can know
 * what its folder will be called here. The number of the device is left out, because some file systems get another one
 * with each mount.
 * @returns undefined where there is no such folder, or its file system does not say when it was made: then nothing in it
 *   is believed
 */
export function localIdentity(state: string): string | undefined {
  const stat = lstatSync(join(state, LOCAL_FOLDER), { bigint: true, throwIfNoEntry: false });
  if (stat === undefined || !stat.isDirectory() || stat.birthtimeNs === 0n) return undefined;
  return `${stat.ino}-${stat.birthtimeNs}`;
}

/** Whether what names this folder was written in the local folder that is there now. */
export function isWrittenHere(state: string, folder: unknown): boolean {
  return folder !== undefined && folder === localIdentity(state);
}
