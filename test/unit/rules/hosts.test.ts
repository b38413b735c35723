import { describe, expect, test } from 'vitest';
import { addressOfTwoHosts } from '../../../src/rules/address-of-two-hosts.ts';
import { directorIsRealServer } from '../../../src/rules/director-is-real-server.ts';
import { duplicateVirtualIp } from '../../../src/rules/duplicate-virtual-ip.ts';
import { hostWithTwoAddresses } from '../../../src/rules/host-with-two-addresses.ts';
import { networkMismatchInGate } from '../../../src/rules/network-mismatch-in-gate.ts';
import { unusedVirtualIp } from '../../../src/rules/unused-virtual-ip.ts';
import { vipWithoutOwner } from '../../../src/rules/vip-without-owner.ts';
import { virtualIpIsHostAddress } from '../../../src/rules/virtual-ip-is-host-address.ts';
import { inventoryText, marked, messages } from './check-rule.ts';

/** A role for each list of servers, each with one service. */
function roles(...servers: string[]): string {
  return servers
    .map(
      (list, index) =>
        `  role${index}:\n    servers: ${list}\n    services: { service${index}: { virtual_ip: web, port: ${80 + index} } }\n`,
    )
    .join('');
}

describe('address-of-two-hosts', () => {
  test.each<[string, string[], string[]]>([
    ['different addresses', ['{ gui1: 172.31.8.21, gui2: 172.31.8.22 }'], []],
    ['two names in one role', ['{ gui1: 172.31.8.21, gui2: 172.31.8.21 }'], ['172.31.8.21']],
    ['two names in two roles', ['{ gui1: 172.31.8.21 }', '{ web1: 172.31.8.21 }'], ['172.31.8.21']],
    ['one host in two roles', ['{ gui1: 172.31.8.21 }', '{ GUI1: 172.31.8.21 }'], []],
    ['two spellings of one name in one role', ['{ gui1: 172.31.8.21, GUI1: 172.31.8.21 }'], ['172.31.8.21']],
    ['the address of the director', ['{ gui1: 172.31.8.2 }'], ['172.31.8.2']],
    ['the director itself', ['{ lvs1: 172.31.8.2 }'], []],
    [
      'two spellings of one IPv6 address',
      ['{ gui1: "2001:db8::1", gui2: "2001:0db8:0::1" }'],
      ['"2001:0db8:0::1"'],
    ],
    [
      'the address of a retired host',
      ['{ gui1: { address: 172.31.8.21, state: retired }, gui2: 172.31.8.21 }'],
      [],
    ],
  ])('%s', (_, servers, expected) => {
    expect(marked(addressOfTwoHosts, inventoryText(roles(...servers)))).toEqual(expected);
  });

  test('names both hosts', () => {
    expect(messages(addressOfTwoHosts, inventoryText(roles('{ gui1: 172.31.8.2 }')))).toEqual([
      'gui1 has the address 172.31.8.2 of lvs1 on line 2',
    ]);
  });
});

describe('host-with-two-addresses', () => {
  test.each<[string, string[], string[]]>([
    ['the same address', ['{ gui1: 172.31.8.21 }', '{ gui1: 172.31.8.21 }'], []],
    ['another address', ['{ gui1: 172.31.8.21 }', '{ gui1: 172.31.8.12 }'], ['172.31.8.12']],
    ['another address in other case', ['{ gui1: 172.31.8.21 }', '{ Gui1: 172.31.8.12 }'], ['172.31.8.12']],
    ['one address of each family', ['{ gui1: 172.31.8.21 }', '{ gui1: "2001:db8::21" }'], []],
    ['a director under another address', ['{ lvs1: 172.31.8.3 }'], ['172.31.8.3']],
    [
      'a retired one under another address',
      ['{ gui1: { address: 172.31.8.21, state: retired } }', '{ gui1: 172.31.8.12 }'],
      [],
    ],
  ])('%s', (_, servers, expected) => {
    expect(marked(hostWithTwoAddresses, inventoryText(roles(...servers)))).toEqual(expected);
  });
});

describe('virtual-ip-is-host-address', () => {
  test.each<[string, string, string[]]>([
    ['nobody’s address', '{ gui1: 172.31.8.21 }', []],
    ['the address of a real server', '{ gui1: 172.31.8.101 }', ['172.31.8.101']],
    ['of one in setup', '{ gui1: { address: 172.31.8.101, state: setup } }', ['172.31.8.101']],
    ['of a retired one', '{ gui1: { address: 172.31.8.101, state: retired } }', []],
    ['IPv6 in another spelling', '{ gui1: "2001:0db8:0008::0101" }', ['"2001:db8:8::101"']],
  ])('%s', (_, servers, expected) => {
    expect(marked(virtualIpIsHostAddress, inventoryText(roles(servers)))).toEqual(expected);
  });

  test('the address of a director', () => {
    const text = inventoryText(roles('{ gui1: 172.31.8.21 }'), { virtual_ips: '{ web: 172.31.8.2 }' });
    expect(messages(virtualIpIsHostAddress, text)).toEqual([
      'virtual IP "web" is 172.31.8.2, the address of the director lvs1 on line 2',
    ]);
  });
});

describe('duplicate-virtual-ip', () => {
  test.each<[string, string[]]>([
    ['{ web: 172.31.8.101, tls: 172.31.8.102 }', []],
    ['{ web: 172.31.8.101, tls: 172.31.8.101 }', ['172.31.8.101']],
    ['{ web: 172.31.8.101, a: "2001:db8::1", b: { address: "2001:DB8:0::1" } }', ['"2001:DB8:0::1"']],
  ])('%s', (list, expected) => {
    const text = inventoryText(roles('{ gui1: 172.31.8.21 }'), { virtual_ips: list });
    expect(marked(duplicateVirtualIp, text)).toEqual(expected);
  });
});

describe('unused-virtual-ip', () => {
  test('reports what no service uses, and what only a retired one did', () => {
    const service = '{ virtual_ip: messaging, port: 5672, state: retired }';
    const role = `  rabbitmq:\n    servers: {}\n    services: { amqp: ${service} }\n`;
    const text = inventoryText(`${roles('{ gui1: 172.31.8.21 }')}${role}`);
    expect(marked(unusedVirtualIp, text)).toEqual(['messaging', 'web6']);
  });

  test('a service in setup uses its virtual IP', () => {
    const text = inventoryText(
      '  gui:\n    servers: {}\n    services: { http: { virtual_ip: web, port: 80, state: setup } }\n',
      { virtual_ips: '{ web: 172.31.8.101 }' },
    );
    expect(marked(unusedVirtualIp, text)).toEqual([]);
  });
});

describe('vip-without-owner', () => {
  test.each<[string, string[]]>([
    ['{ interface: eth0, hosts: { lvs1: 172.31.8.2 } }', []],
    ['{ interface: eth0, hosts: { lvs1: 172.31.8.2, lvs2: 172.31.8.3 } }', ['lvs2']],
    ['{ interface: eth0, ha: none, hosts: { a: 172.31.8.2, b: 172.31.8.3, c: 172.31.8.4 } }', ['b']],
    ['{ interface: eth0, ha: external, hosts: { lvs1: 172.31.8.2, lvs2: 172.31.8.3 } }', []],
  ])('%s', (directors, expected) => {
    expect(marked(vipWithoutOwner, inventoryText(roles('{ gui1: 172.31.8.21 }'), { directors }))).toEqual(
      expected,
    );
  });
});

describe('director-is-real-server', () => {
  test.each<[string, string[]]>([
    ['{ gui1: 172.31.8.21 }', []],
    ['{ gui1: 172.31.8.21, lvs1: 172.31.8.2 }', ['lvs1']],
    ['{ LVS1: 172.31.8.2 }', ['LVS1']],
    ['{ lvs1: { address: 172.31.8.2, state: retired } }', []],
  ])('%s', (servers, expected) => {
    expect(marked(directorIsRealServer, inventoryText(roles(servers)))).toEqual(expected);
  });
});

describe('network-mismatch-in-gate', () => {
  const networks =
    '{ production: 172.31.8.0/23, office: 172.31.10.0/24, six: "2001:db8:8::/64", other6: "2001:db8:9::/61" }';

  test.each<[string, string, string[]]>([
    ['the same network', '{ gui1: 172.31.9.21 }', []],
    ['another network', '{ gui1: 172.31.9.21, gui2: 172.31.10.21 }', ['172.31.10.21']],
    ['a server in no network', '{ gui1: 172.31.12.21 }', []],
    ['a server of the other family', '{ gui1: "2001:db8:8::1" }', []],
    ['one that is retired', '{ gui1: { address: 172.31.10.21, state: retired } }', []],
  ])('%s', (_, servers, expected) => {
    expect(marked(networkMismatchInGate, inventoryText(roles(servers), { networks }))).toEqual(expected);
  });

  test.each<[string, string, string[]]>([
    ['the director in no network', '{ interface: eth0, hosts: { lvs1: 172.31.12.2 } }', []],
    [
      'a second director elsewhere',
      '{ interface: eth0, hosts: { lvs1: 172.31.8.2, lvs2: 172.31.10.2 } }',
      ['172.31.8.21'],
    ],
    ['no director', '{ interface: eth0, hosts: {} }', []],
  ])('%s', (_, directors, expected) => {
    const text = inventoryText(roles('{ gui1: 172.31.8.21 }'), { networks, directors });
    expect(marked(networkMismatchInGate, text)).toEqual(expected);
  });

  test('IPv6 networks with lengths inside a byte', () => {
    const text = inventoryText(
      roles('{ gui1: "2001:db8:8::21", gui2: "2001:db8:9:7::21", gui3: "2001:db8:9:8::21" }'),
      {
        networks,
        directors: '{ interface: eth0, hosts: { lvs1: "2001:db8:8::2" } }',
      },
    );
    expect(marked(networkMismatchInGate, text)).toEqual(['"2001:db8:9:7::21"']);
  });

  test('an address in two networks, one of them shared', () => {
    const text = inventoryText(roles('{ gui1: 172.31.8.200 }'), {
      networks: '{ all: 172.31.8.0/24, high: 172.31.8.128/25 }',
    });
    expect(marked(networkMismatchInGate, text)).toEqual([]);
  });

  test('a role without services is not reached at all; one server in two roles is reported once', () => {
    const idle = '  idle:\n    servers: { gui9: 172.31.10.29 }\n';
    const text = inventoryText(`${roles('{ gui1: 172.31.10.21 }', '{ gui1: 172.31.10.21 }')}${idle}`, {
      networks,
    });
    expect(marked(networkMismatchInGate, text)).toEqual(['172.31.10.21']);
  });
});
