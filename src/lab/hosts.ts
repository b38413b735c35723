import { addressOf } from '../rehearse/addresses.ts';
import type { LabHost, LabPlan, Route } from '../rehearse/model.ts';
import { must, type Ran, type Running } from '../rehearse/lab.ts';
import { macOf } from '../rehearse/mac.ts';
import type { Agent } from './agent.ts';

/** The hosts of a lab while it runs. */
export interface Hosts {
  /** The number of the first process of a host, by which programs are run on it. */
  process(host: LabHost): number;
  /** Takes the power from a host. */
  stop(host: LabHost): Promise<void>;
  /** Starts a host: with an empty disk the first time, later as any machine that starts. */
  start(host: LabHost): Promise<void>;
}

const START_SECONDS = 60;
/** What new hosts get as their /etc/hosts. */
const HOSTS_FILE = '/run/lab/hosts';
/** The number by which the router's link-layer addresses are made: no host has it. */
const ROUTER = 0xffff;

/** The names under which the kernel's settings, modules and units come back when a machine starts. */
const startPrograms = [
  { folder: 'etc/modules-load.d', program: ['/usr/lib/systemd/systemd-modules-load'] },
  { folder: 'etc/sysctl.d', program: ['/usr/lib/systemd/systemd-sysctl'] },
  { folder: 'etc/tmpfiles.d', program: ['systemd-tmpfiles', '--create'] },
] as const;

/** Sets up the network between the hosts: a bridge for each segment, and the router that has them all. */
export async function buildNetwork(agent: Agent, plan: LabPlan): Promise<void> {
  // A bridge without an address of its own takes another one whenever its ports change, and its neighbours lose it.
  const links = plan.segments.flatMap(({ bridge }, index) => [
    `link add ${bridge} address ${macOf(ROUTER, index)} type bridge forward_delay 0 mcast_snooping 0`,
    `link set ${bridge} up`,
    ...plan.router.addresses.map((address) => `address add ${address} dev ${bridge}${nodad(address)}`),
  ]);
  await setUp(agent.run(['sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']));
  await setUp(
    agent.run(['ip', '-batch', '-'], { input: lines([...links, ...routeLines(plan.router.routes)]) }),
  );
  await setUp(agent.run(['tee', HOSTS_FILE], { input: hostsFile(plan) }));
}

/** Gives power over the hosts of a plan. None is up at first. */
export function hostsOf(agent: Agent, plan: LabPlan, units: readonly string[]): Hosts {
  const up = new Map<string, { readonly running: Running; readonly process: number }>();
  const known = new Set<string>();

  const process = (host: LabHost): number => {
    const found = up.get(host.id);
    if (found === undefined) throw new Error(`${host.hostname} has no power`);
    return found.process;
  };
  const run = (host: LabHost, command: readonly string[], input?: string): Promise<Ran> =>
    setUp(agent.run(command, input === undefined ? {} : { input }, process(host)));

  return {
    process,
    async stop(host) {
      await up.get(host.id)?.running.stop();
      up.delete(host.id);
    },
    async start(host) {
      const { name: moduleName } = plan.inventory.module;
      const command = ['perl', '/run/stage/programs/host.pl', host.id, nameOf(host), moduleName];
      const running = agent.start(command);
      const said = await running.heard(/\n/, START_SECONDS);
      const { pid } = JSON.parse(said) as { pid: number };
      up.set(host.id, { running, process: pid });
      await connect(agent, host, pid, plan);
      const restarts = known.has(host.id);
      if (restarts) await restoreSettings(agent, host, run);
      await run(host, ['ip', '-batch', '-'], lines([...addressLines(host), ...routeLines(host.routes)]));
      for (const rule of rulesBySource(host.routes)) await run(host, rule);
      if (restarts) await run(host, ['systemctl', 'start-enabled', ...units]);
      known.add(host.id);
    },
  };
}

/** An address, by which the plan calls a fallback, is no name for a host. */
function nameOf({ id, hostname, kind }: LabHost): string {
  return kind === 'fallback' ? id : hostname;
}

/** Every host by its name, as there are no name servers. */
function hostsFile({ hosts }: LabPlan): string {
  const names = hosts.flatMap(({ hostname, interfaces }) =>
    interfaces
      .flatMap(({ addresses }) => addresses.slice(0, 1))
      .map((address) => `${addressOf(address)} ${hostname}`),
  );
  return lines(['127.0.0.1 localhost', '::1 localhost', ...names]);
}

/** Plugs the cables in: one end is the interface of the host, the other one a port of the bridge. */
async function connect(agent: Agent, host: LabHost, pid: number, plan: LabPlan): Promise<void> {
  const number = plan.hosts.indexOf(host);
  const batch = host.interfaces.flatMap(({ name, bridge }, index) => {
    const port = `${host.id}i${index}`;
    const mac = macOf(number, index);
    return [
      `link add ${port} type veth peer name ${name} address ${mac} netns ${pid}`,
      `link set ${port} master ${bridge} up`,
    ];
  });
  await setUp(agent.run(['ip', '-batch', '-'], { input: lines(batch) }));
}

function addressLines(host: LabHost): string[] {
  return host.interfaces.flatMap(({ name, addresses }) => [
    `link set ${name} up`,
    ...addresses.map((address) => `address add ${address} dev ${name}${nodad(address)}`),
  ]);
}

/** Kernel modules and settings come before the network, as on a machine that starts; only those that somebody put there. */
async function restoreSettings(
  agent: Agent,
  host: LabHost,
  run: (host: LabHost, command: readonly string[]) => Promise<Ran>,
): Promise<void> {
  for (const { folder, program } of startPrograms) {
    const listed = await agent.run([
      'find',
      `/run/lab/${host.id}/disk/${folder}`,
      '-type',
      'f',
      '-name',
      '*.conf',
    ]);
    const files = listed.stdout
      .split('\n')
      .filter((path) => path !== '')
      .map((path) => path.replace(/^.*\/disk/, ''));
    if (files.length > 0) await run(host, [...program, ...files.toSorted()]);
  }
}

/** The table of routes that count for one source: any number that the kernel does not use itself. A host has one such source. */
const TABLE_BY_SOURCE = 100;

/** Of a route to anywhere only its text tells the family. */
function routeLines(routes: readonly Route[]): string[] {
  return routes.map(({ to, family, via, device, from }) => {
    const target = to !== 'default' ? to : family === 4 ? '0.0.0.0/0' : '::/0';
    const table = from === undefined ? '' : ` table ${TABLE_BY_SOURCE}`;
    return `route add ${target}${via === undefined ? '' : ` via ${via}`} dev ${device}${table}`;
  });
}

/** The commands that send what has a certain source by the table of such routes. `ip` wants their family as an option. */
function rulesBySource(routes: readonly Route[]): (readonly string[])[] {
  return routes.flatMap(({ from, family }) =>
    from === undefined
      ? []
      : [['ip', `-${family}`, 'rule', 'add', 'from', from, 'lookup', `${TABLE_BY_SOURCE}`]],
  );
}

/** Nobody else has the addresses of the lab, so nothing waits for a look whether somebody does. */
function nodad(address: string): string {
  return address.includes(':') ? ' nodad' : '';
}

function lines(list: readonly string[]): string {
  return list.map((line) => `${line}\n`).join('');
}

/** @throws LabBroken when the program failed */
function setUp(running: Promise<Ran>): Promise<Ran> {
  return must(running, 'a host or its network could not be set up');
}
