import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** What decides the bytes of the modules for a decoded inventory. */
const SKELETON = ['module-skeleton', 'kicker-skeleton', 'src/module', 'src/lang'];

/** What decides anything; package.json has the versions of everything that is bundled. */
const TOOL = ['module-skeleton', 'kicker-skeleton', 'src', 'package.json'];

/** One digest of all files at some paths, which may be folders. */
function digestOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths.flatMap(filesAt)) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function filesAt(path: string): string[] {
  if (statSync(join(root, path)).isFile()) return [path];
  return readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((name) => statSync(join(root, name)).isFile())
    .toSorted();
}

/** The text of `virtual:digests`. */
export function digestsModule(): string {
  return `export const skeletonDigest = ${JSON.stringify(digestOf(SKELETON))};
export const toolDigest = ${JSON.stringify(digestOf(TOOL))};
`;
}
