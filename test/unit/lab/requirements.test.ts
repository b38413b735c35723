import { expect, test } from 'vitest';
import { missingPackages, mountOf, parseMounts } from '../../../src/lab/requirements.ts';
import type { Run, RunResult } from '../../../src/validate/runner.ts';

const nothing: RunResult = { exitCode: 0, stdout: '', stderr: '', missing: false, cutShort: undefined };

const mounts = parseMounts(
  [
    'overlay / overlay rw 0 0',
    'tmpfs /dev/shm tmpfs rw,nosuid,nodev,noexec,size=65536k 0 0',
    'tmpfs /mnt/two\\040words tmpfs rw 0 0',
    'ext4 /mnt/again ext4 rw 0 0',
    'tmpfs /mnt/again tmpfs rw,noexec 0 0',
    '',
  ].join('\n'),
);

test.each([
  ['/dev/shm', 'tmpfs', true],
  ['/dev/shm/below', 'tmpfs', true],
  ['/dev/shmish', 'overlay', false],
  ['/mnt/two words', 'tmpfs', false],
  ['/mnt/again', 'tmpfs', true],
  ['/', 'overlay', false],
])('what is mounted at %s', (path, type, noexec) => {
  const mount = mountOf(path, mounts);
  expect(mount?.type).toBe(type);
  expect(mount?.options.includes('noexec')).toBe(noexec);
});

test('an empty machine lacks every package, and what the module installs besides', async () => {
  const run: Run = async () => ({ ...nothing, stdout: 'libdbd-pg-perl installed\nnftables not-installed\n' });
  const packages = ['nftables', 'libdbd-pg-perl', 'libnet-inet6glue-perl'];
  expect(await missingPackages(run, 'uml', { path: '/nowhere', packages })).toEqual(
    expect.arrayContaining(['nftables', 'libnet-inet6glue-perl']),
  );
  expect(await missingPackages(run, 'uml', { path: '/nowhere', packages })).not.toContain('libdbd-pg-perl');
});

test('where there is no dpkg nothing is known of packages', async () => {
  const run: Run = async () => ({ ...nothing, exitCode: undefined, missing: true });
  const path = process.env['PATH'] ?? '';
  expect(await missingPackages(run, 'netns', { path, packages: ['nftables'] })).not.toContain('nftables');
});
