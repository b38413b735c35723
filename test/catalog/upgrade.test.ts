import { dirname } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { startContainer, type Container } from '../containers/container.ts';
import { findGolden, stageGoldens, stageInContainer, type Golden } from '../goldens/goldens.ts';
import type { CommandResult } from '../setup/command.ts';
import { puppetVersions, type PuppetVersion } from '../setup/images.ts';
import { apply, changed, directorManifest, dressAsDirector } from './apply.ts';
import { configFile, helpersFolder, helpersInContainer } from './compile-catalogs.ts';

const stack = findGolden('oe-stack');
const stage = stageGoldens([stack]);

/** The conffiles of Debian's package that the module writes. */
const conffiles = [configFile, '/etc/default/ldirectord'];

afterAll(() => stage.remove());

describe.concurrent.each(puppetVersions)('an upgrade of the package without Puppet %s', (version) => {
  test('asks nothing, time after time, and leaves the files in force as they are', async () => {
    await withDirector(version, stack, async (container) => {
      const inForce = await textsOf(container, conffiles);
      for (const release of ['1000', '1001']) {
        expect(await upgrade(container, release)).toMatchObject({ exitCode: 0 });
        expect(await textsOf(container, conffiles)).toEqual(inForce);
        const brought = conffiles.map((file) => `${file}.distrib`);
        expect(await textsOf(container, brought)).toEqual(conffiles.map((file) => shipped(file, release)));
      }
    });
  });

  test('would ask, and fail without a terminal, were the files not diverted', async () => {
    const edit = { file: 'manifests/conffiles.pp', find: /\['[^\]]*'\]\.each/, replace: '[].each' };
    const broken = stage.breakGolden(stack, `not-diverted-${version}`, edit);
    await withDirector(version, broken, async (container) => {
      const { exitCode, stderr } = await upgrade(container, '1000');
      expect(exitCode).not.toBe(0);
      expect(stderr).toContain('end of file on stdin at conffile prompt');
    });
  });
});

/** What a version of the package has in a conffile: never the same as another one. */
const shipped = (file: string, release: string): string => `# ${file} of version ${release}\n`;

/** Upgrades ldirectord, as an administrator or a timer would, to a package that brings other conffiles. */
async function upgrade(container: Container, release: string): Promise<CommandResult> {
  const folder = `/tmp/ldirectord-${release}`;
  const control = [
    'Package: ldirectord',
    `Version: ${release}:1`,
    'Architecture: all',
    'Maintainer: nobody <nobody@example.org>',
    'Description: A version that does not exist',
  ];
  const files = {
    'DEBIAN/control': `${control.join('\n')}\n`,
    'DEBIAN/conffiles': `${conffiles.join('\n')}\n`,
    ...Object.fromEntries(conffiles.map((file) => [file.slice(1), shipped(file, release)])),
  };
  for (const [file, input] of Object.entries(files)) {
    await container.run(['mkdir', '-p', dirname(`${folder}/${file}`)]);
    await container.run(['tee', `${folder}/${file}`], { input });
  }
  const built = await container.run(['dpkg-deb', '--build', folder, `${folder}.deb`]);
  expect(built).toMatchObject({ exitCode: 0 });
  return container.run(['dpkg', '--install', `${folder}.deb`]);
}

async function textsOf(container: Container, files: readonly string[]): Promise<string[]> {
  return Promise.all(files.map(async (file) => (await container.run(['cat', file])).stdout));
}

/** A director after its first run. */
async function withDirector(
  version: PuppetVersion,
  golden: Golden,
  use: (container: Container) => Promise<void>,
): Promise<void> {
  const mounts = { [stageInContainer]: stage.folder, [helpersInContainer]: helpersFolder };
  const container = await startContainer(version, { mounts, ownNetwork: true });
  try {
    await dressAsDirector(container, golden);
    const { exitCode, stderr } = await apply(container, stage, golden, directorManifest(golden));
    expect({ exitCode, stderr }).toMatchObject({ exitCode: changed });
    await use(container);
  } finally {
    await container.remove();
  }
}
