import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, runOrThrow } from './command.ts';
import type { Release } from './debootstrap.ts';
import { ensureBaseImage } from './base-images.ts';
import type { Say } from './progress.ts';

const repository = join(import.meta.dirname, '../..');
const label = 'lvs-puppet.recipe';

export type PuppetVersion = '7' | '8';

/** Both versions that the emitted module supports, and the Debian release that ships each. */
export const puppetVersions: readonly PuppetVersion[] = ['7', '8'];
const releases: Readonly<Record<PuppetVersion, Release>> = { '7': 'bookworm', '8': 'trixie' };

/** The image with nothing but Puppet, which `lvs-puppet validate --engine docker` uses. */
export function puppetImage(version: PuppetVersion): string {
  return `lvs-puppet/puppet:${version}`;
}

/** The image that `lvs-puppet rehearse --engine docker` uses. */
const rehearsalImage = 'lvs-puppet/rehearse:puppet7';

/** The image with everything that the suites need. */
export function suiteImage(version: PuppetVersion): string {
  return `lvs-puppet/suite:${version}`;
}

/** Builds the images that are missing or whose Dockerfile changed, both versions of Puppet at the same time. */
export async function ensureImages(say: Say): Promise<void> {
  const outcomes = await Promise.allSettled(puppetVersions.map((version) => ensureImagesOf(version, say)));
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) {
    throw failure.reason;
  }
  if (!(await isBuilt(rehearsalRecipe()))) {
    await build(rehearsalRecipe(), await ensureBaseImage('bookworm', say), say);
  }
  await removeReplacedImages();
}

/** Which image the suites cannot use as it is: undefined when all are there and up to date. */
export async function findStaleImage(): Promise<string | undefined> {
  for (const recipe of [...puppetVersions.flatMap(recipesOf), rehearsalRecipe()]) {
    if (!(await isBuilt(recipe))) {
      return recipe.image;
    }
  }
  return undefined;
}

interface Recipe {
  readonly image: string;
  readonly folder: string;
  /** Names all Dockerfiles that go into the image: another one makes a new image necessary. */
  readonly fingerprint: string;
}

/** First the image with Puppet, then the one that the suites build on it. */
function recipesOf(version: PuppetVersion): readonly [Recipe, Recipe] {
  const below = join(repository, `docker/puppet${version}`);
  const above = join(repository, `test/docker/suite${version}`);
  return [
    { image: puppetImage(version), folder: below, fingerprint: fingerprint([below]) },
    { image: suiteImage(version), folder: above, fingerprint: fingerprint([below, above]) },
  ];
}

function rehearsalRecipe(): Recipe {
  const folder = join(repository, 'docker/rehearse');
  return { image: rehearsalImage, folder, fingerprint: fingerprint([folder]) };
}

function fingerprint(folders: readonly string[]): string {
  const hash = createHash('sha256');
  folders.forEach((folder) => hash.update(readFileSync(join(folder, 'Dockerfile'))));
  return hash.digest('hex').slice(0, 16);
}

async function isBuilt({ image, fingerprint: expected }: Recipe): Promise<boolean> {
  const format = `{{index .Config.Labels "${label}"}}`;
  const { exitCode, stdout } = await run('docker', ['image', 'inspect', '--format', format, image], {
    timeoutSeconds: 20,
  });
  return exitCode === 0 && stdout.trim() === expected;
}

async function ensureImagesOf(version: PuppetVersion, say: Say): Promise<void> {
  const [puppet, suite] = recipesOf(version);
  if (!(await isBuilt(puppet))) {
    await build(puppet, await ensureBaseImage(releases[version], say), say);
  }
  if (!(await isBuilt(suite))) {
    await build(suite, puppet.image, say);
  }
}

async function build(recipe: Recipe, base: string, say: Say): Promise<void> {
  const { image, folder } = recipe;
  say(`building ${image} on ${base}`);
  const labels = ['--label', `${label}=${recipe.fingerprint}`];
  const args = [
    'build',
    '--network',
    'host',
    '--build-arg',
    `BASE=${base}`,
    ...labels,
    '--tag',
    image,
    folder,
  ];
  await runOrThrow('docker', args, { timeoutSeconds: 900 });
  say(`built ${image}`);
}

/** A new build leaves the old image behind without a name. */
async function removeReplacedImages(): Promise<void> {
  await run('docker', ['image', 'prune', '--force', '--filter', `label=${label}`], { timeoutSeconds: 120 });
}
