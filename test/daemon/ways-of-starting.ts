import { setTimeout as sleep } from 'node:timers/promises';
import type { Container } from '../containers/container.ts';
import { ipvsadmCalls } from '../catalog/apply.ts';

/** The commands by which one service manager drives ldirectord. */
export interface WayOfStarting {
  readonly name: string;
  command(verb: Verb): readonly string[];
}

export type Verb = 'start' | 'status' | 'reload' | 'stop';

const execKeys = { start: 'ExecStart', reload: 'ExecReload', stop: 'ExecStop' } as const;

/** systemd itself does not run in a container, so its unit's own words are run as they stand there. */
export async function readSystemdWay(container: Container): Promise<WayOfStarting> {
  const { stdout: unit } = await container.run(['cat', '/lib/systemd/system/ldirectord.service']);
  const wordsOf = (key: string): string[] => {
    const words = new RegExp(`^${key}=(.+)$`, 'm').exec(unit)?.[1];
    if (words === undefined) {
      throw new Error(`the unit of ldirectord has no ${key}`);
    }
    return words.split(' ');
  };
  return {
    name: 'the systemd unit',
    // Units have no command for the state: this is what an administrator types.
    command: (verb) => (verb === 'status' ? ['/usr/sbin/ldirectord', 'status'] : wordsOf(execKeys[verb])),
  };
}

export const sysvWay: WayOfStarting = {
  name: 'the SysV script',
  command: (verb) => ['/etc/init.d/ldirectord', verb],
};

/**
 * Starts the daemon one way and drives it the other way. Returns everything that shows that the two
 * do not see one daemon with one file and one pid file; nothing when they do.
 */
export async function findDisagreements(
  container: Container,
  first: WayOfStarting,
  second: WayOfStarting,
): Promise<string[]> {
  const problems: string[] = [];
  const expect = (condition: boolean, problem: string): void => {
    if (!condition) {
      problems.push(problem);
    }
  };

  await container.run(first.command('start'));
  const daemons = await waitForDaemons(container, 1);
  expect(daemons.length === 1, `${first.name} starts ${daemons.length} daemons instead of 1`);
  expect((await callsOfIpvsadm(container)).length > 0, `${first.name} sets up no virtual service`);

  const status = await container.run(second.command('status'));
  expect(
    status.exitCode === 0,
    `status of ${second.name} does not see the daemon (exit code ${status.exitCode})`,
  );

  await container.run(second.command('start'));
  const afterStart = await waitForDaemons(container, 2, 3);
  expect(same(afterStart, daemons), `${second.name} starts another daemon: ${afterStart.length} run`);

  const reload = await container.run(second.command('reload'));
  expect(reload.exitCode === 0, `reload of ${second.name} fails (exit code ${reload.exitCode})`);
  expect(
    same(await findDaemons(container), afterStart),
    `reload of ${second.name} changes the running daemons`,
  );

  const pidFiles = await readPidFiles(container);
  expect(pidFiles.length === 1, `there are ${pidFiles.length} pid files instead of 1`);
  expect(same(pidFiles, daemons), 'the pid file does not name the daemon');

  await container.run(second.command('stop'));
  const left = await waitForDaemons(container, 0);
  expect(left.length === 0, `stop of ${second.name} leaves ${left.length} daemons`);
  return problems;
}

/**
 * The virtual services that a way of starting sets up: they show which file it reads.
 * @param count how many to wait for: the daemon sets them up one after the other
 */
export async function virtualServicesSetUpBy(
  container: Container,
  way: WayOfStarting,
  count: number,
): Promise<string[]> {
  await container.run(['rm', '-f', ipvsadmCalls]);
  await container.run(way.command('start'));
  await waitForDaemons(container, 1);
  const calls = await waitForCalls(container, count);
  await container.run(way.command('stop'));
  await waitForDaemons(container, 0);
  return calls;
}

async function waitForCalls(container: Container, count: number, seconds = 30): Promise<string[]> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const calls = await callsOfIpvsadm(container);
    if (calls.length >= count || Date.now() > deadline) return calls;
    await sleep(300);
  }
}

async function callsOfIpvsadm(container: Container): Promise<string[]> {
  const { stdout } = await container.run(['cat', ipvsadmCalls]);
  return [...new Set(stdout.split('\n').filter((call) => call.startsWith('-A ')))].toSorted();
}

/** A daemon has no parent but the first process; the short-lived children that run ipvsadm have. */
async function findDaemons(container: Container): Promise<string[]> {
  const { stdout } = await container.run(['pgrep', '-P', '1', '-f', '/usr/sbin/ldirectord( .*)? start']);
  return (stdout.match(/\d+/g) ?? []).toSorted();
}

/** Starting and stopping take a moment after the command has returned. */
async function waitForDaemons(container: Container, count: number, seconds = 10): Promise<string[]> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const daemons = await findDaemons(container);
    if (daemons.length === count || Date.now() > deadline) {
      return daemons;
    }
    await sleep(300);
  }
}

async function readPidFiles(container: Container): Promise<string[]> {
  const { stdout } = await container.run([
    'find',
    '/run/',
    '-name',
    'ldirectord*.pid',
    '-exec',
    'cat',
    '{}',
    ';',
  ]);
  return (stdout.match(/\d+/g) ?? []).toSorted();
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.join() === other.join();
}
