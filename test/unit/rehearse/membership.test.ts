import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { notYetIn, watchLeaving } from '../../../src/rehearse/drills/membership.ts';
import { poolsFor, type Pool } from '../../../src/rehearse/drills/pool.ts';
import type { Lab } from '../../../src/rehearse/lab.ts';
import { planLab } from '../../../src/rehearse/plan-lab.ts';
import type { Rehearsal } from '../../../src/rehearse/rehearsal.ts';
import { startRehearsal } from '../../../src/rehearse/rehearse.ts';
import { inventoryOf } from '../graph/inventories.ts';

/** Two servers, and two services that notice a death after 1 and after 3 failed checks, each in a process of its own. */
const plan = planLab(
  inventoryOf(
    '  gui:\n    servers: { gui1: 10.0.0.1, gui2: { address: 10.0.0.2, weight: 4 } }\n    services:\n' +
      '      soon: { virtual_ip: messaging, port: 80, checktype: connect }\n' +
      '      late: { virtual_ip: messaging, port: 81, checktype: connect, failurecount: 3 }\n',
    'ldirectord: { fork: true, checkinterval: 4, checktimeout: 2 }\n',
  ),
);

const ports = { soon: 80, late: 81 };
type Service = keyof typeof ports;

/** A rehearsal whose table of IPVS is what `members` says at a time: the weights of gui1 and gui2; a dash where one is not there. */
function rehearsalWith(members: (service: Service, seconds: number) => string): Rehearsal {
  const start = performance.now();
  const run: Lab['run'] = (_host, command) => {
    const seconds = (performance.now() - start) / 1000;
    const lines = (['soon', 'late'] as const).flatMap((name) => [
      `-A -t 172.31.8.100:${ports[name]} -s wrr`,
      ...members(name, seconds)
        .split(' ')
        .flatMap((weight, index) =>
          weight === '-'
            ? []
            : [`-a -t 172.31.8.100:${ports[name]} -r 10.0.0.${index + 1}:${ports[name]} -g -w ${weight}`],
        ),
    ]);
    const stdout = command.includes('-Sn') ? lines.map((line) => `${line}\n`).join('') : '';
    return Promise.resolve({ exitCode: 0, stdout, stderr: '' });
  };
  const options = { quick: true, step: () => undefined, report: () => undefined };
  return startRehearsal({ plan, run } as Lab, options);
}

function poolOf(rehearsal: Rehearsal): Pool {
  const [pool] = poolsFor(rehearsal, { servers: 2, loses: 'one' }).pools;
  if (pool === undefined) throw new Error('no pool');
  return pool;
}

async function watched(members: (service: Service, seconds: number) => string) {
  const rehearsal = rehearsalWith(members);
  const pool = poolOf(rehearsal);
  const [first] = pool.servers;
  if (first === undefined) throw new Error('no server');
  const lost = { hostnames: [first.hostname], how: 'programs ended', services: pool.services } as const;
  const watching = watchLeaving(rehearsal, pool, [first], lost);
  await vi.advanceTimersByTimeAsync(60_000);
  return watching;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a server that is lost', () => {
  // Each interval is 4 s, and the lab has some seconds besides: a service with one failure has 4 and 6 s, with three 12 and 7.
  it('may stay in each service for as long as that one takes to notice', async () => {
    const { late, seconds, limit } = await watched((service, now) =>
      now < { soon: 4, late: 11.9 }[service] ? '1 4' : service === 'soon' ? '- 4' : '0 4',
    );
    expect(late).toEqual([]);
    expect(seconds).toBeCloseTo(12, 0);
    expect(limit.promised).toBe(12);
  });

  it('is late in one service although another one may take longer', async () => {
    const { late } = await watched((_service, now) => (now < 11.9 ? '1 4' : '- 4'));
    expect(late).toEqual(['gui1 is still in the pool of soon after 10 s']);
  });

  it('is late where it stays', async () => {
    const { late } = await watched(() => '1 4');
    expect(late).toHaveLength(2);
  });
});

describe('a server that is back', () => {
  it('has its weight in every service', async () => {
    const whole = rehearsalWith(() => '1 4');
    expect(await notYetIn(whole, poolOf(whole), poolOf(whole).servers)).toEqual([]);
    const part = rehearsalWith((service) => (service === 'soon' ? '1 1' : '- 4'));
    expect(await notYetIn(part, poolOf(part), poolOf(part).servers)).toEqual([
      'gui2 is not back in the pool of soon',
      'gui1 is not back in the pool of late',
    ]);
  });
});
