import type Handlebars from 'handlebars';
import runtime from 'handlebars/runtime.js';
import { skeleton } from 'virtual:module-skeleton';
import { helpers } from './helpers.ts';
import type { Skeleton, Template } from './render.ts';

/** The templates that come with the tool, compiled when it was built. */
export function builtInSkeleton(): Skeleton {
  // The types of the runtime leave out `create`, which it has.
  const handlebars = (runtime as unknown as typeof Handlebars).create();
  handlebars.registerHelper(helpers);
  return new Map(
    skeleton.map(([path, content]): [string, Template] => {
      if (typeof content === 'string') return [path, () => content];
      const template = handlebars.template(content);
      return [path, (view) => template(view)];
    }),
  );
}
