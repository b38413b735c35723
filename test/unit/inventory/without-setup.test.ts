import { describe, expect, it } from 'vitest';
import { earlyServices } from '../../../src/inventory/without-setup.ts';
import { parseInventory } from '../../../src/inventory/parse-inventory.ts';
import type { Inventory } from '../../../src/inventory/model.ts';

/** An inventory with two virtual IPs and these roles. */
function inventory(roles: string): Inventory {
  const text = `version: 1
directors: { interface: eth0, hosts: { lvs1.oe.example: 10.0.0.2 } }
virtual_ips: { a: 10.0.1.1, b: 10.0.1.2 }
roles:
${roles}`;
  const { value, findings } = parseInventory({ path: 'lvs.yaml', text });
  if (value === undefined) throw new Error(JSON.stringify(findings));
  return value;
}

const role = (name: string, servers: string, services: string): string =>
  `  ${name}: { servers: { ${servers} }, services: { ${services} } }\n`;
const early = (before: string, after: string, oldRoleNames?: ReadonlyMap<string, string>) =>
  earlyServices(inventory(before), inventory(after), oldRoleNames).map(
    ({ added, service, servers }) =>
      `${added} ${service.name}: ${servers.map(({ hostname }) => hostname).join(' ')}`,
  );

const web = 'web: { virtual_ip: a, port: 80 }';
const one = role('gui', 'g1: 10.0.0.11', web);

describe('a server that gets clients before it has the virtual IP', () => {
  it.each([
    ['a new server in production', 'g1: 10.0.0.11, g2: 10.0.0.12', ['server web: g2']],
    ['one in setup', 'g1: 10.0.0.11, g2: { address: 10.0.0.12, state: setup }', []],
    ['one that is drained', 'g1: 10.0.0.11, g2: { address: 10.0.0.12, state: draining }', []],
    ['one with weight 0', 'g1: 10.0.0.11, g2: { address: 10.0.0.12, weight: 0 }', []],
    ['nobody', 'g1: 10.0.0.11', []],
    ['one written in capitals', 'G1: 10.0.0.11', []],
    ['one that was renamed', 'g9: 10.0.0.11', []],
    ['one with another address', 'g1: 10.0.0.19', []],
  ])('%s', (_what, servers, expected) => {
    expect(early(one, role('gui', servers, web))).toEqual(expected);
  });

  it('a server goes from setup to production, comes back from retirement, or has another role with the address', () => {
    const withSecond = (state: string): string =>
      role('gui', `g1: 10.0.0.11, g2: { address: 10.0.0.12, state: ${state} }`, web);
    expect(early(withSecond('setup'), withSecond('production'))).toEqual([]);
    expect(early(withSecond('draining'), withSecond('production'))).toEqual([]);
    expect(early(withSecond('retired'), withSecond('production'))).toEqual(['server web: g2']);
    const other = role('api', 'g2: 10.0.0.12', 'api: { virtual_ip: a, port: 81 }');
    expect(early(one + other, role('gui', 'g1: 10.0.0.11, g2: 10.0.0.12', web) + other)).toEqual([]);
  });

  it('a service moves to another virtual IP, or its virtual IP to other servers', () => {
    const moved = role('gui', 'g1: 10.0.0.11', 'web: { virtual_ip: b, port: 80 }');
    expect(early(one, moved)).toEqual(['service web: g1']);
    const heir = role('new', 'n1: 10.0.0.21', 'fresh: { virtual_ip: a, port: 80 }');
    expect(early(one, heir)).toEqual(['service fresh: n1']);
  });

  it('a server that has the address for direct routing alone gets packets of a tunnel', () => {
    const direct = role('gui', 'g1: 10.0.0.11', web);
    const tunnel = (servers: string): string =>
      role('api', servers, 'web-tunnel: { virtual_ip: a, port: 81, forwarding: ipip }');
    const [old, now] = ['a1: 10.0.0.21', 'a1: 10.0.0.21, g1: 10.0.0.11'];
    expect(early(direct + tunnel(old), direct + tunnel(now))).toEqual(['server web-tunnel: g1']);
    // The other way round it takes the packets: the address is bound, on whatever device.
    expect(early(direct + tunnel(old), role('gui', `g1: 10.0.0.11, ${old}`, web) + tunnel(old))).toEqual([]);
  });

  it('direct routing becomes a tunnel, which is not up yet', () => {
    const tunnel = role('gui', 'g1: 10.0.0.11', 'web: { virtual_ip: a, port: 80, forwarding: ipip }');
    expect(early(one, tunnel)).toEqual(['service web: g1']);
    expect(early(tunnel, one)).toEqual([]);
  });

  it('a service begins to bind on its servers', () => {
    const masq = role('gui', 'g1: 10.0.0.11', 'web: { virtual_ip: a, port: 80, forwarding: masq }');
    expect(early(masq, one)).toEqual(['service web: g1']);
    expect(early(one, masq)).toEqual([]);
  });

  it('nobody used the service before', () => {
    const fresh = role('new', 'n1: 10.0.0.21', 'fresh: { virtual_ip: b, port: 81 }');
    expect(early(one, one + fresh)).toEqual([]);
    const setup = role('gui', 'g1: 10.0.0.11', 'web: { virtual_ip: a, port: 80, state: setup }');
    expect(early(setup, role('gui', 'g1: 10.0.0.11, g2: 10.0.0.12', web))).toEqual([]);
  });

  it('a role or service has another name, and nothing moves', () => {
    expect(early(one, role('frontend', 'g1: 10.0.0.11', web))).toEqual([]);
    expect(early(one, role('gui', 'g1: 10.0.0.11', 'http: { virtual_ip: a, port: 80 }'))).toEqual([]);
  });

  it('a role has another name and one more server', () => {
    const shop = role('shop', 'g1: 10.0.0.11, g4: 10.0.0.14', web);
    expect(early(one, shop, new Map([['shop', 'gui']]))).toEqual(['server web: g4']);
    expect(early(one, shop)).toEqual(['service web: g4']);
  });

  it('nobody knows the servers of discovered roles', () => {
    const discovered = '  gui: { servers: discover, services: { web: { virtual_ip: a, port: 80 } } }\n';
    expect(early(one, discovered)).toEqual([]);
    expect(early(discovered, one)).toEqual(['server web: g1']);
  });
});
