import { isLive } from '../../inventory/life-cycle.ts';
import type { Inventory } from '../../inventory/model.ts';
import { addressOf } from '../addresses.ts';
import { must, type PuppetRun } from '../lab.ts';
import type { BoundByOthers, LabHost, LabPlan, Order } from '../model.ts';
import { activeDirector, check, failed, hostsOfKind, passed, type Rehearsal } from '../rehearsal.ts';
import { counted } from '../words.ts';

/** How Puppet comes to all hosts. */
interface Applying {
  readonly environment?: Environment;
  readonly order?: Order;
  /** The state before a change: what others have bound for it and the new state knows no more is given back. */
  readonly before?: LabPlan;
}

type Environment = 'new' | 'old';

/** Puppet runs on every host: the real servers first, so that directors send nobody to a server that is not ready. */
export async function applyEverywhere(
  rehearsal: Rehearsal,
  { environment = 'new', order = 'real servers first', before }: Applying = {},
): Promise<boolean> {
  let fine = true;
  for (const host of hostsOfKind(rehearsal.plan, 'fallback')) await bindByOthers(rehearsal, host, before);
  const hosts = managedHosts(rehearsal, order).filter(
    // A server that the change adds is a machine on which nothing has run before.
    (host) => environment !== 'old' || isKnown(rehearsal.plan.inventory, host),
  );
  for (const host of hosts) {
    fine = (await applyOn(rehearsal, host, environment)) && fine;
    if (host === activeDirector(rehearsal)) await bindByOthers(rehearsal, host, before);
  }
  return fine;
}

/** A run of Puppet on one host, which may change what it wants, and must not fail. */
export async function applyOn(rehearsal: Rehearsal, host: LabHost, environment = 'new'): Promise<boolean> {
  rehearsal.step(`running Puppet on ${host.hostname}`);
  return check(rehearsal, 'puppet', host.hostname, async () => {
    const run = await rehearsal.lab.runPuppet(host, environment);
    if (!isWell(run)) return failed(`Puppet fails on ${host.hostname}`, evidenceOf(run));
    const state = environment === 'old' ? ' for the state before the change' : '';
    return passed(`Puppet ran on ${host.hostname}${state} (${counted(run.changes.length, 'change')})`);
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
  const isNamed = names.some((one) => one.hostname === hostname);
  return isNamed || (kind === 'director' && directors.hosts.length === 0);
}

/**
 * Binds what the module does not: what pacemaker or keepalived have on a director, and the virtual IPs of a fallback that
 * nobody manages, which must not answer ARP for them.
 */
async function bindByOthers({ lab, plan }: Rehearsal, host: LabHost, before?: LabPlan): Promise<void> {
  const bound = plan.boundByOthers.filter((one) => one.host === host.id);
  const left = before === undefined ? [] : givenBack(before, plan).filter((one) => one.host === host.id);
  if (bound.length + left.length === 0) return;
  const quiet = ['net.ipv4.conf.all.arp_ignore=1', 'net.ipv4.conf.all.arp_announce=2'];
  const commands = [
    ...(host.kind === 'fallback' ? [['sysctl', '-qw', ...quiet]] : []),
    ...bound.map(({ address, interface: device }) => ['ip', 'address', 'replace', address, 'dev', device]),
    ...left.map(({ address, interface: device }) => ['ip', 'address', 'del', address, 'dev', device]),
  ];
  for (const command of commands) {
    await must(lab.run(host, command), `${command.join(' ')} on ${host.hostname}`);
  }
}

/** What others have no longer after a change. A virtual IP that the module binds from now on stays where it is. */
export function givenBack(before: LabPlan, after: LabPlan): BoundByOthers[] {
  const textOf = ({ host, interface: device, address }: BoundByOthers): string =>
    `${host} ${device} ${address}`;
  const kept = new Set(after.boundByOthers.map(textOf));
  const virtual = new Set(after.inventory.virtualIps.map(({ address }) => address.text));
  const directors = new Set(hostsOfKind(after, 'director').map(({ id }) => id));
  return before.boundByOthers.filter(
    (one) => !kept.has(textOf(one)) && !(directors.has(one.host) && virtual.has(addressOf(one.address))),
  );
}

/** Whether everything was applied without a word of complaint. */
export function isWell({ exitCode, problems }: PuppetRun): boolean {
  return (exitCode === 0 || exitCode === 2) && problems.length === 0;
}

/** What a run has to say for itself, in a few lines. */
export function evidenceOf({ problems, changes, exitCode }: PuppetRun): string[] {
  const lines = [...problems, ...changes];
  return lines.length === 0 ? [`exit code ${exitCode}`] : lines.slice(0, 12);
}
