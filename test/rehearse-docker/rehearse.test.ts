import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, inject, test } from 'vitest';
import { inventoryOf, startRehearsal, waitFor, type Rehearsal } from '../rehearse/rehearsal.ts';
import { runOrThrow } from '../setup/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-rehearse-docker-'));
const MINIMAL = [inventoryOf('minimal'), '--quick', '--engine', 'docker'];
const bin = inject('builtCommand');

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The containers that see a folder, running or not. */
async function containersOf(work: string): Promise<string[]> {
  const format = '{{.Names}} {{.Mounts}}';
  const args = ['ps', '--all', '--no-trunc', '--filter', 'name=lvs-puppet-lab-', '--format', format];
  const { stdout } = await runOrThrow('docker', args, { timeoutSeconds: 60 });
  return stdout.split('\n').filter((line) => line.includes(work));
}

async function leavesNothing(rehearsal: Rehearsal, work: string): Promise<void> {
  expect(rehearsal.programs()).toEqual([]);
  expect(await containersOf(work)).toEqual([]);
  expect(readdirSync(work)).toEqual([]);
}

test('the module of the smallest inventory passes in a container, of which nothing is left', async () => {
  const work = join(folder, 'minimal');
  const rehearsal = startRehearsal(bin, work, MINIMAL);
  expect(await rehearsal.ended, rehearsal.output()).toBe(0);
  expect(rehearsal.output()).toMatch(/^\d+ passed, 0 failed .*engine docker, user-mode Linux \d+\.\d+/m);
  await leavesNothing(rehearsal, work);
});

test('Ctrl-C while the kernel boots in the container leaves nothing behind', async () => {
  const work = join(folder, 'boots');
  const rehearsal = startRehearsal(bin, work, MINIMAL);
  await waitFor(rehearsal, 'the kernel', () => rehearsal.programs().includes('linux.uml'));
  expect(await containersOf(work)).toHaveLength(1);
  rehearsal.interrupt();
  expect(await rehearsal.ended, rehearsal.output()).toBe(130);
  await leavesNothing(rehearsal, work);
});
