import { afterAll, describe, expect, test } from 'vitest';
import { startContainer, type Container } from '../containers/container.ts';
import {
  chooseGoldens,
  findGolden,
  stageGoldens,
  stageInContainer,
  type Golden,
} from '../goldens/goldens.ts';
import { emitManyServices } from '../goldens/many-services.ts';
import type { CommandResult } from '../setup/command.ts';
import { puppetVersions, type PuppetVersion } from '../setup/images.ts';
import { apply, changed, directorManifest, dressAsDirector, nothingChanged } from './apply.ts';
import { configFile, helpersFolder, helpersInContainer } from './compile-catalogs.ts';
import { askLdirectord, parsesAndIsStopped } from './ldirectord-status.ts';
import { render } from './render.ts';

const goldens = [...chooseGoldens(1), emitManyServices()];
const stack = findGolden('oe-stack');
const stage = stageGoldens([...goldens, stack]);

afterAll(() => stage.remove());

describe.concurrent.each(puppetVersions)('puppet apply, Puppet %s', (version) => {
  test.each(goldens)('$name: writes what render prints, and a second run changes nothing', async (golden) => {
    await withContainer(version, async (container) => {
      await dressAsDirector(container, golden);
      const first = await apply(container, stage, golden, directorManifest(golden));
      expect(first.stderr).not.toMatch(/^Error:/m);
      expect(first.exitCode).toBe(changed);

      const written = await textOf(container, configFile);
      expect(written).toBe(await render(golden));
      const verdict = await askLdirectord(container, { written });
      expect(verdict['written']).toMatchObject({ status: parsesAndIsStopped });

      const second = await apply(container, stage, golden, directorManifest(golden));
      expect(changesOf(second)).toEqual([]);
      expect(second.exitCode).toBe(nothingChanged);
    });
  });

  test('a broken template never reaches the live configuration', async () => {
    const edit = {
      file: 'templates/etc/ldirectord.cf.erb',
      find: /quiescent|<% if not/,
      replace: 'checktymeout=3\n$&',
    };
    const broken = stage.breakGolden(stack, `refused-${version}`, edit);
    await withContainer(version, async (container) => {
      await dressAsDirector(container, broken);
      const before = await textOf(container, configFile);
      const { exitCode } = await apply(container, stage, broken, directorManifest(broken));
      expect([4, 6]).toContain(exitCode);
      expect(await textOf(container, configFile)).toBe(before);
    });
  });

  test('--noop works on a bare machine and writes nothing', async () => {
    await withContainer(version, async (container) => {
      await container.run(['dpkg', '--purge', '--force-all', 'ldirectord', 'ipvsadm']);
      await container.run(['rm', '-rf', '/etc/ha.d']);
      const { exitCode, stderr } = await apply(container, stage, stack, `include ${stack.moduleName}`, [
        '--noop',
      ]);
      expect(stderr).not.toMatch(/^Error:/m);
      expect(exitCode).toBe(nothingChanged);
      expect((await container.run(['ls', '-d', '/etc/ha.d'])).exitCode).not.toBe(0);
    });
  });
});

describe.concurrent.each(puppetVersions)('a real server, Puppet %s', (version) => {
  test('binds the VIPs of its roles with the ARP settings, keeps them, and gives them back', async () => {
    await withContainer(version, async (container) => {
      const run = (roles: string): ReturnType<typeof apply> =>
        apply(container, stage, stack, realServer(stack, roles));
      expect(await run("['rabbitmq']")).toMatchObject({ exitCode: changed });
      expect(await addressesOfLoopback(container)).toContain('172.31.8.100/32');
      expect(await arpSettings(container)).toEqual(['1', '2']);
      expect(await run("['rabbitmq']")).toMatchObject({ exitCode: nothingChanged });

      expect(await run('[]')).toMatchObject({ exitCode: changed });
      expect(await addressesOfLoopback(container)).not.toContain('172.31.8.100');
      expect(await arpSettings(container)).toEqual(['0', '0']);
      expect(await run('[]')).toMatchObject({ exitCode: nothingChanged });
    });
  });
});

const realServer = (golden: Golden, roles: string): string =>
  `class { '${golden.moduleName}::realserver': roles => ${roles} }`;

/** What a run of Puppet says that it did, for a message that helps. */
function changesOf({ stdout }: CommandResult): string[] {
  return stdout.split('\n').filter((line) => line.startsWith('Notice: /'));
}

async function withContainer(
  version: PuppetVersion,
  use: (container: Container) => Promise<void>,
): Promise<void> {
  const mounts = { [stageInContainer]: stage.folder, [helpersInContainer]: helpersFolder };
  const container = await startContainer(version, { mounts, ownNetwork: true });
  try {
    await use(container);
  } finally {
    await container.remove();
  }
}

async function textOf(container: Container, path: string): Promise<string> {
  return (await container.run(['cat', path])).stdout;
}

async function addressesOfLoopback(container: Container): Promise<string> {
  return (await container.run(['ip', '-brief', 'address', 'show', 'lo'])).stdout;
}

async function arpSettings(container: Container): Promise<string[]> {
  const names = ['arp_ignore', 'arp_announce'].map((name) => `/proc/sys/net/ipv4/conf/all/${name}`);
  return (await container.run(['cat', ...names])).stdout.trim().split('\n');
}
