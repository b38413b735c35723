import { describe, expect, test } from 'vitest';
import { checkOfNothing } from '../../../src/rules/check-of-nothing.ts';
import { checkProtocolMismatch } from '../../../src/rules/check-protocol-mismatch.ts';
import { duplicateVirtualService } from '../../../src/rules/duplicate-virtual-service.ts';
import { fallbackByName } from '../../../src/rules/fallback-by-name.ts';
import { fallbackOutOfReach } from '../../../src/rules/fallback-out-of-reach.ts';
import { ftpWithoutPersistent } from '../../../src/rules/ftp-without-persistent.ts';
import { fwmarkWithGlobalFallback } from '../../../src/rules/fwmark-with-global-fallback.ts';
import { fwmarkWithoutCheck } from '../../../src/rules/fwmark-without-check.ts';
import { fwmarkWithoutPersistent } from '../../../src/rules/fwmark-without-persistent.ts';
import { opsOnTcp } from '../../../src/rules/ops-on-tcp.ts';
import { opsWithMasq } from '../../../src/rules/ops-with-masq.ts';
import { portMappedInGate } from '../../../src/rules/port-mapped-in-gate.ts';
import type { Rule } from '../../../src/rules/rule.ts';
import { serviceWithoutWeight } from '../../../src/rules/service-without-weight.ts';
import { twoWaysBack } from '../../../src/rules/two-ways-back.ts';
import { udpConnectCheck } from '../../../src/rules/udp-connect-check.ts';
import { virtualIpOfTwoMethods } from '../../../src/rules/virtual-ip-of-two-methods.ts';
import { inventoryText, marked, messages } from './check-rule.ts';

/** A role with some services. */
function role(services: string, servers = '{ s1: 172.31.8.21 }', name = 'r'): string {
  return `  ${name}:\n    servers: ${servers}\n    services: ${services}\n`;
}

/** One service with a firewall mark. */
function mark(more: string, ports = '[80, 443]'): string {
  return `{ virtual_ip: web, fwmark: 1, ports: ${ports}${more && `, ${more}`} }`;
}

function found(rule: Rule, services: string, ldirectord = '{}'): string[] {
  return marked(rule, inventoryText(role(services), { ldirectord }));
}

describe('fwmark-without-check', () => {
  test.each<[string, string[]]>([
    [
      '',
      [
        'service "a" has a firewall mark and checktype negotiate, but no service and no checkport: no server is ever up',
      ],
    ],
    [
      'service: http',
      ['service "a" has a firewall mark and checktype negotiate, but no checkport: no server is ever up'],
    ],
    [
      'checkport: 80',
      ['service "a" has a firewall mark and checktype negotiate, but no service: no server is ever checked'],
    ],
    ['service: http, checkport: 80', []],
    [
      'checktype: 3, checkport: 80',
      ['service "a" has a firewall mark and checktype 3, but no service: no server is ever checked'],
    ],
    [
      'checktype: connect',
      ['service "a" has a firewall mark and checktype connect, but no checkport: no server is ever up'],
    ],
    ['checktype: connect, checkport: 80', []],
    ['checktype: ping', []],
    ['checktype: on', []],
    ['checktype: external', []],
    ['state: retired', []],
  ])('%s', (directives, expected) => {
    expect(messages(fwmarkWithoutCheck, inventoryText(role(`{ a: ${mark(directives)} }`)))).toEqual(expected);
  });

  test('leaves ports alone', () => {
    expect(found(fwmarkWithoutCheck, '{ a: { virtual_ip: web, port: 80 } }')).toEqual([]);
  });

  test('is the only one that speaks of a missing service', () => {
    expect(found(checkOfNothing, `{ a: ${mark('')} }`)).toEqual([]);
    expect(found(checkOfNothing, `{ a: ${mark('service: none, checkport: 80')} }`)).toEqual(['a']);
  });
});

describe('fwmark-with-global-fallback', () => {
  test.each<[string, string, string[]]>([
    ['{ fallback: "127.0.0.1:80" }', mark(''), ['a']],
    ['{ fallback: "127.0.0.1:80" }', mark('fallback: 172.31.8.99'), []],
    ['{ fallback6: "[::1]:80" }', mark(''), []],
    ['{ fallback6: "[::1]:80" }', mark('').replace('web', 'web6'), ['a']],
    ['{ fallback: "127.0.0.1:80" }', mark('state: retired'), []],
    ['{ fallback: "127.0.0.1:80" }', '{ virtual_ip: web, port: 80 }', []],
    ['{}', mark(''), []],
  ])('%s with %s', (ldirectord, service, expected) => {
    expect(found(fwmarkWithGlobalFallback, `{ a: ${service} }`, ldirectord)).toEqual(expected);
  });
});

describe('fwmark-without-persistent', () => {
  test.each<[string, string, string[]]>([
    ['', '[80, 443]', ['1']],
    ['persistent: 300', '[80, 443]', []],
    ['scheduler: sh', '[80, 443]', []],
    ['scheduler: wlc', '[80, 443]', ['1']],
    ['', '[80]', []],
    ['', '[80, http]', []],
  ])('%s on %s', (directives, ports, expected) => {
    expect(found(fwmarkWithoutPersistent, `{ a: ${mark(directives, ports)} }`)).toEqual(expected);
  });
});

describe('virtual-ip-of-two-methods', () => {
  const masq = (virtualIp: string): string => `{ virtual_ip: ${virtualIp}, port: 81, forwarding: masq }`;

  test.each<[string, string[]]>([
    [`{ a: { virtual_ip: web, port: 80 }, b: ${masq('web')} }`, ['b']],
    [`{ a: ${masq('web')}, b: { virtual_ip: web, port: 80, forwarding: ipip } }`, ['a']],
    [`{ a: { virtual_ip: web, port: 80 }, b: ${masq('messaging')} }`, []],
    [`{ a: { virtual_ip: web, port: 80, state: retired }, b: ${masq('web')} }`, []],
    ['{ a: { virtual_ip: web, port: 80 }, b: { virtual_ip: web, port: 81, forwarding: ipip } }', []],
  ])('%s', (services, expected) => {
    expect(found(virtualIpOfTwoMethods, services)).toEqual(expected);
  });

  test('goes by host, over roles', () => {
    const direct = role('{ a: { virtual_ip: web, port: 80 } }', '{ s1: 172.31.8.21, s2: 172.31.8.22 }', 'x');
    const same = role(`{ b: ${masq('web')} }`, '{ S2: 172.31.8.22 }', 'y');
    const other = role(`{ b: ${masq('web')} }`, '{ s3: 172.31.8.23 }', 'y');
    expect(messages(virtualIpOfTwoMethods, inventoryText(direct + same))).toEqual([
      'service "b" uses the virtual IP "web" with masq on S2, which binds it for "a" with gate on line 7',
    ]);
    expect(marked(virtualIpOfTwoMethods, inventoryText(direct + other))).toEqual([]);
  });
});

describe('two-ways-back', () => {
  const service = (virtualIp: string, port: number, more = ''): string =>
    `{ virtual_ip: ${virtualIp}, port: ${port}${more} }`;
  const masq = ', forwarding: masq';

  test.each<[string, string[]]>([
    [`{ a: ${service('web', 80)}, b: ${service('messaging', 81, masq)} }`, ['b']],
    [`{ a: ${service('web', 80, masq)}, b: ${service('messaging', 81, ', forwarding: ipip')} }`, ['a']],
    // One reason is enough: the host needs two ways, whatever the number of services.
    [
      `{ a: ${service('web', 80, masq)}, b: ${service('web', 81, masq)}, c: ${service('messaging', 80)}, d: ${service('messaging', 81)} }`,
      ['a'],
    ],
    [`{ a: ${service('web', 80, masq)}, b: ${service('messaging', 81, masq)} }`, []],
    [`{ a: ${service('web', 80)}, b: ${service('messaging', 81, ', forwarding: ipip')} }`, []],
    [`{ a: ${service('web', 80)}, b: ${service('messaging', 81, `${masq}, state: retired`)} }`, []],
    [`{ a: ${service('web', 80, ', state: setup')}, b: ${service('messaging', 81, masq)} }`, ['b']],
    // A mismatch of families, which another rule reports; each family has routes of its own.
    [`{ a: ${service('web6', 80)}, b: ${service('messaging', 81, masq)} }`, []],
  ])('%s', (services, expected) => {
    expect(found(twoWaysBack, services)).toEqual(expected);
  });

  test('goes by host, over roles, and says it once for servers with the same services', () => {
    const servers = '{ s1: 172.31.8.21, s2: 172.31.8.22 }';
    const direct = role(`{ a: ${service('web', 80)} }`, servers, 'x');
    const translated = (hosts: string): string =>
      role(`{ b: ${service('messaging', 81, masq)} }`, hosts, 'y');
    expect(messages(twoWaysBack, inventoryText(direct + translated('{ S2: 172.31.8.22 }')))).toEqual([
      's2 answers for service "b" through the director (masq), and for "a" on line 7 straight to the client (gate)',
    ]);
    expect(marked(twoWaysBack, inventoryText(direct + translated(servers)))).toEqual(['b']);
    expect(marked(twoWaysBack, inventoryText(direct + translated('{ s3: 172.31.8.23 }')))).toEqual([]);
  });

  test('knows what the servers of a role will have that only a master knows', () => {
    const both = `{ a: ${service('web', 80)}, b: ${service('messaging', 81, masq)} }`;
    expect(messages(twoWaysBack, inventoryText(role(both, 'discover')))).toEqual([
      'every server of role "r" answers for service "b" through the director (masq), and for "a" on line 7 straight to the client (gate)',
    ]);
  });
});

describe('port-mapped-in-gate', () => {
  test.each<[string, string[]]>([
    ['{ virtual_ip: web, port: 80 }', ['8080']],
    ['{ virtual_ip: web, port: 80, forwarding: ipip }', ['8080']],
    ['{ virtual_ip: web, port: 80, forwarding: masq }', []],
    ['{ virtual_ip: web, port: 8080 }', []],
    [mark(''), ['8080']],
    [mark('forwarding: masq'), []],
  ])('%s', (service, expected) => {
    const text = inventoryText(role(`{ a: ${service} }`, '{ s1: { address: 172.31.8.21, port: 8080 } }'));
    expect(marked(portMappedInGate, text)).toEqual(expected);
  });
});

describe('fallback-out-of-reach', () => {
  test.each<[string, string, string[]]>([
    ['{}', '{ virtual_ip: web, port: 80, fallback: "172.31.8.99:8080" }', ['"172.31.8.99:8080"']],
    ['{}', '{ virtual_ip: web, port: 80, fallback: "sorry:8080", forwarding: ipip }', ['"sorry:8080"']],
    ['{}', '{ virtual_ip: web, port: 80, fallback: "sorry:8080", forwarding: masq }', []],
    ['{}', '{ virtual_ip: web, port: 80, fallback: "172.31.8.99:80" }', []],
    ['{}', '{ virtual_ip: web, port: 80, fallback: 172.31.8.99 }', []],
    ['{}', '{ virtual_ip: web6, port: 80, fallback: "[2001:db8::9]:81" }', ['"[2001:db8::9]:81"']],
    ['{}', '{ virtual_ip: web6, port: 80, fallback: "2001:db8::9" }', []],
    ['{}', mark('fallback: "172.31.8.99:80"'), ['"172.31.8.99:80"']],
    ['{}', mark('fallback: 172.31.8.99'), []],
    ['{ fallback: "127.0.0.1:80" }', '{ virtual_ip: web, port: 81 }', ['"127.0.0.1:80"']],
    ['{ fallback: "127.0.0.1:80" }', '{ virtual_ip: web, port: 81, forwarding: masq }', ['"127.0.0.1:80"']],
    ['{ fallback: "127.0.0.1:80" }', '{ virtual_ip: web, port: 80 }', []],
    ['{ fallback: "127.0.0.1:80" }', '{ virtual_ip: web, port: 81, fallback: 172.31.8.99 }', []],
    ['{ fallback: "127.0.0.1:80" }', '{ virtual_ip: web, port: 81, state: setup }', []],
    ['{ fallback: "127.0.0.1:80" }', '{ virtual_ip: web6, port: 81 }', []],
    ['{ fallback: "127.0.0.1:80" }', mark(''), []],
    ['{ fallback6: "[::1]:80" }', '{ virtual_ip: web6, port: 81 }', ['"[::1]:80"']],
  ])('%s with %s', (ldirectord, service, expected) => {
    expect(found(fallbackOutOfReach, `{ a: ${service} }`, ldirectord)).toEqual(expected);
  });

  test('counts the services that the global one does not reach', () => {
    const services =
      '{ a: { virtual_ip: web, port: 80 }, b: { virtual_ip: web, port: 81 }, c: { virtual_ip: web, port: 82 } }';
    const text = inventoryText(role(services), { ldirectord: '{ fallback: "127.0.0.1:80" }' });
    expect(messages(fallbackOutOfReach, text)).toEqual([
      'fallback "127.0.0.1:80" is asked on port 81 for service "b" (and for 1 more): gate changes no port',
    ]);
  });
});

describe('fallback-by-name', () => {
  test.each<[string, string, string[]]>([
    ['{}', '{ virtual_ip: web, port: 80, fallback: sorry.oe.example }', ['sorry.oe.example']],
    ['{}', '{ virtual_ip: web, port: 80, fallback: "sorry:80" }', ['"sorry:80"']],
    ['{}', '{ virtual_ip: web, port: 80, fallback: sorry, state: retired }', []],
    ['{}', '{ virtual_ip: web, port: 80, fallback: "172.31.8.99:80" }', []],
    ['{}', '{ virtual_ip: web6, port: 80, fallback: "[2001:db8::9]:80" }', []],
    ['{}', '{ virtual_ip: web6, port: 80, fallback: "2001:db8::9" }', []],
    // Every machine knows that one.
    ['{}', '{ virtual_ip: web, port: 80, fallback: "localhost:80" }', []],
    ['{ fallback: sorry }', '{ virtual_ip: web, port: 80 }', ['sorry']],
    ['{ fallback6: sorry6 }', '{ virtual_ip: web, port: 80 }', ['sorry6']],
    ['{ fallback: 127.0.0.1 }', '{ virtual_ip: web, port: 80 }', []],
  ])('%s with %s', (ldirectord, service, expected) => {
    expect(found(fallbackByName, `{ a: ${service} }`, ldirectord)).toEqual(expected);
  });

  test('names the host alone', () => {
    const text = inventoryText(role('{ a: { virtual_ip: web, port: 80, fallback: "sorry:80" } }'));
    expect(messages(fallbackByName, text)).toEqual([
      'the fallback "sorry" is a name: where it does not resolve, ldirectord refuses the whole file',
    ]);
  });
});

describe('ops-with-masq', () => {
  test.each<[string, string[]]>([
    ['protocol: udp, forwarding: masq, ops: true', ['true']],
    ['protocol: udp, forwarding: masq, ops: false', []],
    ['protocol: udp, forwarding: ipip, ops: true', []],
    ['protocol: tcp, forwarding: masq, ops: true', []],
  ])('%s', (directives, expected) => {
    expect(found(opsWithMasq, `{ a: { virtual_ip: web, port: 53, ${directives} } }`)).toEqual(expected);
  });
});

describe('service-without-weight', () => {
  const draining = '{ address: 172.31.8.21, state: draining }';

  test.each<[string, string, string[]]>([
    [`{ s1: ${draining} }`, '', ['a']],
    ['{ s1: { address: 172.31.8.21, weight: 0 } }', '', ['a']],
    [`{ s1: ${draining}, s2: 172.31.8.22 }`, '', []],
    [`{ s1: ${draining}, s2: { address: 172.31.8.22, state: setup } }`, '', ['a']],
    [`{ s1: ${draining} }`, ', state: draining', []],
    [`{ s1: ${draining} }`, ', state: setup', []],
    ['discover', '', []],
    ['{ s1: 172.31.8.21 }', '', []],
  ])('%s%s', (servers, more, expected) => {
    const text = inventoryText(role(`{ a: { virtual_ip: web, port: 80${more} } }`, servers));
    expect(marked(serviceWithoutWeight, text)).toEqual(expected);
  });
});

describe('duplicate-virtual-service', () => {
  test.each<[string, string, string[]]>([
    ['the same mark', '{ virtual_ip: messaging, fwmark: 1, ports: [81] }', ['1']],
    ['the same mark on IPv6', '{ virtual_ip: web6, fwmark: 1, ports: [81] }', []],
    ['another mark', '{ virtual_ip: web, fwmark: 2, ports: [81] }', []],
    ['another mark for one of the ports', '{ virtual_ip: web, fwmark: 2, ports: [81, 443] }', ['443']],
    [
      'another mark for the port of another protocol',
      '{ virtual_ip: web, fwmark: 2, ports: [443], protocol: udp }',
      [],
    ],
    ['a port that is marked', '{ virtual_ip: web, port: 443 }', ['443']],
    ['a port that is not', '{ virtual_ip: web, port: 8443 }', []],
    ['a mark that is set up', '{ virtual_ip: web, fwmark: 1, ports: [80], state: setup }', []],
  ])('a mark, and %s', (_, other, expected) => {
    expect(found(duplicateVirtualService, `{ a: ${mark('')}, b: ${other} }`)).toEqual(expected);
  });
});

describe('what other rules make of a firewall mark', () => {
  test.each<[Rule, string, string[]]>([
    [opsOnTcp, mark('protocol: udp, ops: true'), ['true']],
    [udpConnectCheck, mark('protocol: udp, checktype: connect'), []],
    [checkProtocolMismatch, mark('protocol: udp, service: http, checkport: 80'), []],
    [ftpWithoutPersistent, mark('', '[20, 21]'), ['21']],
    [ftpWithoutPersistent, mark('persistent: 300', '[20, 21]'), []],
  ])('$code', (rule, service, expected) => {
    expect(found(rule, `{ a: ${service} }`)).toEqual(expected);
  });
});
