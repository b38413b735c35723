import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect, inject, test } from 'vitest';
import { run } from '../setup/command.ts';
import { hasRuns, inventoryOf, startRehearsal, waitFor, type Rehearsal } from './rehearsal.ts';

/* The command as people run it, on user-mode Linux. One after another: each kernel wants a processor for itself. */

const repository = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-rehearse-'));
const MINIMAL = [inventoryOf('minimal'), '--quick', '--engine', 'uml'];
const bin = inject('builtCommand');

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function readIf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function leavesNothing(rehearsal: Rehearsal, work: string): void {
  expect(rehearsal.programs()).toEqual([]);
  expect(readdirSync(work)).toEqual([]);
}

test('the module of the smallest inventory passes without any rights, and nothing but the logs that were asked for is left behind', async () => {
  const work = join(folder, 'minimal');
  const inventory = join(work, 'lvs.yaml');
  mkdirSync(work);
  copyFileSync(inventoryOf('minimal'), inventory);
  chmodSync(folder, 0o755);
  const rehearsal = startRehearsal(bin, work, ['--quick', '--engine', 'uml', '--keep'], 'nobody');
  expect(await rehearsal.ended, rehearsal.output()).toBe(0);
  expect(rehearsal.output()).toContain('IPVS on lvs1.oe.example has the 1 virtual service');
  expect(rehearsal.output()).toMatch(/^\d+ passed, 0 failed .*user-mode Linux \d+\.\d+/m);
  const stage = rehearsal.stage() ?? '';
  expect(rehearsal.output()).toContain(`are in ${stage}\n`);
  const kept = join(stage, 'logs/lvs1.oe.example');
  expect(readdirSync(kept)).toEqual(expect.arrayContaining(['etc', 'programs.log', 'puppet.log', 'var']));
  expect(readFileSync(join(kept, 'var/log/ldirectord.log'), 'utf8')).toContain('Starting Linux Director');
  rmSync(stage, { recursive: true });
  rmSync(inventory);
  leavesNothing(rehearsal, work);
});

test('a machine without what it needs says which packages bring it, in one message', async () => {
  const hidden = ['/usr/bin/linux.uml', '/usr/sbin/ldirectord', '/usr/bin/puppet'];
  const script = 'while [ "$1" != -- ]; do mount --bind /dev/null "$1" && shift; done; shift; exec "$@"';
  const command = [process.execPath, bin, 'rehearse', ...MINIMAL];
  const apart = process.getuid?.() === 0 ? ['--mount'] : ['--user', '--map-root-user', '--mount'];
  const args = [...apart, 'sh', '-c', script, 'sh', ...hidden, '--', ...command];
  const { exitCode, stdout, stderr } = await run('unshare', args, { timeoutSeconds: 30 });
  expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 3, stdout: '' });
  expect(stderr).toContain(
    'rehearse cannot be run with --engine uml: apt install user-mode-linux puppet ldirectord\n',
  );
});

test('Ctrl-C while the kernel boots leaves nothing behind', async () => {
  const work = join(folder, 'boots');
  const rehearsal = startRehearsal(bin, work, MINIMAL);
  await waitFor(rehearsal, 'the kernel', () => rehearsal.programs().includes('linux.uml'));
  rehearsal.interrupt();
  expect(await rehearsal.ended, rehearsal.output()).toBe(130);
  leavesNothing(rehearsal, work);
});

test('Ctrl-C while Puppet runs leaves nothing behind', async () => {
  const work = join(folder, 'runs');
  const rehearsal = startRehearsal(bin, work, MINIMAL);
  await waitFor(rehearsal, 'a run of Puppet', () => hasRuns(rehearsal));
  expect(rehearsal.programs()).toEqual(expect.arrayContaining(['linux.uml', 'ruby']));
  rehearsal.interrupt();
  expect(await rehearsal.ended, rehearsal.output()).toBe(130);
  leavesNothing(rehearsal, work);
});

test('a failure leaves the logs of every host in one folder, and names it', async () => {
  const work = join(folder, 'fails');
  const skeleton = join(work, 'skeleton/manifests');
  mkdirSync(skeleton, { recursive: true });
  const template = readFileSync(join(repository, 'module-skeleton/manifests/realserver.pp.hbs'), 'utf8');
  const lines = template.replace(/^\) \{$/m, ") {\n  fail('broken on purpose')");
  expect(lines).toContain('broken on purpose');
  writeFileSync(join(skeleton, 'realserver.pp.hbs'), lines);
  const rehearsal = startRehearsal(bin, work, [...MINIMAL, '--skeleton', 'skeleton']);
  expect(await rehearsal.ended, rehearsal.output()).toBe(1);
  expect(rehearsal.output()).toContain('the catalog does not compile');
  const stage = rehearsal.stage() ?? '';
  expect(rehearsal.output()).toContain(
    `the logs of every host, the module and its catalogs are in ${stage}\n`,
  );
  expect(rehearsal.programs()).toEqual([]);
  const hosts = readdirSync(join(stage, 'logs')).filter((name) => name !== 'kernel');
  expect(hosts).toEqual(expect.arrayContaining(['lvs1.oe.example']));
  const logs = hosts.map((host) => readdirSync(join(stage, 'logs', host)));
  expect(logs.filter((names) => !names.includes('programs.log') && !names.includes('puppet.log'))).toEqual(
    [],
  );
  const said = hosts.flatMap((host) => readIf(join(stage, 'logs', host, 'puppet.log')) ?? []);
  expect(said.join('')).toContain('broken on purpose');
});

test('a kernel that dies while Puppet runs is no finding, and the logs stay', async () => {
  const work = join(folder, 'dies');
  const rehearsal = startRehearsal(bin, work, MINIMAL);
  await waitFor(rehearsal, 'a run of Puppet', () => hasRuns(rehearsal));
  const stage = rehearsal.stage() ?? '';
  rehearsal.kill('linux.uml');
  expect(await rehearsal.ended, rehearsal.output()).toBe(3);
  expect(rehearsal.output()).toContain('the lab is lost: it ended before it was told to');
  expect(rehearsal.output()).toContain(
    `the logs of every host, the module and its catalogs are in ${stage}\n`,
  );
  expect(rehearsal.programs()).toEqual([]);
  expect(readdirSync(work)).toEqual([basename(stage)]);
  expect(readdirSync(stage)).toEqual(expect.arrayContaining(['environments', 'logs', 'runs']));
});
