import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Chunk {
  readonly type: string;
  readonly modules?: Readonly<Record<string, unknown>>;
}

/** The folder of the package that a bundled module comes from, or undefined for our own. */
function packageFolder(module: string): string | undefined {
  if (!module.includes('/node_modules/')) return undefined;
  let folder = dirname(module);
  while (!isPackage(folder)) folder = dirname(folder);
  return folder;
}

/** Some packages hold further package.json files that only say which kind of modules a folder has. */
function isPackage(folder: string): boolean {
  const path = join(folder, 'package.json');
  return existsSync(path) && 'name' in (JSON.parse(readFileSync(path, 'utf8')) as object);
}

function notice(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(?:\.|$)/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence text, so it cannot be bundled`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}

/** Writes the licences of everything that was bundled beside it: their texts must travel with the code. */
export function thirdPartyLicenses() {
  return {
    name: 'third-party-licenses',
    generateBundle(
      this: { emitFile: (file: { type: 'asset'; fileName: string; source: string }) => unknown },
      _options: unknown,
      bundle: Readonly<Record<string, Chunk>>,
    ) {
      const modules = Object.values(bundle).flatMap((chunk) => Object.keys(chunk.modules ?? {}));
      const folders = [
        ...new Set(modules.flatMap((module) => packageFolder(module.replace(/^\0/, '')) ?? [])),
      ].toSorted();
      const source = folders.map(notice).join(`\n${'-'.repeat(80)}\n\n`);
      this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-LICENSES.txt', source });
    },
  };
}
