import Handlebars from 'handlebars';
import { helpers } from './helpers.ts';
import type { Skeleton, Template } from './render.ts';

/** How the templates are compiled: no HTML escaping, no unknown helper, no value that is not there. */
export const compileOptions = {
  noEscape: true,
  strict: true,
  knownHelpersOnly: true,
  knownHelpers: Object.fromEntries(Object.keys(helpers).map((name) => [name, true])),
};

/** Compiles the files of a skeleton by path; those that do not end in .hbs are emitted as they are. */
export function compileSkeleton(sources: ReadonlyMap<string, string>): Skeleton {
  const handlebars = Handlebars.create();
  handlebars.registerHelper(helpers);
  const compile = (path: string, source: string): Template => {
    if (!path.endsWith('.hbs')) return () => source;
    const template = handlebars.compile(source, compileOptions);
    return (view) => template(view);
  };
  return new Map([...sources].map(([path, source]) => [path, compile(path, source)]));
}

/** Where a helper is called, told to the helper; ours do not ask. In a string of the template the quotes are escaped. */
const HELPER_PLACE = /,"loc":\{"start":\{[^{}]*\},"end":\{[^{}]*\}\}/g;

/** The text of the JavaScript object that `Handlebars.template` of the runtime takes. */
export function precompileTemplate(source: string): string {
  return String(Handlebars.precompile(source, compileOptions)).replace(HELPER_PLACE, '');
}
