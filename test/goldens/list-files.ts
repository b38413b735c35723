import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** All files below a folder, relative to it and sorted. Symbolic links are not followed: they may lead round in circles. */
export function listFiles(folder: string): string[] {
  return walk(folder, '').toSorted();
}

function walk(folder: string, prefix: string): string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = join(prefix, entry.name);
    return entry.isDirectory() ? walk(folder, path) : [path];
  });
}
