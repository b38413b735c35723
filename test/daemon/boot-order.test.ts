import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apply, changed, dressAsDirector } from '../catalog/apply.ts';
import { helpersFolder, helpersInContainer } from '../catalog/compile-catalogs.ts';
import { startContainer, type Container } from '../containers/container.ts';
import { findGolden, stageGoldens, stageInContainer } from '../goldens/goldens.ts';
import { puppetVersions } from '../setup/images.ts';
import { readUnits, unstatedOrders, type Units } from './boot-order.ts';

const stack = findGolden('oe-stack');
const stage = stageGoldens([stack]);
const ours = 'lvs-virtual-ips.service';
const daemon = 'ldirectord.service';
/** ip_vs has to be there before its settings can be made, and the ARP settings before an address appears. */
const chain = ['systemd-modules-load.service', 'systemd-sysctl.service', ours, daemon];

afterAll(() => stage.remove());

describe.concurrent.each(puppetVersions)('the start of a node, Puppet %s', (version) => {
  let container: Container;
  let units: Units;

  beforeAll(async () => {
    const mounts = { [stageInContainer]: stage.folder, [helpersInContainer]: helpersFolder };
    container = await startContainer(version, { mounts, ownNetwork: true });
    await dressAsDirector(container, stack);
    // The kernel is that of the machine below, which may lack IPVS: what matters here is what is written.
    for (const program of ['modprobe', 'sysctl']) {
      await container.run(['ln', '-sf', '/usr/bin/true', `/usr/sbin/${program}`]);
    }
    const manifest = `class { '${stack.moduleName}': manage_service => false }`;
    const { exitCode, stderr } = await apply(container, stage, stack, manifest);
    if (exitCode !== changed) throw new Error(stderr);
    units = await readUnits(container, chain);
  });
  afterAll(() => container?.remove());

  test('goes from modules to settings, then to virtual IPs, then to ldirectord', () => {
    expect(unstatedOrders(units, chain)).toEqual([]);
  });

  test.each([
    ['After=', / systemd-sysctl\.service/, `systemd-sysctl.service before ${ours}`],
    ['Before=', /^Before=ldirectord\.service$/m, `${ours} before ${daemon}`],
  ])('would be noticed without our %s', (_key, words, missing) => {
    const changedUnit = (units[ours] ?? '').replace(words, '');
    expect(unstatedOrders({ ...units, [ours]: changedUnit }, chain)).toEqual([missing]);
  });

  test('reaches both units of ours', async () => {
    const { stdout } = await container.run(['systemctl', '--root=/', 'is-enabled', ours, daemon]);
    expect(stdout).toBe('enabled\nenabled\n');
  });

  test('finds the modules and the settings where systemd looks for them', async () => {
    const linesOf = async (folder: string): Promise<string[]> =>
      (await container.run(['systemd-analyze', 'cat-config', folder])).stdout.split('\n');
    expect(await linesOf('modules-load.d')).toEqual(
      expect.arrayContaining(['ip_vs', 'ip_vs_wlc', 'ip_vs_wrr']),
    );
    expect(await linesOf('sysctl.d')).toEqual(
      expect.arrayContaining([
        'net.ipv4.vs.expire_nodest_conn = 1',
        'net.ipv4.vs.expire_quiescent_template = 1',
      ]),
    );
  });

  test('has a unit that systemd finds nothing wrong with, and would find a wrong word', async () => {
    expect(await verify(container, `/etc/systemd/system/${ours}`)).toEqual({ exitCode: 0, about: [] });

    await container.run(['mkdir', '/tmp/wrong']);
    const input = (units[ours] ?? '').replace('\nBefore=', '\nBefor=');
    await container.run(['tee', `/tmp/wrong/${ours}`], { input });
    const wrong = await verify(container, `/tmp/wrong/${ours}`);
    expect(wrong.exitCode).not.toBe(0);
    expect(wrong.about.join('\n')).toContain('Befor');
  });
});

/** What systemd says about a unit of ours; about those of packages it may say more. */
async function verify(container: Container, unit: string): Promise<{ exitCode: number; about: string[] }> {
  const options = ['--man=no', '--recursive-errors=no'];
  const { exitCode, stderr } = await container.run(['systemd-analyze', ...options, 'verify', unit]);
  return { exitCode, about: stderr.split('\n').filter((line) => line.includes(ours)) };
}
