import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { precompileTemplate } from '../src/module/compile-skeleton.ts';
import { digestsModule } from './digests.ts';

const ID = 'virtual:module-skeleton';
const RESOLVED = `\0${ID}`;
const DIGESTS = 'virtual:digests';
const folder = join(import.meta.dirname, '../module-skeleton');

/** The paths of the skeleton, sorted: the same bundle on every machine. */
function skeletonPaths(): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .toSorted();
}

/** One entry of the generated module: precompiled where it is a template, text where it is not. */
function entry(path: string): string {
  const source = readFileSync(join(folder, path), 'utf8');
  const value = path.endsWith('.hbs') ? precompileTemplate(source) : JSON.stringify(source);
  return `[${JSON.stringify(path)}, ${value}]`;
}

/**
 * Makes `virtual:module-skeleton` of the files below module-skeleton/: templates are compiled when the tool is
 * built, so a run neither reads nor compiles them; and `virtual:digests`, which says what it was built from. Serves the
 * bundle (rolldown) and the tests (vite) alike.
 */
export function moduleSkeleton() {
  return {
    name: 'module-skeleton',
    resolveId: (id: string) => (id === ID ? RESOLVED : id === DIGESTS ? `\0${DIGESTS}` : undefined),
    load(this: { addWatchFile?: (path: string) => void }, id: string) {
      if (id === `\0${DIGESTS}`) return digestsModule();
      if (id !== RESOLVED) return undefined;
      const paths = skeletonPaths();
      for (const path of paths) this.addWatchFile?.(join(folder, path));
      return `export const skeleton = [\n${paths.map(entry).join(',\n')}\n];\n`;
    },
  };
}
