import { createTwoFilesPatch } from 'diff';
import type { Change } from './plan.ts';

/** The unified diff of planned changes, in the form that `patch -p1` and `git apply` take. */
export function unifiedDiff(changes: readonly Change[]): string {
  return changes.map(diffOf).join('');
}

function diffOf(change: Change): string {
  const old = change.kind === 'create' ? undefined : (change.have.text ?? '');
  const next = change.kind === 'remove' ? undefined : change.want?.text;
  if (old === next) return '';
  const patch = createTwoFilesPatch(
    old === undefined ? '/dev/null' : `a/${change.path}`,
    next === undefined ? '/dev/null' : `b/${change.path}`,
    old ?? '',
    next ?? '',
    undefined,
    undefined,
    { context: 3 },
  );
  return patch.replace(/^=+\n/, '');
}
