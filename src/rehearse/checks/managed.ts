import { isLive } from '../../inventory/life-cycle.ts';
import type { Inventory } from '../../inventory/model.ts';
import { LabBroken, type PuppetRun } from '../lab.ts';
import type { LabHost } from '../model.ts';
import { activeDirector, check, failed, hostsOfKind, passed, type Rehearsal } from '../rehearsal.ts';
import { counted } from '../words.ts';

/** In which order the hosts run Puppet: as kicks would have it, or the wrong way round. */
export type Order = 'real servers first' | 'directors first';

/** Puppet runs on every host: the real servers first, so that directors send nobody to a server that is not ready. */
export async function applyEverywhere(
  rehearsal: Rehearsal,
  environment = 'new',
  order: Order = 'real servers first',
): Promise<boolean> {
  let fine = true;
  for (const host of hostsOfKind(rehearsal.plan, 'fallback')) await bindByOthers(rehearsal, host);
  const hosts = managedHosts(rehearsal, order).filter(
    // A server that the change adds is a machine on which nothing has run before.
    (host) => environment !== 'old' || isKnown(rehearsal.plan.inventory, host),
  );
  for (const host of hosts) {
    fine = (await applyOn(rehearsal, host, environment)) && fine;
    if (host === activeDirector(rehearsal)) await bindByOthers(rehearsal, host);
  }
  return fine;
}

/** A run of Puppet on one host, which may change what it wants, and must not fail. */
export async function applyOn(rehearsal: Rehearsal, host: LabHost, environment = 'new'): Promise<boolean> {
  rehearsal.step(`running Puppet on ${host.hostname}`);
  return check(rehearsal, 'puppet', host.hostname, async () => {
    const run = await rehearsal.lab.runPuppet(host, environment);
    if (!isWell(run)) return failed(`Puppet fails on ${host.hostname}`, evidenceOf(run));
    return passed(`Puppet ran on ${host.hostname} (${counted(run.changes.length, 'change')})`);
  });
}

/** A second run everywhere changes nothing. */
export async function applyAgain(rehearsal: Rehearsal): Promise<void> {
  for (const host of managedHosts(rehearsal)) {
    rehearsal.step(`running Puppet again on ${host.hostname}`);
    await check(rehearsal, 'puppet-again', host.hostname, async () => {
      const run = await rehearsal.lab.runPuppet(host);
      if (run.exitCode === 0 && run.changes.length === 0)
        return passed(`A second run on ${host.hostname} changes nothing`);
      return failed(`A second run on ${host.hostname} is not without changes`, evidenceOf(run));
    });
  }
}

function managedHosts({ plan }: Rehearsal, order: Order = 'real servers first'): LabHost[] {
  const realServers = hostsOfKind(plan, 'real server');
  const directors = hostsOfKind(plan, 'director');
  return order === 'real servers first' ? [...realServers, ...directors] : [...directors, ...realServers];
}

/** Whether an inventory has a host as a director, or as a server that is not retired. */
function isKnown({ directors, roles }: Inventory, { hostname, kind }: LabHost): boolean {
  const names = [...directors.hosts, ...roles.flatMap(({ servers }) => servers.filter(isLive))];
  const isNamed = names.some((one) => one.hostname.toLowerCase() === hostname.toLowerCase());
  return isNamed || (kind === 'director' && directors.hosts.length === 0);
}

/**
 * Binds what the module does not: what pacemaker or keepalived have on a director, and the virtual IPs of a fallback that
 * nobody manages, which must not answer ARP for them.
 */
async function bindByOthers({ lab, plan }: Rehearsal, host: LabHost): Promise<void> {
  const bound = plan.boundByOthers.filter((one) => one.host === host.id);
  if (bound.length === 0) return;
  const quiet = ['net.ipv4.conf.all.arp_ignore=1', 'net.ipv4.conf.all.arp_announce=2'];
  const commands = [
    ...(host.kind === 'fallback' ? [['sysctl', '-qw', ...quiet]] : []),
    ...bound.map(({ address, interface: device }) => ['ip', 'address', 'replace', address, 'dev', device]),
  ];
  for (const command of commands) {
    const { exitCode, stderr } = await lab.run(host, command);
    if (exitCode !== 0) throw new LabBroken(`${command.join(' ')} on ${host.hostname}: ${stderr}`);
  }
}

/** Whether everything was applied without a word of complaint. */
function isWell({ exitCode, problems }: PuppetRun): boolean {
  return (exitCode === 0 || exitCode === 2) && problems.length === 0;
}

function evidenceOf({ problems, changes, exitCode }: PuppetRun): string[] {
  const lines = [...problems, ...changes];
  return lines.length === 0 ? [`exit code ${exitCode}`] : lines.slice(0, 12);
}
