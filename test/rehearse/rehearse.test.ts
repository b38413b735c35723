import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCommand } from '../package/built-command.ts';
import { hasRuns, inventoryOf, startRehearsal, waitFor, type Rehearsal } from './rehearsal.ts';

/* The command as people run it, on user-mode Linux. One after another: each kernel wants a processor for itself. */

const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-rehearse-'));
const MINIMAL = [inventoryOf('minimal'), '--quick', '--engine', 'uml'];
let bin: string;

beforeAll(async () => {
  bin = await buildCommand(folder);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function leavesNothing(rehearsal: Rehearsal, work: string): void {
  expect(rehearsal.programs()).toEqual([]);
  expect(readdirSync(work)).toEqual([]);
}

test('the module of the smallest inventory passes, and nothing is left behind', async () => {
  const work = join(folder, 'minimal');
  const rehearsal = startRehearsal(bin, work, MINIMAL);
  expect(await rehearsal.ended, rehearsal.output()).toBe(0);
  expect(rehearsal.output()).toContain('IPVS on lvs1.oe.example has the 1 virtual service');
  expect(rehearsal.output()).toMatch(/^\d+ passed, 0 failed .*user-mode Linux \d+\.\d+/m);
  leavesNothing(rehearsal, work);
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
