import { createTwoFilesPatch } from 'diff';

/**
 * The unified diff of one file, in the form that `patch -p1` and `git apply` take; empty where nothing changes.
 * @param old its text before, undefined where there is no file; likewise `next`
 */
export function diffOfFile(path: string, old: string | undefined, next: string | undefined): string {
  if (old === next) return '';
  // A path with a blank ends with a tab, as diff and git write it: otherwise the blank would end it.
  const end = path.includes(' ') ? '\t' : '';
  const patch = createTwoFilesPatch(
    old === undefined ? '/dev/null' : `a/${path}${end}`,
    next === undefined ? '/dev/null' : `b/${path}${end}`,
    old ?? '',
    next ?? '',
    undefined,
    undefined,
    { context: 3 },
  );
  return patch.replace(/^=+\n/, '');
}
