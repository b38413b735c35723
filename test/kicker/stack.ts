import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ran, Running } from '../../src/rehearse/lab.ts';
import { runOrThrow } from '../setup/command.ts';
import { puppetServerRoot } from '../setup/puppet-server-roots.ts';
import type { Release } from '../setup/debootstrap.ts';
import { hieraConfig, hieraData, sitePp } from './environment.ts';
import { startPuppetServer, type PuppetServer } from './puppet-server.ts';
import { DOMAIN, inventoryPath, startServerLab, type Host } from './server-lab.ts';

/** A site with a Puppet Server, a director and real servers, all with the emitted modules. */
export interface Stack {
  readonly master: Host;
  readonly director: Host;
  readonly server: PuppetServer;
  readonly dispatcher: Dispatcher;
  /** A host by its short name. */
  host(name: string): Host;
  /** Gives a host its certificate, with a role in it or without. */
  enrol(host: Host, role?: string): Promise<void>;
  /** What classes nodes get from now on. */
  setSite(manifest: string): Promise<void>;
  /** Ends everything; nothing stays. */
  end(): Promise<void>;
}

/** The dispatcher as its unit starts it. */
export interface Dispatcher {
  start(): Promise<void>;
  /** Ends it without a chance to do anything more. */
  kill(): Promise<void>;
  /** What all dispatchers until now have logged. */
  journal(): string;
}

const AGENT_SECONDS = 180;

/** As long as whatever is waited for may take on a slow machine: tests fail by their asserts, not by a busy processor. */
export const PATIENCE = 120;

/** Debian's unit, in words that the stand-in for systemctl knows. */
const sshUnit = `[Service]
Type=forking
PIDFile=/run/sshd.pid
ExecStartPre=/bin/mkdir -p /run/sshd
ExecStart=/usr/sbin/sshd
ExecReload=/usr/bin/pkill -HUP -F /run/sshd.pid
`;

const ENVIRONMENT = '/etc/puppet/code/environments/production';

/**
 * Starts the site: the server has `kicker::server`, and its dispatcher runs. No agent of another host has run.
 * @param command the built command, which emits the modules
 * @param addresses the hosts by their short names, `master` and `lvs1` among them
 */
export async function startStack(
  release: Release,
  command: string,
  addresses: Readonly<Record<string, string>>,
): Promise<Stack> {
  const lab = await startServerLab(puppetServerRoot(release), addresses);
  try {
    const host = (name: string): Host => {
      const found = lab.hosts.get(name);
      if (found === undefined) throw new Error(`there is no host ${name}`);
      return found;
    };
    const master = host('master');
    await scaffold(command, lab.stage);
    await deploy(master);
    const setSite = (manifest: string): Promise<void> =>
      master.write(`${ENVIRONMENT}/manifests/site.pp`, manifest);
    await setSite(sitePp);
    const server = await startPuppetServer(master);
    // Its public key is a fact, so it is known from the second run on.
    for (let run = 1; run <= 2; run += 1) expectSuccess(await runAgent(master));
    const dispatcher = dispatcherOf(master);
    await dispatcher.start();
    return {
      master,
      director: host('lvs1'),
      server,
      dispatcher,
      host,
      enrol,
      setSite,
      end: () => lab.end(),
    };
  } catch (error) {
    await lab.end();
    throw error;
  }
}

async function scaffold(command: string, stage: string): Promise<void> {
  const module = join(stage, 'modules/lvs');
  await runOrThrow(process.execPath, [command, 'scaffold', inventoryPath, '--output', module], {
    timeoutSeconds: 60,
  });
}

async function deploy(master: Host): Promise<void> {
  await master.must(['mkdir', '-p', `${ENVIRONMENT}/manifests`]);
  await master.must(['cp', '-r', '/run/stage/modules', ENVIRONMENT]);
  await master.must(['chmod', '-R', 'a+rX', ENVIRONMENT]);
  await master.write(`${ENVIRONMENT}/hiera.yaml`, hieraConfig);
  await master.write(`${ENVIRONMENT}/data/common.yaml`, hieraData);
}

async function enrol(host: Host, role?: string): Promise<void> {
  const { certname } = host;
  await host.write(
    '/etc/puppet/puppet.conf',
    `[main]\nserver = master.${DOMAIN}\ncertname = ${certname}\nkeylength = 2048\n`,
  );
  if (role !== undefined) {
    await host.write('/etc/puppet/csr_attributes.yaml', `extension_requests:\n  pp_role: ${role}\n`);
  }
  await host.must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', '/etc/ssh/ssh_host_ed25519_key']);
  await host.write('/etc/systemd/system/ssh.service', sshUnit);
  await host.must(['systemctl', 'start', 'ssh']);
  // A connection that is used again makes the server wait for half a minute here, now and then.
  await host.must(['puppet', 'ssl', 'bootstrap', '--http_keepalive_timeout', '0'], {
    timeoutSeconds: AGENT_SECONDS,
  });
}

/** Gives hosts the facts and functions that agents fetch in their first run: what is left of that run is their own. */
export async function shareCode(from: Host, hosts: readonly Host[]): Promise<void> {
  const code = '/var/cache/puppet/lib';
  await from.must(['cp', '-a', code, '/run/stage/agent-code']);
  for (const host of hosts) {
    await host.must(['mkdir', '-p', '/var/cache/puppet']);
    await host.must(['cp', '-a', '/run/stage/agent-code', code]);
  }
}

/** Runs the agent of a host as cron would: nobody kicked it. */
export function runAgent(host: Host): Promise<Ran> {
  return host.run(
    [
      'puppet',
      'agent',
      '--onetime',
      '--no-daemonize',
      '--detailed-exitcodes',
      '--no-usecacheonfailure',
      '--verbose',
      '--color=false',
      '--waitforlock',
      '2',
      '--maxwaitforlock',
      '120',
    ],
    { timeoutSeconds: AGENT_SECONDS },
  );
}

/** @throws Error with what it said when the run of an agent has failed */
export function expectSuccess({ exitCode, stdout, stderr }: Ran): void {
  if (exitCode !== 0 && exitCode !== 2)
    throw new Error(`the agent ended with ${exitCode}:\n${stdout}${stderr}`);
}

/** The addresses of the real servers in the file of a director. */
export async function poolOf(director: Host): Promise<string[]> {
  const text = await director.read('/etc/ha.d/ldirectord.cf');
  return [...text.matchAll(/^\s+real=([0-9.]+)/gm)].map(([, address]) => address ?? '').toSorted();
}

/** The kicks that wait in the spool. */
export async function spoolOf(master: Host): Promise<string[]> {
  const { stdout } = await master.run(['ls', '/var/lib/kicker/spool/new']);
  return stdout.split('\n').filter((name) => name !== '');
}

/** A run of an agent, as PuppetDB knows it. */
export interface Report {
  readonly job_id: string | null;
  readonly status: string;
  readonly start_time: string;
}

/** The runs of a node, the oldest first. */
export async function runsOf({ server }: Stack, { certname }: Host): Promise<Report[]> {
  const rows = await server.query(
    `reports[job_id, status, start_time] { certname = "${certname}" order by start_time }`,
  );
  return rows as unknown as Report[];
}

/** Waits until nothing is left in the spool: a kick leaves it when all that it asked for is done. */
export function settled({ master }: Stack): Promise<void> {
  return until('the spool is empty', async () => (await spoolOf(master)).length === 0);
}

/** Waits until something is so. */
export async function until(what: string, isSo: () => Promise<boolean> | boolean): Promise<void> {
  const limit = Date.now() + PATIENCE * 1000;
  while (!(await isSo())) {
    if (Date.now() > limit) throw new Error(`after ${PATIENCE} s it is not so that ${what}`);
    await sleep(200);
  }
}

/** What the unit says, without systemd: as which user which program runs. */
function dispatcherOf(master: Host): Dispatcher {
  let before = '';
  let running: Running | undefined;
  return {
    async start() {
      const unit = await master.must(['cat', '/etc/systemd/system/kicker.service']);
      const setting = (key: string): string => new RegExp(`^${key}=(.*)$`, 'm').exec(unit)?.[1] ?? '';
      before += running?.output() ?? '';
      running = master.start([
        'setpriv',
        `--reuid=${setting('User')}`,
        `--regid=${setting('Group')}`,
        '--init-groups',
        ...setting('ExecStart').split(' '),
      ]);
      await running.heard(/started/, 30);
    },
    async kill() {
      const ended = running?.ended;
      running?.signal('KILL');
      const ran = await ended;
      before += ran?.stdout ?? '';
      running = undefined;
    },
    journal: () => before + (running?.output() ?? ''),
  };
}
