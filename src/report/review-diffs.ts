import { printable } from '../diagnostics/escape.ts';
import type { FilePair, Review } from '../diff/model.ts';
import { diffOfFile } from '../output/diff-of-file.ts';
import type { Level } from './levels.ts';

/** The unified diff of a file; empty where nothing of it changes. A file of a node is one below the root, as patch has it. */
export function diffOf({ path, before, after }: FilePair): string {
  return diffOfFile(path.replace(/^\//, ''), before, after);
}

/** The unified diffs that a level asks for, safe to print. */
export function reviewDiffs({ config, files }: Review, level: Level = 'model'): string {
  if (level === 'model') return '';
  const pairs = level === 'config' ? [config] : (files ?? []);
  return printableLines(pairs.map(diffOf).join(''));
}

/** A text of several lines with everything else that cannot be seen made visible. */
export function printableLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.split('\t').map(printable).join('\t'))
    .join('\n');
}
