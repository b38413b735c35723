import type Handlebars from 'handlebars';
import runtime from 'handlebars/runtime.js';
import type { skeleton } from 'virtual:module-skeleton';
import { helpers } from './helpers.ts';
import type { Skeleton, Template } from './render.ts';

/** Makes templates of what they were compiled to when the tool was built. */
export function reviveTemplates<V>(files: typeof skeleton): Skeleton<V> {
  // The types of the runtime leave out `create`, which it has.
  const handlebars = (runtime as unknown as typeof Handlebars).create();
  handlebars.registerHelper(helpers);
  return new Map(
    files.map(([path, content]): [string, Template<V>] => {
      if (typeof content === 'string') return [path, () => content];
      const template = handlebars.template(content);
      return [path, (view) => template(view)];
    }),
  );
}
