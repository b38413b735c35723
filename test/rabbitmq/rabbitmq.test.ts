import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest';
import { checkDaemon } from '../../src/rehearse/checks/daemon.ts';
import { applyEverywhere } from '../../src/rehearse/checks/managed.ts';
import { checkTable, tableOf } from '../../src/rehearse/checks/table.ts';
import type { Running } from '../../src/rehearse/lab.ts';
import type { CheckResult } from '../../src/rehearse/model.ts';
import {
  activeDirector,
  client,
  hostNamed,
  hostsOfKind,
  noticeSeconds,
  pause,
  until,
  type Rehearsal,
} from '../../src/rehearse/rehearsal.ts';
import { startRehearsal } from '../../src/rehearse/rehearse.ts';
import { startOwnLab, type OwnLab } from '../rehearse/own-lab.ts';
import { seen, startAmqpClient, type AmqpClient, type Connection } from './amqp-client.ts';
import { account, isReady, lastWords, nameOfBroker, startBroker } from './brokers.ts';

/*
 * Debian's RabbitMQ on the real servers of a lab, and a real client that reaches it through the virtual IP. The tests follow on
 * each other: each finds the connections that the one before left open.
 */

const [first, second] = ['rabbitmq1.oe.example', 'rabbitmq2.oe.example'] as const;
/** Seconds. Long enough for a slow lab, short enough to see that connections live longer than that. */
const heartbeat = 10;
const messages = [
  { text: 'an order', times: 1 },
  { text: '', times: 1 },
  { text: 'Größe\u0000\r\n\u{1f407}', times: 1 },
  // More than one frame of the protocol, and many packets.
  { text: '0123456789abcdef', times: 12_500 },
];

let own: OwnLab | undefined;
let rehearsal: Rehearsal;
const brokers = new Map<string, Running>();
let amqp: AmqpClient;
const results: CheckResult[] = [];

beforeAll(async () => {
  own = await startOwnLab(readFileSync(join(import.meta.dirname, 'lvs.yaml'), 'utf8'));
  const { lab, stage } = own;
  rehearsal = startRehearsal(lab, {
    quick: true,
    step: () => undefined,
    report: (result) => results.push(result),
  });
  for (const host of hostsOfKind(lab.plan, 'real server'))
    brokers.set(host.hostname, await startBroker(lab, host));
  await applyEverywhere(rehearsal);
  await Promise.all([...brokers.values()].map(isReady));
  await checkDaemon(rehearsal);
  await checkTable(rehearsal);
  const address = '172.31.8.100';
  amqp = await startAmqpClient(lab, stage, client(rehearsal), {
    address,
    port: 5672,
    heartbeat,
    ...account,
  });
}, 1_200_000);

afterAll(() => own?.end());

/** Shows what the brokers said where a test fails. */
function showBrokersOfFailure(): void {
  onTestFailed(() => {
    for (const [hostname, broker] of brokers) console.log(`${hostname}:\n${lastWords(broker)}`);
  });
}

/** The brokers that the director sends clients to, by their addresses. */
async function pool(): Promise<string[]> {
  const table = await tableOf(rehearsal);
  return table
    .flatMap(({ servers }) => servers.map(({ endpoint }) => endpoint.replace(/:\d+$/, '')))
    .toSorted();
}

/** Waits as long as health checks may take. */
async function poolBecomes(addresses: readonly string[]): Promise<void> {
  await until(noticeSeconds(rehearsal), async () => {
    const now = await pool();
    return now.join() === addresses.join() ? [] : now;
  });
  expect(await pool()).toEqual(addresses);
}

/** How often ldirectord says that it was told to read its configuration again. */
async function reloads(): Promise<number> {
  const { stdout } = await rehearsal.lab.run(activeDirector(rehearsal), ['cat', '/var/log/ldirectord.log']);
  return stdout.split('Reloading Linux Director Daemon config on signal').length - 1;
}

/** How many connections each broker has. */
function countByBroker(connections: readonly Connection[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { broker, broken } of connections) {
    const name = broken ?? broker ?? 'nobody';
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

test('the module makes two brokers one service, which ldirectord finds alive', () => {
  expect(results.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
  expect(results.map(({ check }) => check)).toEqual([
    'puppet',
    'puppet',
    'puppet',
    'daemon',
    'configuration',
    'table',
  ]);
});

test('connections go to the brokers by weight, and messages arrive unchanged', async () => {
  showBrokersOfFailure();
  // The least loaded by its weight is next: one connection for the first broker to each two for the second.
  expect(countByBroker(await amqp.open(6))).toEqual({ [nameOfBroker(first)]: 2, [nameOfBroker(second)]: 4 });
  const exchanged = await amqp.exchange(messages);
  expect(exchanged).toHaveLength(6);
  for (const { broken, received } of exchanged)
    expect({ broken, received }).toEqual({ broken: null, received: messages.map(seen) });
});

test('idle connections live on by their heartbeats while ldirectord is reloaded', async () => {
  showBrokersOfFailure();
  const before = await reloads();
  const reload = await rehearsal.lab.run(activeDirector(rehearsal), ['systemctl', 'reload', 'ldirectord']);
  expect(reload).toMatchObject({ exitCode: 0 });
  await pause(2.5 * heartbeat);
  expect(await reloads()).toBe(before + 1);
  const { length } = (await amqp.look()).filter(({ broken }) => broken === null);
  expect(length).toBe(6);
  const exchanged = await amqp.exchange(messages);
  expect(exchanged.map(({ received }) => received)).toEqual(
    Array.from({ length: 6 }, () => messages.map(seen)),
  );
});

test('a broker that is killed leaves the pool, and all clients find the other one', async () => {
  showBrokersOfFailure();
  brokers.get(second)?.signal('KILL');
  await poolBecomes(['172.31.8.11']);
  const before = await amqp.look();
  expect(before.filter(({ broken }) => broken === null).map(({ broker }) => broker)).toEqual([
    nameOfBroker(first),
    nameOfBroker(first),
  ]);
  expect(countByBroker(await amqp.open(3))).toEqual({ [nameOfBroker(first)]: 3 });
  const exchanged = await amqp.exchange(messages);
  expect(exchanged.map(({ received }) => received)).toEqual(
    Array.from({ length: 5 }, () => messages.map(seen)),
  );
});

test('a broker that runs again is back in the pool, and the next clients are its own', async () => {
  showBrokersOfFailure();
  const broker = await startBroker(rehearsal.lab, hostNamed(rehearsal.plan, second));
  brokers.set(second, broker);
  await isReady(broker);
  await poolBecomes(['172.31.8.11', '172.31.8.12']);
  // The other one has five by now.
  expect(countByBroker(await amqp.open(2))).toEqual({ [nameOfBroker(second)]: 2 });
  const exchanged = await amqp.exchange(messages);
  expect(exchanged.map(({ received }) => received)).toEqual(
    Array.from({ length: 7 }, () => messages.map(seen)),
  );
}, 700_000);
