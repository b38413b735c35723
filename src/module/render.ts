import type { FileSet } from '../output/file-set.ts';
import type { PlannedFile } from './plan.ts';
import type { ModuleView } from './view.ts';

/** One compiled template. */
export type Template<V = ModuleView> = (view: V) => string;

/** Compiled templates by their path in the skeleton. */
export type Skeleton<V = ModuleView> = ReadonlyMap<string, Template<V>>;

/** Fills the templates of a plan. The result is sorted by path. */
export function renderModule<V>(plan: readonly PlannedFile<V>[], skeleton: Skeleton<V>): FileSet {
  const files = plan.map((file): [string, string] => {
    const template = skeleton.get(file.template);
    if (template === undefined) throw new Error(`the skeleton has no ${file.template}`);
    return [file.path, template(file.view)];
  });
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}
