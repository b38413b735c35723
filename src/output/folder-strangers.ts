import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Obstacle } from './folder.ts';
import { STAGE_PREFIX } from './folder-stage.ts';

/**
 * What a folder holds besides the files at some paths: then it is somebody else's, though nothing is in their way. Of a
 * folder that none of the paths is in only that one is told. What a killed run has left is no stranger.
 * @throws the system's error where the folder cannot be read
 */
export function strangersIn(root: string, paths: Iterable<string>): Obstacle[] {
  const files = new Set(paths);
  const folders = new Set([...files].flatMap(foldersOf));
  const lookIn = (folder: string): Obstacle[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (files.has(path) || entry.name.startsWith(STAGE_PREFIX)) return [];
      if (!folders.has(path)) return [{ path, reason: 'not written by lvs-puppet' }];
      // Anything else in the place of a folder is found where the files are read.
      return entry.isDirectory() ? lookIn(path) : [];
    });
  return lookIn('');
}

/** The folders on the way to a path. */
function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
