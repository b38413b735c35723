import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The top of the work tree of a folder: the first one above with `.git`, which is a file in linked work trees. */
export function repositoryRoot(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  return dirname(folder) === folder ? undefined : repositoryRoot(dirname(folder));
}
