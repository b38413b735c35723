import { diffOfFile } from './diff-of-file.ts';
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
