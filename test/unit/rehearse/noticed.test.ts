import { describe, expect, it } from 'vitest';
import type { Inventory } from '../../../src/inventory/model.ts';
import type { Held } from '../../../src/rehearse/checks/held-open.ts';
import type { Order } from '../../../src/rehearse/model.ts';
import { judgeNoticed, successorOf, type Stream } from '../../../src/rehearse/noticed.ts';
import { planLab } from '../../../src/rehearse/plan-lab.ts';
import type { Verdict } from '../../../src/rehearse/rehearsal.ts';
import { inventoryOf } from '../graph/inventories.ts';

const HTTP = 'http: { virtual_ip: messaging, port: 80, checktype: connect }';
const SERVERS = 'g1: 10.0.0.1, g2: 10.0.0.2';

function gui(services: string, servers = SERVERS): Inventory {
  return inventoryOf(`  gui:\n    servers: { ${servers} }\n    services: { ${services} }\n`);
}

function serviceOf(inventory: Inventory) {
  const service = inventory.roles[0]?.services[0];
  if (service === undefined) throw new Error('no service');
  return service;
}

function held(host: string | null, error?: string): Held {
  const broken = error === undefined ? null : { after: 3.04, error };
  return { id: 'http', host, exchanges: 9, broken, longestSilence: 0.3 };
}

interface Seen {
  readonly stream?: Partial<Stream>;
  readonly connections?: readonly Held[];
  readonly order?: Order;
  readonly every?: number;
}

/** What is said of `http` when it becomes what the inventory says. */
function judged(
  after: Inventory,
  { stream, connections = [], order = 'real servers first', every = 0.5 }: Seen = {},
): Verdict {
  const seen = { id: 'http', asked: 40, failed: 0, errors: {}, longestGap: 0.62, ...stream };
  const service = serviceOf(gui(HTTP));
  return judgeNoticed({ service, order, stream: seen, every, connections }, planLab(after));
}

const FAILURES = { failed: 3, errors: { refused: 2, timeout: 1 }, longestGap: 2.5 };

describe('what clients notice of a change', () => {
  it('is told with the connections that were kept and the longest time between two answers', () => {
    expect(judged(gui(HTTP), { connections: [held('g1'), held('g2')] })).toMatchObject({
      outcome: 'passed',
      text: 'http: clients notice nothing',
      measured: '2 of 2 connections kept, 0 of 40 requests failed, at most 0.6 s from one answer to the next',
    });
  });

  it.each([
    ['real servers first', 'failed'],
    ['directors first', 'noted'],
  ] as const)('with the %s, requests that fail and connections that break are %s', (order, outcome) => {
    expect(judged(gui(HTTP), { stream: FAILURES, connections: [held('g1')], order })).toEqual({
      outcome,
      text: 'http: clients notice the change',
      measured: '1 of 1 connection kept, 3 of 40 requests failed, at most 2.5 s from one answer to the next',
      evidence: ['2 requests: refused', '1 request: timeout'],
    });
    expect(judged(gui(HTTP), { connections: [held('g1'), held('g2', 'reset')], order })).toMatchObject({
      outcome,
      evidence: ['connection to g2, after 3.0 s: reset'],
    });
  });

  it.each([
    [2, 0.5, 'passed'],
    [2.1, 0.5, 'noted'],
    [6.4, 5, 'passed'],
    [6.6, 5, 'noted'],
  ])(
    'is a note where nothing failed, but clients had to wait %f s, asking every %f s',
    (longestGap, every, outcome) => {
      const text = `http: ${outcome === 'passed' ? 'clients notice nothing' : 'no request failed, but clients had to wait'}`;
      expect(judged(gui(HTTP), { stream: { longestGap }, every })).toMatchObject({ outcome, text });
    },
  );

  it('is no break of a connection to a server that the change takes away, told by itself', () => {
    const connections = [held('g1'), held('g2', 'timeout'), held('g2')];
    expect(judged(gui(HTTP, 'g1: 10.0.0.1'), { connections })).toMatchObject({
      outcome: 'passed',
      measured:
        '1 of 1 connection kept, 1 of 2 connections kept to servers that the change takes away, 0 of 40 requests failed, at most 0.6 s from one answer to the next',
    });
    // A server that drains keeps what it has, and a connection that never spoke is nobody's.
    const drains = gui(HTTP, 'g1: 10.0.0.1, g2: { address: 10.0.0.2, state: draining }');
    expect(judged(drains, { connections })).toMatchObject({ outcome: 'failed' });
    expect(judged(gui(HTTP), { connections: [held(null, 'refused')] })).toMatchObject({ outcome: 'failed' });
  });

  it('counts under another name, too', () => {
    const renamed = judged(gui(HTTP.replace('http:', 'web:')), { stream: FAILURES });
    expect(renamed.outcome).toBe('failed');
    expect(renamed.text).toBe('http (web after the change): clients notice the change');
    expect(renamed.measured).toMatch(/^3 of 40 /);
  });

  it.each([
    ['the change takes the service away', HTTP.replace('port: 80', 'port: 81')],
    ['the change takes the service away', HTTP.replace('port: 80', 'port: 80, protocol: udp')],
    ['the change takes the service away', HTTP.replace('port: 80', 'port: 80, state: setup')],
    ['after the change the service drains', HTTP.replace('port: 80', 'port: 80, state: draining')],
    [
      'what comes after it (web) is not rehearsed',
      'web: { virtual_ip: messaging, port: 80, checktype: external, checkcommand: /bin/true }',
    ],
  ])('is noted where %s', (why, services) => {
    const verdict = judged(gui(services), { stream: FAILURES, connections: [held('g1', 'reset')] });
    expect(verdict.outcome).toBe('noted');
    expect(verdict.text).toMatch(/^http(?: \(web after the change\))?: /);
    expect(verdict.text.endsWith(`: ${why}`)).toBe(true);
    expect(verdict.measured).toMatch(/^0 of 1 connection kept, 3 of 40 requests failed, /);
  });
});

describe('what comes after a service', () => {
  it('has its address, protocol and port, also behind a mark', () => {
    const marked = gui('shop: { virtual_ip: messaging, ports: [443, 80], fwmark: 1, checktype: connect }');
    expect(successorOf(marked, serviceOf(gui(HTTP)))?.service.name).toBe('shop');
    const elsewhere = inventoryOf(
      `  gui:\n    servers: { g1: 10.0.0.1 }\n    services: { ${HTTP} }\n`,
      '',
      'messaging: 172.31.8.99',
    );
    expect(successorOf(elsewhere, serviceOf(gui(HTTP)))).toBeUndefined();
  });
});
