import { createTwoFilesPatch } from 'diff';
import { isWriting, type Change } from './plan.ts';

/**
 * The unified diff of planned changes, in the form that `patch -p1` and `git apply` take.
 * @param folder what stands before the paths of the module, so that the diff applies where the person stands
 */
export function unifiedDiff(changes: readonly Change[], folder: string): string {
  return changes
    .filter(isWriting)
    .map((change) => {
      const old = change.kind === 'create' ? undefined : (change.have.text ?? '');
      const next = change.kind === 'remove' ? undefined : change.want;
      return diffOfFile(folder === '' ? change.path : `${folder}/${change.path}`, old, next);
    })
    .join('');
}

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
