import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentError } from '../validate/environment-error.ts';
import { packageRoot } from '../validate/package-root.ts';
import type { Run } from '../validate/runner.ts';
import { docker, lastLines } from './client.ts';

/** The hash of the Dockerfile that an image was built from: a changed one makes a new image. */
const RECIPE_LABEL = 'lvs-puppet.recipe';
const BUILD_SECONDS = 1200;
const LOOK_SECONDS = 60;

/**
 * Makes sure that an image is there and up to date.
 * @param name of the image
 * @param recipe folder of its Dockerfile below `docker/` of this package
 * @param progress told when it must be built, which takes a while
 * @throws EnvironmentError when it cannot be built
 */
export async function prepareImage(
  run: Run,
  name: string,
  recipe: string,
  progress: (text: string) => void,
): Promise<void> {
  const folder = join(packageRoot(), 'docker', recipe);
  const hash = createHash('sha256')
    .update(await readFile(join(folder, 'Dockerfile')))
    .digest('hex')
    .slice(0, 16);
  const format = `{{index .Config.Labels "${RECIPE_LABEL}"}}`;
  const known = await docker(run, ['image', 'inspect', '--format', format, name], LOOK_SECONDS);
  if (known.exitCode === 0 && known.stdout.trim() === hash) return;
  progress(`building the image ${name} (once; this takes a minute or two)`);
  const args = ['build', '--label', `${RECIPE_LABEL}=${hash}`, '--tag', name, folder];
  const result = await docker(run, args, BUILD_SECONDS);
  if (result.exitCode !== 0)
    throw new EnvironmentError(`the image ${name} cannot be built from ${folder}: ${lastLines(result)}`);
}
