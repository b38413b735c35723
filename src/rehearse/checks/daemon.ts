import { renderConfig } from '../../ldirectord/render-config.ts';
import type { Inventory, VirtualService } from '../../inventory/model.ts';
import type { LabHost } from '../model.ts';
import { SECRET } from '../sample.ts';
import { START_SECONDS, tableDifferences } from './table.ts';
import { check, configFile, failed, hostsOfKind, passed, until, type Rehearsal } from '../rehearsal.ts';

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

/**
 * The script of SysV reloads the very daemon that the unit started and starts no second one; and it starts and stops one itself,
 * with the same file.
 */
export async function checkSysvScript(rehearsal: Rehearsal): Promise<void> {
  const [host] = hostsOfKind(rehearsal.plan, 'director');
  if (host === undefined) return;
  rehearsal.step('asking the SysV script');
  await check(rehearsal, 'sysv-script', host.hostname, async () => {
    const before = await daemonsOn(rehearsal, host);
    const exits = await runAll(rehearsal, host, ['status', 'reload', 'start'].map(ownWords));
    const after = await daemonsOn(rehearsal, host);
    if (exits.length === 0 && after.length === 1 && after[0] === before[0])
      return passed('The SysV script knows, reloads and keeps the daemon that systemd started');
    return failed('The SysV script does not deal with the daemon that systemd started', [
      ...exits,
      ...before,
      ...after,
    ]);
  });
  await check(rehearsal, 'sysv-start', host.hostname, async () => {
    const started = await takeTurns(rehearsal, host, ['systemctl', 'stop', 'ldirectord'], ownWords('start'));
    const daemons = await daemonsOn(rehearsal, host);
    const wrong = await tableDifferences(rehearsal, START_SECONDS, host);
    const stopped = await takeTurns(rehearsal, host, ownWords('stop'), ['systemctl', 'start', 'ldirectord']);
    const again = await daemonsOn(rehearsal, host);
    const after = await tableDifferences(rehearsal, START_SECONDS, host);
    const evidence = [...started, ...wrong, ...stopped, ...after];
    if (evidence.length === 0 && daemons.length === 1 && again.length === 1 && daemons[0] !== again[0])
      return passed('The SysV script starts one daemon with the same table, and systemd one after it');
    return failed('A start by the SysV script does not end with one daemon and the table of the inventory', [
      ...evidence,
      ...daemons,
      ...again,
    ]);
  });
}

/**
 * Stops one daemon and starts the next, and tells what fails. A stop only sends the signal: the daemon still clears the table of
 * the kernel, and a start finds it running meanwhile and does nothing.
 */
async function takeTurns(
  rehearsal: Rehearsal,
  host: LabHost,
  stop: readonly string[],
  start: readonly string[],
): Promise<string[]> {
  const stopped = await runAll(rehearsal, host, [stop]);
  const left = await until(START_SECONDS, () => daemonsOn(rehearsal, host));
  return [...stopped, ...left, ...(await runAll(rehearsal, host, [start]))];
}

/** Where systemd runs, Debian's scripts hand over to systemctl; this asks for their own words. */
function ownWords(action: string): string[] {
  return ['env', 'SYSTEMCTL_SKIP_REDIRECT=1', '/etc/init.d/ldirectord', action];
}

/** Runs commands one after the other, and tells of those that fail. */
async function runAll(
  { lab }: Rehearsal,
  host: LabHost,
  commands: readonly (readonly string[])[],
): Promise<string[]> {
  const wrong: string[] = [];
  for (const command of commands) {
    const { exitCode, stdout, stderr } = await lab.run(host, command);
    if (exitCode !== 0) wrong.push(`${command.join(' ')}: ${exitCode} ${stdout.trim()} ${stderr.trim()}`);
  }
  return wrong;
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
  const { exitCode, stdout: written, stderr } = await lab.run(host, ['cat', configFile]);
  if (exitCode !== 0) return failed(`${configFile} cannot be read on ${host.hostname}`, [stderr.trim()]);
  const wanted = renderConfig(withSecrets(plan.inventory));
  if (written === wanted) return passed(`${configFile} is what render prints, byte for byte`);
  const lines = wanted.split('\n');
  const at = written.split('\n').findIndex((line, index) => line !== lines[index]);
  return failed(`${configFile} is not what render prints`, [
    `line ${at + 1}: ${written.split('\n')[at] ?? '(end)'}`,
    `render: ${lines[at] ?? '(end)'}`,
  ]);
}

/** Where `render` masks a secret, the directors of the lab have the word that stands in for it. */
function withSecrets(inventory: Inventory): Inventory {
  const revealed = (service: VirtualService): VirtualService => ({
    ...service,
    directives: new Map(
      [...service.directives].map(([name, { value, at }]) => [
        name,
        { value: typeof value === 'object' ? SECRET : value, at },
      ]),
    ),
  });
  const roles = inventory.roles.map((role) => ({ ...role, services: role.services.map(revealed) }));
  return { ...inventory, roles };
}
