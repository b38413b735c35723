import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, inject, test } from 'vitest';
import { rehearse, type Outcome, type Result } from './rehearsal.ts';

/* What clients notice of a change, in the order of kicks and in the other one. */

const SECONDS = 900;

const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-changes-'));
const bin = inject('builtCommand');

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const HEAD = `version: 1
directors: { role: lvs, interface: eth0, hosts: { lvs1.oe.example: 172.31.8.2 } }
ldirectord: { checkinterval: 5, checktimeout: 2 }
defaults: { checktype: connect, scheduler: rr }
`;

/** Rehearses a change from one inventory to another in user-mode Linux. */
async function change(name: string, before: string, after: string): Promise<Outcome> {
  const work = join(folder, name);
  mkdirSync(work);
  writeFileSync(join(work, 'old.yaml'), HEAD + before);
  writeFileSync(join(work, 'lvs.yaml'), HEAD + after);
  return rehearse(bin, work, ['lvs.yaml', '--from', 'old.yaml', '--engine', 'uml']);
}

/** What is said of a service with the real servers first, or with the directors first. */
function said(
  { results }: Outcome,
  check: 'change' | 'change-reversed',
  service: string,
): Result | undefined {
  return results.find((one) => one.check === check && one.subject === service);
}

test(
  'a server more is noticed by nobody when it runs before the directors',
  { timeout: SECONDS * 1000 },
  async () => {
    const role = (servers: string): string => `virtual_ips: { messaging: 172.31.8.100 }
roles:
  rabbitmq:
    servers: { ${servers} }
    services: { amqp: { virtual_ip: messaging, port: 5672 } }
`;
    const one = 'rabbitmq1.oe.example: 172.31.8.11';
    const outcome = await change('server', role(one), role(`${one}, rabbitmq2.oe.example: 172.31.8.12`));
    expect(outcome.exitCode, outcome.output).toBe(0);
    expect(said(outcome, 'change', 'amqp')).toMatchObject({
      text: 'amqp: clients notice nothing',
      measured: expect.stringMatching(/^2 of 2 connections kept, 0 of \d{2,} /) as string,
    });
    // The director sends clients to a server that has not bound the virtual IP yet.
    const reversed = said(outcome, 'change-reversed', 'amqp');
    expect(reversed?.outcome, outcome.output).toBe('noted');
    expect(reversed?.text).toBe('amqp: clients notice the change');
    expect(reversed?.measured).toMatch(
      /, [1-9]\d* of \d+ requests failed, at most \d+\.\d s from one answer to /,
    );
    // Whatever is tried twice says in which order.
    expect(outcome.results.map(({ order }) => order).filter((order) => order === undefined)).toEqual([]);
    expect(outcome.output).toContain('\nThe change, directors first\n');
  },
);

test(
  'of services that move, come and go, only those that go are missed',
  { timeout: SECONDS * 1000 },
  async () => {
    const roles = (services: string): string => `virtual_ips: { web: 172.31.8.101, other: 172.31.8.102 }
roles:
  gui:
    servers: { gui1.oe.example: 172.31.8.21 }
    services:
${services}`;
    const http = (scheduler: string, receive: string): string =>
      `      http: { virtual_ip: web, port: 80, scheduler: ${scheduler}, checktype: negotiate, receive: ${receive} }\n`;
    const api = (name: string): string => `      ${name}: { virtual_ip: web, port: 83 }\n`;
    const outcome = await change(
      'services',
      roles(`${http('rr', 'one')}${api('api')}      old: { virtual_ip: other, port: 81 }\n`),
      roles(`${http('wlc', 'two')}${api('rest')}      new: { virtual_ip: web, port: 82 }\n`),
    );
    expect(outcome.exitCode, outcome.output).toBe(0);
    expect(said(outcome, 'change', 'http')).toMatchObject({
      text: 'http: clients notice nothing',
      measured: expect.stringMatching(/^2 of 2 connections kept, 0 of \d{2,} /) as string,
    });
    expect(said(outcome, 'change', 'api')?.outcome).toBe('passed');
    expect(said(outcome, 'change', 'api')?.text).toMatch(/^api \(rest after the change\): /);
    expect(said(outcome, 'change', 'old')).toMatchObject({ outcome: 'noted' });
    expect(said(outcome, 'change', 'old')?.text).toBe('old: the change takes the service away');
    // What is new is asked afterwards, once in each order.
    const asked = outcome.results.filter(({ check }) => check === 'answers');
    expect(asked.map(({ subject, outcome: how }) => [subject, how])).toEqual([
      ['new', 'passed'],
      ['new', 'passed'],
    ]);
    // Another scheduler is set in place, in whichever order.
    expect(said(outcome, 'change-reversed', 'http')).toMatchObject({ outcome: 'passed' });
  },
);
