import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { obstacle } from './namespace.ts';
import { endAll, startCommand, type Ended } from './programs.ts';

const stage = mkdtempSync(join(tmpdir(), 'lvs-puppet-stage-'));
beforeAll(() => {
  cpSync(join(import.meta.dirname, '../../lab'), join(stage, 'programs'), { recursive: true });
  chmodSync(stage, 0o755);
});
afterAll(async () => {
  await endAll();
  rmSync(stage, { recursive: true });
});

/** One of users, so that no module gets into the machine's kernel; root can do without where there is none. */
const users = ['--user', '--map-root-user'];
const hasUsers = spawnSync('unshare', [...users, 'true']).status === 0;

/** Starts the first process of a lab in namespaces as the lab has them, after a command there. */
function begin(command: string): Promise<Ended> {
  const apart = [...(hasUsers ? users : []), '--mount', '--net', '--pid', '--uts', '--ipc', '--fork'];
  const script = `${command} && exec sh "$0/programs/init-netns.sh" "$0" no_such`;
  const going = startCommand(['unshare', ...apart, '--kill-child', 'sh', '-c', script, stage]);
  going.endInput();
  return going.ended;
}

test('a machine whose programs are in a file system of their own is refused', async () => {
  expect(obstacle()).toBeUndefined();
  const { exitCode, stderr } = await begin('mount --bind /opt /opt');
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: '/opt is a file system of its own, in which the hosts of the lab would find nothing\n',
  });
});

test('one with a single file system is asked for IPVS', async () => {
  const { exitCode, stderr } = await begin('true');
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^the kernel /);
});
