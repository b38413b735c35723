import { describe, expect, it } from 'vitest';
import {
  compareBindings,
  readBindings,
  wantedBindings,
  wrongSettings,
} from '../../../src/rehearse/checks/bound.ts';
import { inventoryOf } from '../graph/inventories.ts';

const inventory = inventoryOf(
  '  a:\n    servers: { a1: 10.0.0.1 }\n    services:\n' +
    '      direct: { virtual_ip: messaging, port: 80 }\n' +
    '      again: { virtual_ip: messaging, port: 81, state: setup }\n' +
    '      six: { virtual_ip: web, port: 80, forwarding: ipip }\n' +
    '      gone: { virtual_ip: old, port: 80, state: retired }\n' +
    '  b:\n    servers: { b1: 10.0.0.2 }\n    services: { nat: { virtual_ip: messaging, port: 90, forwarding: masq } }\n',
  '',
  'messaging: 172.31.8.100, web: "2001:db8::101", old: 172.31.8.101',
);

describe('the virtual IPs of a real server', () => {
  it('have all their bits, on the interface of their forwarding', () => {
    expect(wantedBindings(inventory, { roles: ['a'] })).toEqual([
      { interface: 'lo', address: '172.31.8.100/32' },
      { interface: 'ip6tnl0', address: '2001:db8::101/128' },
    ]);
  });

  it('are none behind a translation', () => {
    expect(wantedBindings(inventory, { roles: ['b'] })).toEqual([]);
  });
});

/** As iproute2 6.1 prints it, shortened. */
const JSON_OF_IP = JSON.stringify([
  {
    ifname: 'lo',
    addr_info: [
      { family: 'inet', local: '127.0.0.1', prefixlen: 8 },
      { family: 'inet', local: '172.31.8.100', prefixlen: 24 },
    ],
  },
  { ifname: 'eth0', addr_info: [{ family: 'inet6', local: '2001:db8::101', prefixlen: 128 }] },
  {},
]);

it('reads the virtual IPs alone', () => {
  expect(readBindings(JSON_OF_IP, new Set(['172.31.8.100', '2001:db8::101']))).toEqual([
    { interface: 'lo', address: '172.31.8.100/24' },
    { interface: 'eth0', address: '2001:db8::101/128' },
  ]);
});

describe('what is wrong with bindings', () => {
  const lo = { interface: 'lo', address: '172.31.8.100/32' };

  it('is nothing where they are as wanted', () => {
    expect(compareBindings([lo], [lo])).toEqual([]);
  });

  it('is one that is missing, wider, elsewhere or too many', () => {
    expect(compareBindings([lo], [{ ...lo, address: '172.31.8.100/24' }])).toEqual([
      '172.31.8.100/32 on lo is missing.',
      '172.31.8.100/24 on lo should not be there.',
    ]);
    expect(compareBindings([], [lo, lo])).toEqual(['172.31.8.100/32 on lo should not be there.']);
  });
});

it.each([
  ['1\n2\n', 0],
  ['2\n2\n', 0],
  ['0\n2\n', 1],
  ['1\n1\n', 1],
  ['0\n0\n', 2],
])('the settings %j are wrong in %i ways', (values, count) => {
  expect(wrongSettings(values)).toHaveLength(count);
});
