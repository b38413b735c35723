import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EnvironmentError } from './environment-error.ts';

/** The folder of this package, from the sources as well as from the bundle: the first one above with docker/. */
export function packageRoot(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'docker', 'puppet7', 'Dockerfile'))) return folder;
    if (dirname(folder) === folder)
      throw new EnvironmentError('this installation of lvs-puppet lacks its folder docker/');
  }
}
