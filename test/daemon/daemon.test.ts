import { afterAll, describe, expect, test } from 'vitest';
import { apply, changed, dressAsDirector } from '../catalog/apply.ts';
import { helpersFolder, helpersInContainer } from '../catalog/compile-catalogs.ts';
import { startContainer, type Container } from '../containers/container.ts';
import { findGolden, stageGoldens, stageInContainer, type Golden } from '../goldens/goldens.ts';
import { puppetVersions, type PuppetVersion } from '../setup/images.ts';
import { findDisagreements, readSystemdWay, sysvWay, virtualServicesSetUpBy } from './ways-of-starting.ts';

const stack = findGolden('oe-stack');
/** Virtual services in the configuration of the stack. */
const SERVICES = 8;
const stage = stageGoldens([stack]);

afterAll(() => stage.remove());

describe.concurrent.each(puppetVersions)('the two ways of starting ldirectord, Puppet %s', (version) => {
  test('see one file, one pid file and one daemon', async () => {
    await withDirector(version, stack, async (container) => {
      const systemd = await readSystemdWay(container);
      const services = await virtualServicesSetUpBy(container, systemd, SERVICES);
      expect(services).toHaveLength(SERVICES);
      expect(await virtualServicesSetUpBy(container, sysvWay, SERVICES)).toEqual(services);

      expect(await findDisagreements(container, systemd, sysvWay)).toEqual([]);
      expect(await findDisagreements(container, sysvWay, systemd)).toEqual([]);
    });
  });

  test('are noticed when a plain path in CONFIG_FILE gives them two pid files', async () => {
    const edit = {
      file: 'manifests/config.pp',
      find: /(CONFIG_FILE=\/etc\/ha\.d\/ldirectord)\b/,
      replace: '$1.cf',
    };
    const broken = stage.breakGolden(stack, `two-daemons-${version}`, edit);
    await withDirector(version, broken, async (container) => {
      const systemd = await readSystemdWay(container);
      const problems = await findDisagreements(container, systemd, sysvWay);
      expect(problems.join('\n')).toMatch(/starts another daemon: 2 run/);
    });
  });
});

/** A machine as Puppet leaves it, with the daemon stopped again. */
async function withDirector(
  version: PuppetVersion,
  golden: Golden,
  use: (container: Container) => Promise<void>,
): Promise<void> {
  const container = await startContainer(version, {
    mounts: { [stageInContainer]: stage.folder, [helpersInContainer]: helpersFolder },
    ownNetwork: true,
  });
  try {
    await dressAsDirector(container, golden);
    const manifest = `class { '${golden.moduleName}': manage_kernel => false, manage_service => false }`;
    const { exitCode, stderr } = await apply(container, stage, golden, manifest);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: changed });
    await use(container);
  } finally {
    await container.remove();
  }
}
