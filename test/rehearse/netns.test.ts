import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { findMemoryFolder } from '../../src/lab/requirements.ts';
import { makeStage } from '../../src/lab/stage.ts';
import { run } from '../setup/command.ts';
import { inventoryOf } from './rehearsal.ts';

/* Few machines that run tests have ip_vs in their kernel, so user-mode Linux is the machine here. */

/** Boots it with a script for its first process, which ends it; gives what stood on its console. */
async function bootMachine(
  init: string,
  memory: string,
  settings: readonly string[],
  timeoutSeconds: number,
): Promise<string> {
  const folder = (await findMemoryFolder(process.env)) ?? tmpdir();
  const kernel = ['linux.uml', `mem=${memory}`, 'rootfstype=hostfs', 'rootflags=/', 'ro', 'quiet'];
  const console = ['con=null', 'con0=null,fd:1', 'init=/bin/sh', ...settings];
  const script = join(import.meta.dirname, init);
  const { stdout, stderr } = await run('env', [`TMPDIR=${folder}`, ...kernel, ...console, '--', script], {
    timeoutSeconds,
  });
  return stdout.replaceAll('\r', '') + stderr;
}

const full = process.env['LVS_PUPPET_FULL'] === '1';

/** Runs a script in the lab's own namespaces. */
function ask(id: number, script: string): string {
  return JSON.stringify({ id, run: ['sh', '-c', script] });
}

/** Waits for the host, whose first process is called `systemd` as the lab's own is, and tells what the lab itself has afterwards. */
function onHost(script: string): string {
  return `
    until [ "$(pgrep -cx systemd)" = 2 ]; do sleep 1; done
    nsenter --target "$(pgrep -nx systemd)" --mount --uts --ipc --net --root --pid sh -c '${script}'
    echo "and outside:"; ipvsadm -Ln | grep -c 192.0.2.1`;
}

test('namespaces of a kernel with IPVS are a lab, and say so where they are not', async () => {
  const stage = await makeStage();
  try {
    await chmod(stage.folder, 0o755);
    await stage.write(
      'requests',
      [
        ask(1, 'ls -d /run/stage/programs/host.pl /run/lab'),
        ask(
          2,
          'echo 127.0.0.1 localhost > /run/lab/hosts; exec perl /run/stage/programs/host.pl h0 lvs1.example lvs',
        ),
        ask(3, onHost('hostname; id -u; ip -br link; ipvsadm -A -t 192.0.2.1:80 -s sh && ipvsadm -Ln')),
        '',
      ].join('\n'),
    );
    const said = await bootMachine('netns-in-uml.sh', '512M', [`stage=${stage.folder}`], 120);
    const [, asRoot = '', noScheduler = '', asOther = ''] = said.split(/^== .*\n/m);
    const answered = (id: number): string =>
      asRoot
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as { id?: number; out?: string })
        .filter((answer) => answer.id === id)
        .map(({ out = '' }) => out)
        .join('');
    expect(asRoot, said).toContain('{"ready":true}');
    expect(answered(1)).toBe('/run/lab\n/run/stage/programs/host.pl\n');
    // What a host does to its IPVS is nobody else's.
    expect(answered(3)).toMatch(
      /^lvs1\.example\n0\nlo +UNKNOWN[^]*TCP +192\.0\.2\.1:80 sh[^]*and outside:\n0\n$/,
    );
    expect(noScheduler).toBe('the kernel lacks the scheduler no_such\n');
    // Of this kernel; newer ones may let everybody have IPVS in a user namespace.
    expect(asOther).toBe('the kernel has no ip_vs, or does not let you use it\n');
  } finally {
    await stage.remove();
  }
});

// Two minutes, so with `--full` alone.
test.each(full ? ['minimal'] : [])(
  '%s is rehearsed in them as a whole, and nothing stays on the machine',
  async (name) => {
    const settings = {
      node: process.execPath,
      command: inject('builtCommand'),
      inventory: inventoryOf(name),
    };
    const words = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
    const said = await bootMachine('whole-in-uml.sh', '3G', words, 900);
    expect(said).toMatch(/^[1-9]\d* passed, 0 failed in .* engine netns, Linux /m);
    expect(said).toContain('\nexit 0\nleft:  0 \n');
  },
);
