import type { Inventory } from '../inventory/model.ts';
import { viewModule, type ModuleView } from './view.ts';

/** A file to emit: where it goes, and the template and data that it is made of. */
export interface PlannedFile<V = ModuleView> {
  readonly path: string;
  readonly template: string;
  readonly view: V;
}

/** Templates that only a module with kick hooks has. */
const KICK_ONLY: ReadonlySet<string> = new Set([
  'manifests/kick.pp.hbs',
  'functions/fingerprint.pp.hbs',
  'functions/weight.pp.hbs',
  'spec/functions/weight_spec.rb.hbs',
]);

/**
 * The files of the module for an inventory.
 * @param skeleton anything that has the paths of the skeleton for its keys
 */
export function planModule(
  inventory: Inventory,
  skeleton: { keys(): Iterable<string> },
): readonly PlannedFile[] {
  const view = viewModule(inventory);
  return [...skeleton.keys()]
    .filter((template) => view.kicks || !KICK_ONLY.has(template))
    .map((template) => ({ path: emittedPath(template, view.module), template, view }));
}

/** `gitignore.hbs` becomes `.gitignore`, which npm would leave out of the package under its own name. */
export function emittedPath(template: string, module: string): string {
  const path = template.replace(/\.hbs$/, '').replaceAll('__module__', module);
  return path === 'gitignore' ? '.gitignore' : path;
}
