import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { precompileTemplate } from '../src/module/compile-skeleton.ts';
import { digestsModule } from './digests.ts';

/** The folders of the two emitted modules, which are imported as `virtual:<folder>`. */
const FOLDERS = ['module-skeleton', 'kicker-skeleton'];
const DIGESTS = 'digests';

/** The text of `virtual:<folder>`. */
function skeletonModule(name: string, addWatchFile: ((path: string) => void) | undefined): string {
  const folder = join(import.meta.dirname, '..', name);
  const paths = skeletonPaths(folder);
  for (const path of paths) addWatchFile?.(join(folder, path));
  return `export const skeleton = [\n${paths.map((path) => entry(folder, path)).join(',\n')}\n];\n`;
}

/** The paths of a skeleton, sorted: the same bundle on every machine. */
function skeletonPaths(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .toSorted();
}

/** One entry of the generated module: precompiled where it is a template, text where it is not. */
function entry(folder: string, path: string): string {
  const source = readFileSync(join(folder, path), 'utf8');
  const value = path.endsWith('.hbs') ? precompileTemplate(source) : JSON.stringify(source);
  return `[${JSON.stringify(path)}, ${value}]`;
}

/**
 * Makes `virtual:module-skeleton` and `virtual:kicker-skeleton` of the files below these folders: templates are compiled
 * when the tool is built, so a run neither reads nor compiles them; and `virtual:digests`, which says what it was built
 * from. Serves the bundle (rolldown) and the tests (vite) alike.
 */
export function moduleSkeleton() {
  const names = [...FOLDERS, DIGESTS];
  return {
    name: 'module-skeleton',
    resolveId: (id: string) => (names.some((name) => id === `virtual:${name}`) ? `\0${id}` : undefined),
    load(this: { addWatchFile?: (path: string) => void }, id: string) {
      const name = names.find((known) => id === `\0virtual:${known}`);
      if (name === undefined) return undefined;
      return name === DIGESTS ? digestsModule() : skeletonModule(name, this.addWatchFile?.bind(this));
    },
  };
}
