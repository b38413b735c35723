import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCommand } from '../package/built-command.ts';
import { imageFolder } from '../setup/linux-image.ts';
import { startRehearsal, waitFor, type Rehearsal } from './rehearsal.ts';

/* Debian's ordinary kernel in a virtual machine: the only one of the tests that marks packets. */

const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-qemu-'));
let bin: string;

beforeAll(async () => {
  process.env['LVS_PUPPET_KERNEL'] = imageFolder;
  bin = await buildCommand(folder);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function leavesNothing(rehearsal: Rehearsal, work: string): void {
  expect(rehearsal.programs()).toEqual([]);
  expect(readdirSync(work)).toEqual([]);
}

test('services with firewall marks pass, and nothing is left behind', async () => {
  const work = join(folder, 'fwmark');
  const rehearsal = startRehearsal(bin, work, 'fwmark', 'qemu');
  expect(await rehearsal.ended, rehearsal.output()).toBe(0);
  const output = rehearsal.output();
  for (const service of ['shop', 'shop6', 'logs'])
    expect(output, output).toMatch(
      new RegExp(`^✓ ${service}: answers come straight from the real server`, 'm'),
    );
  expect(output).not.toContain('not rehearsed');
  expect(output).toMatch(/^\d+ passed, 0 failed .*engine qemu, Linux \d+\.\d+/m);
  leavesNothing(rehearsal, work);
}, 900_000);

test('Ctrl-C while the virtual machine boots leaves nothing behind', async () => {
  const work = join(folder, 'boots');
  const rehearsal = startRehearsal(bin, work, 'fwmark', 'qemu');
  await waitFor(rehearsal, 'the kernel', () => rehearsal.programs().includes('qemu-system-x86_64'));
  rehearsal.interrupt();
  expect(await rehearsal.ended, rehearsal.output()).toBe(130);
  leavesNothing(rehearsal, work);
});
