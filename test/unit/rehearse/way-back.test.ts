import { expect, it } from 'vitest';
import { judgeWay } from '../../../src/rehearse/checks/answers.ts';
import { inventoryOf } from '../graph/inventories.ts';

const before = { in: 10, out: 4 };

it.each([
  ['gate', { in: 43, out: 4 }, 'passed', 'answers come straight from the real server'],
  ['ipip', { in: 43, out: 4 }, 'passed', 'answers come straight from the real server'],
  ['masq', { in: 43, out: 30 }, 'passed', 'answers come back through the director'],
  [
    'gate',
    { in: 43, out: 5 },
    'failed',
    'answers come back through the director (33 packets in, 1 out on the director)',
  ],
  [
    'masq',
    { in: 43, out: 4 },
    'failed',
    'answers come past the director (33 packets in, 0 out on the director)',
  ],
  ['gate', { in: 10, out: 4 }, 'failed', 'nothing passed the director (0 packets in, 0 out on the director)'],
  ['masq', { in: 10, out: 9 }, 'failed', 'nothing passed the director (0 packets in, 5 out on the director)'],
])('with %s, %j are %s', (forwarding, after, outcome, words) => {
  const [role] = inventoryOf(
    `  gui:\n    servers: { gui1: 10.0.0.1 }\n    services: { http: { virtual_ip: messaging, port: 80, forwarding: ${forwarding} } }\n`,
  ).roles;
  const [service] = role?.services ?? [];
  if (service === undefined) throw new Error('no service');
  const verdict = judgeWay(service, before, after);
  expect(verdict).toMatchObject({ outcome, text: `http: ${words}` });
  if (outcome === 'passed')
    expect(verdict.measured).toBe(`33 packets in, ${after.out - before.out} out on the director`);
});
