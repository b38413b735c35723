import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { closestWord } from '../diagnostics/did-you-mean.ts';
import { quoted } from '../diagnostics/escape.ts';
import type { FileSet } from '../output/file-set.ts';
import { isUnmanaged, nameOf } from '../output/unmanaged.ts';
import type { Io } from './io.ts';
import type { Target } from './target.ts';

/**
 * Says which paths of `regenerate.unmanaged` make nothing the person's: no emitted file has them, and nothing of the
 * person's is there. Gives whether there are any.
 */
export function reportIdlePatterns(
  patterns: readonly string[],
  files: FileSet,
  { root, shown }: Target,
  io: Io,
): boolean {
  const paths = [...files.keys()];
  const idle = patterns.filter(
    (pattern) => !paths.some((path) => isUnmanaged(path, [pattern])) && !isThere(join(root, nameOf(pattern))),
  );
  for (const pattern of idle) {
    const meant = meantBy(pattern, paths);
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    io.stderr.write(`note: regenerate.unmanaged: ${shown} has no ${quoted(pattern)}${hint}\n`);
  }
  return idle.length > 0;
}

function isThere(path: string): boolean {
  // Before `statSync`, which throws where a part of the path is a file.
  return existsSync(path) && (path.endsWith('/') || !statSync(path).isDirectory());
}

function meantBy(pattern: string, paths: readonly string[]): string | undefined {
  const folder = `${pattern}/`;
  return paths.some((path) => path.startsWith(folder)) ? folder : closestWord(pattern, paths);
}
