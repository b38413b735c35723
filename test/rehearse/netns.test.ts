import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findMemoryFolder } from '../../src/lab/requirements.ts';
import { makeStage } from '../../src/lab/stage.ts';
import { run } from '../setup/command.ts';

/* Few machines that run tests have ip_vs in their kernel, so user-mode Linux is the machine here. */

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
    const memory = (await findMemoryFolder(process.env)) ?? tmpdir();
    const init = join(import.meta.dirname, 'netns-in-uml.sh');
    const kernel = ['linux.uml', 'mem=512M', 'rootfstype=hostfs', 'rootflags=/', 'ro', 'quiet'];
    const console = ['con=null', 'con0=null,fd:1', `init=/bin/sh`, `stage=${stage.folder}`, '--', init];
    const { stdout, stderr } = await run('env', [`TMPDIR=${memory}`, ...kernel, ...console], {
      timeoutSeconds: 120,
    });
    const [, asRoot = '', noScheduler = '', asOther = ''] = stdout.replaceAll('\r', '').split(/^== .*\n/m);
    const said = (id: number): string =>
      asRoot
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as { id?: number; out?: string })
        .filter((answer) => answer.id === id)
        .map(({ out = '' }) => out)
        .join('');
    expect(asRoot, stdout + stderr).toContain('{"ready":true}');
    expect(said(1)).toBe('/run/lab\n/run/stage/programs/host.pl\n');
    // What a host does to its IPVS is nobody else's.
    expect(said(3)).toMatch(
      /^lvs1\.example\n0\nlo +UNKNOWN[^]*TCP +192\.0\.2\.1:80 sh[^]*and outside:\n0\n$/,
    );
    expect(noScheduler).toBe('the kernel lacks the scheduler no_such\n');
    // Of this kernel; newer ones may let everybody have IPVS in a user namespace.
    expect(asOther).toBe('the kernel has no ip_vs, or does not let you use it\n');
  } finally {
    await stage.remove();
  }
});
