import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { startContainer, type Container } from '../containers/container.ts';
import { emitGolden } from '../goldens/emit-golden.ts';
import { findGolden, stageGoldens, stageInContainer, type Golden } from '../goldens/goldens.ts';
import { puppetVersions, type PuppetVersion } from '../setup/images.ts';
import { apply, changed, directorManifest, dressAsDirector, nothingChanged } from './apply.ts';
import { configFile, helpersFolder, helpersInContainer } from './compile-catalogs.ts';

/** How the fixture ends; the other inventories lead there. */
const removal = findGolden('removal');

/** The fixture with passages replaced; one that is not there is an error, for the test would prove nothing. */
function earlier(name: string, edits: readonly (readonly [string, string])[]): Golden {
  const text = edits.reduce(
    (current, [now, then]) => {
      if (!current.includes(now)) throw new Error(`the fixture does not hold ${now}`);
      return current.replace(now, then);
    },
    readFileSync(removal.inventory, 'utf8'),
  );
  return emitGolden(name, text);
}

const formerInUse = [
  ['  # lvs-puppet: allow unused-virtual-ip - a record: the services that used it are retired\n', ''],
  [
    'http-former: { virtual_ip: former, port: 80, state: retired }',
    'http-former: { virtual_ip: former, port: 80 }',
  ],
] as const;
const wideShop = [
  'address: 172.31.8.102, interface: eth1',
  'address: 172.31.8.102, interface: eth1, prefix: 24',
] as const;
const elsewhere = [
  'web: 172.31.8.101',
  'web: { address: 172.31.8.101, interface: eth1, prefix: 24 }',
] as const;

/** The virtual IP `web` is on another interface, and `shop` shares its prefix there. */
const first = earlier('first', [...formerInUse, wideShop, elsewhere]);
/** `web` has moved. */
const moved = earlier('moved', [...formerInUse, wideShop]);
/** The hosts of gui serve `shop` as well, and gui4 is still one of them. */
const shared = earlier('shared', [
  [
    'http: { virtual_ip: web, port: 80 }',
    'http: { virtual_ip: web, port: 80 }\n      shop2: { virtual_ip: shop, port: 8444 }',
  ],
  ['gui4.oe.example: { address: 172.31.8.24, state: retired }', 'gui4.oe.example: 172.31.8.24'],
]);
/** Two of the three servers of `shop` are missing. */
const shrunk = earlier('shrunk', [
  ['      gui1.oe.example: { address: 172.31.8.21, state: draining }\n', ''],
  ['      gui4.oe.example: 172.31.8.24\n', ''],
]);
const stage = stageGoldens([removal, first, moved, shared, shrunk]);

afterAll(() => stage.remove());

describe.concurrent.each(puppetVersions)('the life of a director, Puppet %s', (version) => {
  test('virtual IPs that move or go leave nothing behind, and take no other one along', async () => {
    await withContainer(version, async (container) => {
      await dressAsDirector(container, removal);
      const run = async (golden: Golden): Promise<void> => {
        await expectRun(container, golden, directorManifest(golden));
        expect(await recordsOf(container)).toEqual(await boundOn(container, ['eth0', 'eth1']));
      };
      await run(first);
      expect(await boundOn(container, ['eth0'])).toEqual(['director-eth0-172.31.8.108-32']);
      expect(await boundOn(container, ['eth1'])).toEqual([
        'director-eth1-172.31.8.101-24',
        'director-eth1-172.31.8.102-24',
      ]);

      await run(moved);
      expect(await boundOn(container, ['eth0', 'eth1'])).toEqual([
        'director-eth0-172.31.8.101-32',
        'director-eth0-172.31.8.108-32',
        'director-eth1-172.31.8.102-24',
      ]);

      await run(removal);
      expect(await boundOn(container, ['eth0', 'eth1'])).toEqual([
        'director-eth0-172.31.8.101-32',
        'director-eth1-172.31.8.102-32',
      ]);
      await expectRest(container, removal, directorManifest(removal));
    });
  });

  test('a list that loses too many servers fails, and the file stays until that is allowed', async () => {
    await withContainer(version, async (container) => {
      await dressAsDirector(container, removal);
      await expectRun(container, removal, directorManifest(removal));
      const inForce = await textOf(container, configFile);

      const refused = await apply(container, stage, shrunk, directorManifest(shrunk));
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toContain(
        'lvs: the role shop would lose 2 of its 3 real servers (172.31.8.21, 172.31.8.24): ' +
          'if that is wanted, set lvs::max_shrink to 1 for one run',
      );
      expect(await textOf(container, configFile)).toBe(inForce);

      await expectRun(container, shrunk, "class { 'lvs': manage_kernel => false, max_shrink => 1 }");
      expect(await textOf(container, configFile)).not.toContain('172.31.8.24:8443');
      await expectRest(container, shrunk, directorManifest(shrunk));
    });
  });
});

describe.concurrent.each(puppetVersions)('the life of a real server, Puppet %s', (version) => {
  test('a virtual IP that another role has now goes, and the others stay', async () => {
    await withContainer(version, async (container) => {
      const gui = `class { 'lvs::realserver': roles => ['gui'] }`;
      await expectRun(container, shared, gui);
      const kept = ['realserver-lo-172.31.8.101-32', 'realserver-lo-172.31.8.109-32'];
      expect(await boundOn(container, ['lo'])).toEqual([...kept, 'realserver-lo-172.31.8.102-32'].toSorted());

      await expectRun(container, removal, gui);
      expect(await boundOn(container, ['lo'])).toEqual(kept);
      expect(await recordsOf(container)).toEqual(kept);
      await expectRest(container, removal, gui);
      expect(await arpSettings(container)).toEqual(['1', '2']);
    });
  });

  test('a host that is retired gives back what its role had, and all when it has no other one', async () => {
    await withContainer(version, async (container) => {
      const node = ['--certname', 'gui4.oe.example'];
      const both = `class { 'lvs::realserver': roles => ['gui', 'shop'] }`;
      await expectRun(container, shared, both, node);
      expect(await boundOn(container, ['lo'])).toHaveLength(3);

      await expectRun(container, removal, both, node);
      expect(await boundOn(container, ['lo'])).toEqual(['realserver-lo-172.31.8.102-32']);
      expect(await arpSettings(container)).toEqual(['1', '2']);

      await expectRun(container, removal, `class { 'lvs::realserver': roles => ['gui'] }`, node);
      expect(await boundOn(container, ['lo'])).toEqual([]);
      expect(await recordsOf(container)).toEqual([]);
      expect(await arpSettings(container)).toEqual(['0', '0']);
    });
  });
});

async function expectRun(
  container: Container,
  golden: Golden,
  manifest: string,
  options: readonly string[] = [],
): Promise<void> {
  const { exitCode, stderr } = await apply(container, stage, golden, manifest, options);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: changed });
}

async function expectRest(
  container: Container,
  golden: Golden,
  manifest: string,
  options: readonly string[] = [],
): Promise<void> {
  const { exitCode, stdout } = await apply(container, stage, golden, manifest, options);
  expect({ exitCode, stdout }).toMatchObject({ exitCode: nothingChanged });
}

/** The addresses of a test's network on some interfaces, under the names that their records should have. */
async function boundOn(container: Container, interfaces: readonly string[]): Promise<string[]> {
  const { stdout } = await container.run(['ip', '-4', '-oneline', 'address', 'show']);
  const lines = [...stdout.matchAll(/^\d+: (\S+) +inet (172\.31\.8\.\d+)(?:\/(\d+))? /gm)];
  return lines
    .filter(([, name = '']) => interfaces.includes(name))
    .map(([, name = '', address, prefix = '32']) => {
      const owner = name === 'lo' ? 'realserver' : 'director';
      return `${owner}-${name}-${address}-${prefix}`;
    })
    .toSorted();
}

async function recordsOf(container: Container): Promise<string[]> {
  const { stdout } = await container.run(['ls', '/etc/lvs/virtual-ips.d']);
  return stdout.split('\n').filter(Boolean).toSorted();
}

async function arpSettings(container: Container): Promise<string[]> {
  const names = ['arp_ignore', 'arp_announce'].map((name) => `/proc/sys/net/ipv4/conf/all/${name}`);
  return (await container.run(['cat', ...names])).stdout.trim().split('\n');
}

async function textOf(container: Container, path: string): Promise<string> {
  return (await container.run(['cat', path])).stdout;
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
