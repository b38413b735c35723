import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findLinuxImage } from '../../../src/lab/linux-image.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lvs-puppet-image-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const whole = [
  'virtio_pci',
  'virtio_console',
  '9pnet_virtio',
  '9p',
  'overlay',
  'bridge',
  'veth',
  'ip_vs',
  'nf_tables',
];
const listOf = (names: readonly string[]): string => names.map((name) => `kernel/${name}.ko:\n`).join('');

test('the newest kernel that has all its modules is taken', async () => {
  write('boot/vmlinuz-6.1.0-9-amd64', '');
  write('lib/modules/6.1.0-9-amd64/modules.dep', listOf(whole));
  write('boot/vmlinuz-6.1.0-10-amd64', '');
  write('lib/modules/6.1.0-10-amd64/modules.dep', listOf(whole));
  // For clouds, without 9p.
  write('boot/vmlinuz-6.1.0-11-cloud-amd64', '');
  write('lib/modules/6.1.0-11-cloud-amd64/modules.dep', listOf(whole.filter((name) => name !== '9p')));
  // Unpacked, but nobody has made a list of its modules.
  write('boot/vmlinuz-6.1.0-12-amd64', '');
  expect(await findLinuxImage(root)).toEqual({
    version: '6.1.0-10-amd64',
    kernel: join(root, 'boot/vmlinuz-6.1.0-10-amd64'),
    modules: join(root, 'lib/modules'),
    first: whole.slice(0, 5).map((name) => `kernel/${name}.ko`),
  });
});

test('a package of Debian 13 has its modules below usr', async () => {
  write('boot/vmlinuz-6.12.1-amd64', '');
  write('usr/lib/modules/6.12.1-amd64/modules.dep', listOf(whole));
  expect((await findLinuxImage(root))?.modules).toBe(join(root, 'usr/lib/modules'));
});

test('without a kernel there is none', async () => {
  expect(await findLinuxImage(root)).toBeUndefined();
  write('lib/modules/6.1.0-9-amd64/modules.dep', listOf(whole));
  expect(await findLinuxImage(root)).toBeUndefined();
});
