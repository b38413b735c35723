import type { Change } from '../output/plan.ts';

/** More files of one kind than this tell one thing together, as that the whole module is missing. */
const MANY = 20;

/** How many of them are named as examples. */
const EXAMPLES = 10;

/** Kinds that say the same of each file; of the others a person wants to know every path. */
const ALIKE: readonly Change['kind'][] = ['create', 'edited', 'orphaned', 'deleted', 'mode'];

/** Changes to name one by one, and how many more there are of a kind. */
export interface Folded {
  readonly named: readonly Change[];
  readonly more: ReadonlyMap<Change['kind'], number>;
}

/** Folds long lists of files of which the same is said. */
export function foldChanges(changes: readonly Change[]): Folded {
  const long = ALIKE.map((kind) => changes.filter((change) => change.kind === kind)).filter(
    ({ length }) => length > MANY,
  );
  const hidden = new Set(long.flatMap((alike) => alike.slice(EXAMPLES)));
  const more = new Map<Change['kind'], number>();
  for (const { kind } of hidden) more.set(kind, (more.get(kind) ?? 0) + 1);
  return { named: changes.filter((change) => !hidden.has(change)), more };
}
