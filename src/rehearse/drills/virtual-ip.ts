import { must } from '../lab.ts';
import type { Inventory, RealServer, VirtualIp } from '../../inventory/model.ts';
import { applyOn } from '../checks/managed.ts';
import { START_SECONDS } from '../checks/table.ts';
import { whoHas } from '../checks/neighbours.ts';
import { single } from '../addresses.ts';
import { freeAddress } from '../free-address.ts';
import {
  askedServices,
  bridgeOf,
  check,
  configFile,
  failed,
  hostsOfKind,
  noticeSeconds,
  passed,
  tellSkipped,
  until,
  type Rehearsal,
} from '../rehearsal.ts';
import { askPool } from './pool.ts';
import type { LabHost } from '../model.ts';

/** A virtual IP moves to another address: the new one is answered, the old one leaves no trace. */
export async function drillVirtualIpMoves(rehearsal: Rehearsal): Promise<void> {
  const moving = candidates(rehearsal)[0];
  const to = moving && freeAddress(rehearsal.plan, moving.address.text);
  if (moving === undefined || to === undefined) {
    const why = moving === undefined ? whyNone(rehearsal) : 'no address is free beside it';
    return tellSkipped(rehearsal, 'virtual-ip-moves', `No virtual IP moves: ${why}`, moving?.name);
  }
  rehearsal.step(`drill: ${moving.name} moves to ${to}`);
  const change = (inventory: Inventory): Inventory => withAddress(inventory, moving.name, to);
  await rehearsal.lab.addEnvironment('moved', change);
  await routeTo(rehearsal, moving, to);
  await applyOnConcerned(rehearsal, moving, 'moved');
  await check(rehearsal, 'virtual-ip-moves', moving.name, async () => {
    const left = await tracesLeft(rehearsal, moving);
    if (left.length > 0)
      return failed(`${moving.name} moved to ${to}, and ${moving.address.text} left traces`, left);
    const services = servicesOf(rehearsal, moving).map((service) => ({
      ...service,
      virtualIp: { ...service.virtualIp, address: { ...service.virtualIp.address, text: to } },
    }));
    const { wrong } = await askPool(rehearsal, serversBehind(rehearsal, moving), services);
    if (wrong.length > 0)
      return failed(`${moving.name} moved to ${to}, and is not answered there`, wrong.slice(0, 8));
    return passed(
      `${moving.name} moves to ${to}: it is answered there, and no node has a trace of ${moving.address.text}`,
    );
  });
  await applyOnConcerned(rehearsal, moving, 'new');
}

/** A virtual IP goes, with its services: no node has a trace of it. */
export async function drillVirtualIpGoes(rehearsal: Rehearsal): Promise<void> {
  const going = candidates(rehearsal).at(-1);
  if (going === undefined)
    return tellSkipped(rehearsal, 'virtual-ip-goes', `No virtual IP is removed: ${whyNone(rehearsal)}`);
  rehearsal.step(`drill: ${going.name} is removed`);
  await rehearsal.lab.addEnvironment('removed', (inventory) => withoutVirtualIp(inventory, going.name));
  await applyOnConcerned(rehearsal, going, 'removed');
  await check(rehearsal, 'virtual-ip-goes', going.name, async () => {
    const left = await tracesLeft(rehearsal, going);
    if (left.length > 0) return failed(`${going.name} was removed, and left traces`, left);
    return passed(`${going.name} is removed: no node has a trace of ${going.address.text}`);
  });
  await applyOnConcerned(rehearsal, going, 'new');
}

/** Those that services which are asked have, where the module binds them on directors. */
function candidates(rehearsal: Rehearsal): VirtualIp[] {
  const { inventory } = rehearsal.plan;
  if (inventory.directors.ha === 'external') return [];
  return inventory.virtualIps.filter((ip) => servicesOf(rehearsal, ip).length > 0);
}

function whyNone({ plan }: Rehearsal): string {
  return plan.inventory.directors.ha === 'external'
    ? 'somebody else binds them (ha: external)'
    : 'none has services in production that can be asked';
}

/** The servers of all roles that have a service on a virtual IP. */
function serversBehind({ plan }: Rehearsal, ip: VirtualIp): RealServer[] {
  return plan.inventory.roles
    .filter(({ services }) => services.some(({ virtualIp }) => virtualIp.name === ip.name))
    .flatMap(({ servers }) => servers);
}

function servicesOf(rehearsal: Rehearsal, ip: VirtualIp) {
  return askedServices(rehearsal)
    .filter(({ role }) => role.servers.some(({ state }) => state === 'production'))
    .map(({ service }) => service)
    .filter(({ virtualIp, state }) => virtualIp.name === ip.name && state === 'production');
}

/** Puppet runs on the nodes that the virtual IP concerns: first the real servers. */
async function applyOnConcerned(rehearsal: Rehearsal, ip: VirtualIp, environment: string): Promise<void> {
  const { plan } = rehearsal;
  const roles = plan.inventory.roles.filter(({ services }) =>
    services.some(({ virtualIp }) => virtualIp.name === ip.name),
  );
  const serves = (host: LabHost): boolean => roles.some(({ name }) => host.roles.includes(name));
  const hosts = [...hostsOfKind(plan, 'real server').filter(serves), ...hostsOfKind(plan, 'director')];
  for (const host of hosts) await applyOn(rehearsal, host, environment);
}

/** The router sends packets for the new address to where the old one is. */
async function routeTo({ lab, plan }: Rehearsal, ip: VirtualIp, to: string): Promise<void> {
  const family = `-${ip.address.family}`;
  const device = bridgeOf(plan, ip.address.text);
  await must(lab.runOutside(['ip', family, 'route', 'add', single(to), 'dev', device]));
}

/** What is left when the daemon has had the time to reload: it does so between two rounds of checks. */
function tracesLeft(rehearsal: Rehearsal, ip: VirtualIp): Promise<readonly string[]> {
  return until(START_SECONDS + noticeSeconds(rehearsal), () => tracesOf(rehearsal, ip));
}

/** Where a virtual IP still is: on interfaces, in records and rules, in tables, in the configuration; and who answers for it. */
async function tracesOf(rehearsal: Rehearsal, ip: VirtualIp): Promise<string[]> {
  const { lab, plan } = rehearsal;
  const address = ip.address.text;
  const left: string[] = [];
  for (const host of plan.hosts.filter(({ kind }) => kind === 'director' || kind === 'real server')) {
    const bound = await must(lab.run(host, ['ip', '-oneline', 'address', 'show', 'to', address]));
    if (bound.stdout.trim() !== '') left.push(`${host.hostname} has it: ${bound.stdout.trim()}`);
    const folder = `/etc/${plan.inventory.module.name}/virtual-ips.d`;
    // A host that never had a virtual IP has no such folder.
    const records = await must(lab.run(host, ['find', '/etc', '-path', `${folder}/*`]));
    for (const record of records.stdout.split('\n')) {
      if (record.includes(`-${address}-`)) left.push(`${host.hostname} has a record of it: ${record}`);
    }
  }
  const bare = new RegExp(`(?:^|[^0-9a-f.:])${address.replaceAll('.', '\\.')}(?![0-9a-f.]|:[0-9a-f]*:)`, 'm');
  const marks = `/etc/${plan.inventory.module.name}/marks.nft`;
  for (const director of hostsOfKind(plan, 'director')) {
    const places = [
      ['the table of IPVS', await must(lab.run(director, ['ipvsadm', '-Sn']))],
      [configFile, await must(lab.run(director, ['cat', configFile]))],
      // Where no packets are marked there is no such file, and often no such program.
      [marks, await lab.run(director, ['cat', marks])],
      ['the rules of nftables', await lab.run(director, ['nft', 'list', 'ruleset'])],
    ] as const;
    const found = places.filter(([, { stdout }]) => bare.test(stdout));
    left.push(...found.map(([place]) => `${director.hostname} has it in ${place}`));
  }
  const { holders } = await whoHas(rehearsal, ip.address);
  left.push(...holders.map((holder) => `${holder} answers when asked for it on its segment`));
  return left;
}

function withAddress(inventory: Inventory, name: string, to: string): Inventory {
  const moved = (ip: VirtualIp): VirtualIp =>
    ip.name === name ? { ...ip, address: { ...ip.address, text: to } } : ip;
  return {
    ...inventory,
    virtualIps: inventory.virtualIps.map(moved),
    roles: inventory.roles.map((role) => ({
      ...role,
      services: role.services.map((service) => ({ ...service, virtualIp: moved(service.virtualIp) })),
    })),
  };
}

function withoutVirtualIp(inventory: Inventory, name: string): Inventory {
  return {
    ...inventory,
    virtualIps: inventory.virtualIps.filter((ip) => ip.name !== name),
    roles: inventory.roles.map((role) => ({
      ...role,
      services: role.services.filter(({ virtualIp }) => virtualIp.name !== name),
    })),
  };
}
