import { join } from 'node:path';
import { LOCAL_FOLDER } from '../output/folder-local.ts';

/** What follows an interrupted run that cannot be finished. Nothing is lost: files that are right already stay as they are. */
export function wayOut(stateShown: string): string {
  return `remove ${join(stateShown, LOCAL_FOLDER)} and run scaffold again, which keeps what was edited by hand`;
}
