import { describe, expect, it, test } from 'vitest';
import { planDrillRound, planRound, requestsEvery } from '../../../src/rehearse/rounds.ts';
import { judgeSpread } from '../../../src/rehearse/spread.ts';
import { inventoryOf } from '../graph/inventories.ts';

/** A service on servers of these weights. */
function serviceOf(directives: string, weights: readonly number[], more = '') {
  const servers = weights.map(
    (weight, index) => `s${index}: { address: 10.0.0.${index + 1}, weight: ${weight}${more} }`,
  );
  const [role] = inventoryOf(
    `  a:\n    servers: { ${servers.join(', ')} }\n    services: { s: { virtual_ip: messaging, ${directives} } }\n`,
  ).roles;
  const [service] = role?.services ?? [];
  if (role === undefined || service === undefined) throw new Error('no service');
  return { service, servers: role.servers };
}

function roundOf(directives: string, weights: readonly number[], more = '') {
  const { service, servers } = serviceOf(`port: 81, ${directives}`, weights, more);
  return planRound(service, servers);
}

/**
 * ip_vs_wrr.c of Linux 6.1: goes round the servers and takes those whose weight is at least the current one, which falls by the
 * greatest common divisor after each lap, from the greatest weight on.
 */
function* kernelWrr(weights: readonly number[]): Generator<number, never> {
  const divisor = weights.reduce((one, other) => {
    let [a, b] = [one, other];
    while (b !== 0) [a, b] = [b, a % b];
    return a;
  });
  const greatest = Math.max(...weights) - (divisor - 1);
  for (;;) {
    for (let current = greatest; current > 0; current -= divisor)
      for (const [index, weight] of weights.entries()) if (weight >= current) yield index;
  }
}

/** Who answers a round of so many connections, when so many were dealt out before it. */
function dealt(weights: readonly number[], before: number, count: number): Map<string, number> {
  const dealer = kernelWrr(weights);
  for (let index = 0; index < before; index += 1) dealer.next();
  const answers = new Map<string, number>();
  for (let index = 0; index < count; index += 1) {
    const host = `s${dealer.next().value}`;
    answers.set(host, (answers.get(host) ?? 0) + 1);
  }
  return answers;
}

describe('a round of wrr', () => {
  test.each<[readonly number[], string, number]>([
    [[1, 1], '', 10],
    [[1, 3], '', 20],
    [[100, 50, 50], '', 20],
    [[100, 45], '', 58],
    [[7, 5, 3], '', 60],
    [[10, 19], '', 58],
    [[1, 3], 'persistent: 600', 12],
    [[100, 45], 'persistent: 600', 29],
  ])('of servers with weights %j %s is of whole periods: %i', (weights, directives, count) => {
    const { clients, each, expected } = roundOf(directives || 'scheduler: wrr', weights);
    const dealtTo = directives === '' ? clients * each : clients;
    expect(dealtTo).toBe(count);
    expect(expected.shares).toBeDefined();
    for (let before = 0; before < 2 * count; before += 1)
      expect(judgeSpread(expected, dealt(weights, before, dealtTo)), `after ${before}`).toMatchObject({
        ok: true,
      });
  });

  test.each<[readonly number[], string]>([
    [[100, 33], ''],
    [[100, 1], ''],
    [[100, 33], 'persistent: 600'],
    [[20, 19], 'persistent: 600'],
  ])('of servers with weights %j %s would be too long: members are judged', (weights, directives) => {
    const { expected, clients, each } = roundOf(directives || 'scheduler: wrr', weights);
    expect(expected).toMatchObject({ members: ['s0', 's1'], shares: undefined });
    expect(expected.why).toMatch(/in periods of \d+ that are too long to judge parts$/);
    expect(clients * each).toBeLessThanOrEqual(64);
  });

  it('shows what the kernel does with 100 and 33: the first 60 in a period go to one server', () => {
    expect(Object.fromEntries(dealt([100, 33], 0, 60))).toEqual({ s0: 60 });
    expect(Object.fromEntries(dealt([100, 33], 0, 133))).toEqual({ s0: 100, s1: 33 });
  });
});

describe('a round', () => {
  it.each(['sed', 'nq'])('of %s holds connections open, and knows parts so', (scheduler) => {
    expect(roundOf(`scheduler: ${scheduler}`, [1, 3])).toMatchObject({
      asking: 'held open',
      clients: 4,
      each: 5,
    });
    expect(roundOf(`scheduler: ${scheduler}`, [1, 3]).expected.shares?.get('s1')).toBe(0.75);
    expect(roundOf(`scheduler: ${scheduler}, protocol: udp`, [1, 3])).toMatchObject({
      asking: 'one after another',
      expected: { shares: undefined },
    });
  });

  it.each(['sh', 'mh'])('of %s is asked from many addresses', (scheduler) => {
    expect(roundOf(`scheduler: ${scheduler}`, [1, 1])).toMatchObject({ clients: 12, each: 1 });
  });

  it('of a scheduler that knows no periods grows with the weights, up to a bound', () => {
    expect(roundOf('scheduler: wlc', [1, 3])).toMatchObject({ clients: 4, each: 5 });
    expect(roundOf('scheduler: wlc', [100, 33])).toMatchObject({ clients: 4, each: 15 });
    expect(roundOf('scheduler: wlc', [100, 33]).expected.shares).toBeDefined();
  });

  it('without servers is small', () => {
    expect(roundOf('scheduler: rr, state: draining', [1, 1])).toMatchObject({ clients: 4, each: 2 });
  });
});

describe('upper thresholds', () => {
  it.each<[number, string]>([
    [100, 'scheduler: wrr'],
    [20, 'scheduler: rr'],
    [20, 'scheduler: rr, persistent: 600'],
    [20, 'scheduler: sed'],
    [10, 'scheduler: wlc'],
    [3, 'scheduler: rr'],
    [1, 'scheduler: rr'],
  ])('%i: of %s no more than half is used for the spread', (threshold, directives) => {
    const { clients, each } = roundOf(directives, [1, 3], `, upper_threshold: ${threshold}`);
    expect(clients * each).toBeLessThanOrEqual(Math.max(1, threshold / 2));
    expect(clients * each).toBeGreaterThanOrEqual(1);
  });

  it('say so where they leave too few connections', () => {
    const { expected } = roundOf('scheduler: wlc', [1, 3], ', upper_threshold: 10');
    expect(expected.shares).toBeUndefined();
    expect(expected.why).toContain('thresholds leave too few connections to judge parts');
  });

  it('are shared by the ports of a mark, and by drills', () => {
    const marked = serviceOf('ports: [80, 443], fwmark: 1', [1, 1], ', upper_threshold: 40');
    const { clients, each } = planRound(marked.service, marked.servers);
    expect(2 * clients * each).toBeLessThanOrEqual(20);
    const drill = planDrillRound(marked.service, marked.servers);
    expect(2 * drill.clients * drill.each * 8).toBeLessThanOrEqual(20 * 2);
    const free = serviceOf('port: 80', [1, 1]);
    expect(planDrillRound(free.service, free.servers)).toEqual({ clients: 4, each: 3 });
  });

  it.each([
    ['port: 81', '', 0.5],
    ['port: 81', ', upper_threshold: 1000', 0.5],
    ['port: 81', ', upper_threshold: 100', 2.4],
    ['port: 81, protocol: udp', ', upper_threshold: 100', 6],
  ])('%s%s: requests that go on for long are %f s apart', (directives, threshold, seconds) => {
    const { service, servers } = serviceOf(directives, [1, 1], threshold);
    expect(requestsEvery(service, servers)).toBeCloseTo(seconds);
  });
});
