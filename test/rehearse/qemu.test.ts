import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, inject, test } from 'vitest';
import { inventoryOf, startRehearsal, waitFor } from './rehearsal.ts';

/* Debian's ordinary kernel in a virtual machine. What it is for, the fixture `fwmark`, is rehearsed with the other fixtures. */

const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-qemu-'));
const bin = inject('builtCommand');

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('Ctrl-C while the virtual machine boots leaves nothing behind', async () => {
  const work = join(folder, 'boots');
  const rehearsal = startRehearsal(bin, work, [inventoryOf('fwmark'), '--quick', '--engine', 'qemu']);
  await waitFor(rehearsal, 'the kernel', () => rehearsal.programs().includes('qemu-system-x86_64'));
  rehearsal.interrupt();
  expect(await rehearsal.ended, rehearsal.output()).toBe(130);
  expect(rehearsal.programs()).toEqual([]);
  expect(readdirSync(work)).toEqual([]);
});
