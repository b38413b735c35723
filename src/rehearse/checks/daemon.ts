import { renderConfig } from '../../ldirectord/render-config.ts';
import type { LabHost } from '../model.ts';
import { check, configFile, failed, hostsOfKind, passed, skipped, type Rehearsal } from '../rehearsal.ts';

/** ldirectord runs on every director, once, with the file that the inventory says, whichever way it is asked. */
export async function checkDaemon(rehearsal: Rehearsal): Promise<void> {
  for (const host of hostsOfKind(rehearsal.plan, 'director')) {
    await check(rehearsal, 'daemon', host.hostname, async () => {
      const active = await rehearsal.lab.run(host, ['systemctl', 'is-active', 'ldirectord']);
      const daemons = await daemonsOn(rehearsal, host);
      if (active.exitCode === 0 && daemons.length === 1)
        return passed(`ldirectord runs on ${host.hostname}, started by the words of its systemd unit`);
      return failed(
        `${host.hostname} has ${daemons.length} daemons, and the unit is ${active.stdout.trim()}`,
        daemons,
      );
    });
    await check(rehearsal, 'configuration', host.hostname, () => compareConfiguration(rehearsal, host));
  }
}

/** The script of SysV reloads the very daemon that the unit started, and starts no second one. */
export async function checkSysvScript(rehearsal: Rehearsal): Promise<void> {
  const { lab } = rehearsal;
  const [host] = hostsOfKind(rehearsal.plan, 'director');
  if (host === undefined) return;
  rehearsal.step('asking the SysV script');
  await check(rehearsal, 'sysv-script', host.hostname, async () => {
    const before = await daemonsOn(rehearsal, host);
    const script = '/etc/init.d/ldirectord';
    // Where systemd runs, Debian's scripts hand over to systemctl; this asks for their own words.
    const own = ['env', 'SYSTEMCTL_SKIP_REDIRECT=1', script];
    const exits: string[] = [];
    for (const action of ['status', 'reload', 'start']) {
      const { exitCode, stdout, stderr } = await lab.run(host, [...own, action]);
      if (exitCode !== 0) exits.push(`${script} ${action}: ${exitCode} ${stdout.trim()} ${stderr.trim()}`);
    }
    const after = await daemonsOn(rehearsal, host);
    if (exits.length === 0 && after.length === 1 && after[0] === before[0])
      return passed('The SysV script knows, reloads and keeps the daemon that systemd started');
    return failed('The SysV script does not deal with the daemon that systemd started', [
      ...exits,
      ...before,
      ...after,
    ]);
  });
}

/** The processes of ldirectord, those with `fork` included only as their parent: `PID COMMAND` each. */
export async function daemonsOn({ lab }: Rehearsal, host: LabHost): Promise<string[]> {
  const { stdout } = await lab.run(host, ['ps', '-e', '-o', 'pid=,ppid=,args=']);
  return stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*\/ldirectord .*)$/.exec(line))
    .flatMap((match) =>
      match === null ? [] : [{ pid: match[1] ?? '', parent: match[2] ?? '', args: match[3] ?? '' }],
    )
    .filter(({ parent }) => parent === '1')
    .map(({ pid, args }) => `${pid} ${args}`);
}

async function compareConfiguration({ lab, plan }: Rehearsal, host: LabHost) {
  const written = (await lab.run(host, ['cat', configFile])).stdout;
  const secret = plan.inventory.roles.some(({ services }) =>
    services.some(({ directives }) =>
      [...directives.values()].some(({ value }) => typeof value === 'object'),
    ),
  );
  if (secret)
    return skipped('The configuration holds secrets, so it is not compared with what render prints');
  const wanted = renderConfig(plan.inventory);
  if (written === wanted) return passed(`${configFile} is what render prints, byte for byte`);
  const lines = wanted.split('\n');
  const at = written.split('\n').findIndex((line, index) => line !== lines[index]);
  return failed(`${configFile} is not what render prints`, [
    `line ${at + 1}: ${written.split('\n')[at] ?? '(end)'}`,
    `render: ${lines[at] ?? '(end)'}`,
  ]);
}
