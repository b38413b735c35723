import { describe, expect, it, test } from 'vitest';
import { expectedSpread, judgeSpread, type Asking } from '../../../src/rehearse/spread.ts';
import { inventoryOf } from '../graph/inventories.ts';

/** The spread of a service on two servers of weight 1 and 3, or on others. */
function spreadOf(
  directives: string,
  asking?: Asking,
  servers = '{ a1: 10.0.0.1, b1: { address: 10.0.0.2, weight: 3 } }',
) {
  const [role] = inventoryOf(
    `  a:\n    servers: ${servers}\n    services: { s: { virtual_ip: messaging, port: 81, ${directives} } }\n`,
  ).roles;
  const [service] = role?.services ?? [];
  if (role === undefined || service === undefined) throw new Error('no service');
  return expectedSpread(service, role.servers, asking);
}

describe('the parts that a scheduler promises', () => {
  test.each<[string, Asking, number | undefined]>([
    ['rr', 'one after another', 0.5],
    ['wrr', 'one after another', 0.25],
    ['lc', 'one after another', 0.5],
    ['wlc', 'one after another', 0.25],
    ['sed', 'one after another', undefined],
    ['nq', 'one after another', undefined],
    ['sed', 'held open', 0.25],
    ['nq', 'held open', 0.25],
    ['sh', 'held open', undefined],
    ['mh', 'one after another', undefined],
    ['dh', 'one after another', undefined],
    ['lblc', 'one after another', undefined],
    ['lblcr', 'one after another', undefined],
    ['ovf', 'held open', undefined],
  ])('%s, %s: %s for a server of weight 1 beside one of weight 3', (scheduler, asking, share) => {
    const { members, shares } = spreadOf(`scheduler: ${scheduler}`, asking);
    expect(members).toEqual(['a1', 'b1']);
    expect(shares?.get('a1')).toBe(share);
  });

  it('is by weight without a scheduler, as ldirectord has it', () => {
    expect(spreadOf('checktype: connect').shares?.get('b1')).toBe(0.75);
  });

  test.each(['fo', 'ovf'])('%s takes the heaviest server', (scheduler) => {
    expect(spreadOf(`scheduler: ${scheduler}`).members).toEqual(['b1']);
  });

  it('is none for least connections with one-packet scheduling', () => {
    expect(spreadOf('protocol: udp, ops: true, scheduler: wlc').shares).toBeUndefined();
    expect(spreadOf('protocol: udp, ops: true, scheduler: wrr').shares?.get('a1')).toBe(0.25);
  });

  it('is of client addresses where the service is persistent, and none where networks count as one', () => {
    expect(spreadOf('persistent: 600').shares?.get('a1')).toBe(0.25);
    expect(spreadOf('persistent: 600, netmask: 255.255.255.0').shares).toBeUndefined();
    expect(spreadOf('persistent: 600, netmask: 255.255.255.255').shares).toBeDefined();
  });
});

describe('what a 6.1 kernel did with servers of weight 1 and 3 that were idle before', () => {
  test.each<[string, Asking, number, number]>([
    ['scheduler: rr', 'one after another', 20, 20],
    ['scheduler: rr', 'held open', 20, 20],
    ['scheduler: wrr', 'one after another', 10, 30],
    ['scheduler: lc', 'one after another', 20, 20],
    ['scheduler: lc', 'held open', 20, 20],
    ['scheduler: wlc', 'one after another', 10, 30],
    ['scheduler: wlc', 'held open', 10, 30],
    ['scheduler: sed', 'one after another', 0, 40],
    ['scheduler: sed', 'held open', 10, 30],
    ['scheduler: nq', 'one after another', 0, 40],
    ['scheduler: nq', 'held open', 10, 30],
    ['scheduler: fo', 'held open', 0, 40],
    ['scheduler: ovf', 'one after another', 0, 40],
    // Both were full then, and the rest was refused.
    ['scheduler: ovf', 'held open', 2, 4],
    ['scheduler: sh', 'one after another', 8, 24],
    ['scheduler: mh', 'one after another', 7, 25],
    ['scheduler: dh', 'one after another', 0, 32],
    ['scheduler: lblc', 'held open', 36, 4],
    ['scheduler: lblcr', 'held open', 10, 30],
    ['scheduler: rr, persistent: 600', 'one after another', 16, 16],
    ['scheduler: wrr, persistent: 600', 'one after another', 8, 24],
    ['scheduler: wlc, persistent: 600', 'held open', 8, 24],
    ['scheduler: sed, persistent: 600', 'one after another', 0, 32],
  ])('%s, %s: %i and %i', (directives, asking, light, heavy) => {
    const answers = new Map(Object.entries({ a1: light, b1: heavy }));
    expect(judgeSpread(spreadOf(directives, asking), answers)).toMatchObject({ ok: true });
  });
});

describe('who may answer', () => {
  const all =
    '{ a1: 10.0.0.1, d1: { address: 10.0.0.2, state: draining }, s1: { address: 10.0.0.3, state: setup }, r1: { address: 10.0.0.4, state: retired }, z1: { address: 10.0.0.5, weight: 0 } }';

  it('is in production, with a weight', () => {
    expect(spreadOf('scheduler: rr', undefined, all).members).toEqual(['a1']);
  });

  test.each(['state: draining', 'state: setup', "checktype: 'off'"])('is nobody with %s', (directive) => {
    expect(spreadOf(directive).members).toEqual([]);
  });
});

describe('the judgement', () => {
  const byWeight = spreadOf('scheduler: wrr');

  test.each<[string, Record<string, number>, boolean]>([
    ['just as promised', { a1: 5, b1: 15 }, true],
    ['within the tolerance', { a1: 8, b1: 12 }, true],
    ['out of it', { a1: 10, b1: 10 }, false],
    ['one that should have answered', { b1: 20 }, false],
    ['one answer in all', { b1: 1 }, true],
    ['a stranger', { a1: 5, b1: 15, c1: 1 }, false],
    ['a stranger that gave none', { a1: 5, b1: 15, c1: 0 }, true],
    ['nobody', {}, false],
  ])('%s', (_, answers, ok) => {
    expect(judgeSpread(byWeight, new Map(Object.entries(answers))).ok).toBe(ok);
  });

  it('says who answered, and why that is right or wrong', () => {
    expect(
      judgeSpread(
        byWeight,
        new Map([
          ['a1', 10],
          ['b1', 10],
        ]),
      ).text,
    ).toBe(
      'a1 gave 50 % of the answers instead of 25 % (a1 10, b1 10; wrr deals connections out by weight).',
    );
    expect(
      judgeSpread(
        byWeight,
        new Map([
          ['a1', 5],
          ['b1', 15],
        ]),
      ).text,
    ).toBe('Answered by a1 5, b1 15: wrr deals connections out by weight.');
  });

  it('wants one answer at least from whoever should have two, however wide the tolerance', () => {
    const byLoad = spreadOf('scheduler: wlc');
    expect(judgeSpread(byLoad, new Map([['b1', 16]])).ok).toBe(false);
    expect(judgeSpread(byLoad, new Map(Object.entries({ a1: 1, b1: 15 }))).ok).toBe(true);
  });

  it('wants silence where nobody may answer', () => {
    const nobody = spreadOf('state: draining');
    expect(judgeSpread(nobody, new Map()).ok).toBe(true);
    expect(judgeSpread(nobody, new Map([['a1', 1]])).ok).toBe(false);
  });

  it('is of members alone where no parts are promised', () => {
    const hashed = spreadOf('scheduler: sh');
    expect(judgeSpread(hashed, new Map([['b1', 32]])).ok).toBe(true);
    expect(judgeSpread(hashed, new Map([['c1', 32]])).ok).toBe(false);
  });
});
