import { describe, expect, test } from 'vitest';
import { checkOfNothing } from '../../../src/rules/check-of-nothing.ts';
import { checkProtocolMismatch } from '../../../src/rules/check-protocol-mismatch.ts';
import { checkWithoutIpv6 } from '../../../src/rules/check-without-ipv6.ts';
import { checkWithoutReceive } from '../../../src/rules/check-without-receive.ts';
import { checkWithoutRequest } from '../../../src/rules/check-without-request.ts';
import { checkcommandUnused } from '../../../src/rules/checkcommand-unused.ts';
import { checkintervalWithoutFork } from '../../../src/rules/checkinterval-without-fork.ts';
import { dnsReceiveIpv6 } from '../../../src/rules/dns-receive-ipv6.ts';
import { externalCheckWithoutCommand } from '../../../src/rules/external-check-without-command.ts';
import { headWithReceive } from '../../../src/rules/head-with-receive.ts';
import { leadingSlashLost } from '../../../src/rules/leading-slash-lost.ts';
import { imapCheckPort } from '../../../src/rules/imap-check-port.ts';
import { negotiationUnused } from '../../../src/rules/negotiation-unused.ts';
import { popCheckWithoutLogin } from '../../../src/rules/pop-check-without-login.ts';
import { sqlCheckWithoutQuery } from '../../../src/rules/sql-check-without-query.ts';
import { udpConnectCheck } from '../../../src/rules/udp-connect-check.ts';
import { check, inventoryText, marked, messages } from './check-rule.ts';

/** A role with one service, called a, that has a port and some directives. */
function one(port: number | string, directives = '', servers = '{ s1: 172.31.8.21 }'): string {
  return many(`{ a: { virtual_ip: web, port: ${port}${directives && `, ${directives}`} } }`, '{}', servers);
}

/** A role with services that start from some defaults. */
function many(services: string, defaults = '{}', servers = '{ s1: 172.31.8.21 }'): string {
  return inventoryText(`  r:\n    servers: ${servers}\n    services: ${services}\n`, { defaults });
}

/** Two servers, of which the second has a request and a receive of its own. */
const ONE_OWN = '{ s1: 172.31.8.21, s2: { address: 172.31.8.22, request: x, receive: "y" } }';
const ALL_OWN = '{ s2: { address: 172.31.8.22, request: x, receive: "y" } }';

describe('udp-connect-check', () => {
  test.each<[string, string[]]>([
    ['protocol: udp, checktype: connect', ['connect']],
    ['protocol: udp, checktype: 3', ['3']],
    ['protocol: udp, checktype: connect, state: retired', []],
    ['protocol: udp, checktype: ping', []],
    ['protocol: udp, checktype: negotiate', []],
    ['protocol: udp, checktype: external', []],
    ['protocol: udp', []],
    ['protocol: tcp, checktype: connect', []],
    ['checktype: connect', []],
  ])('%s', (directives, expected) => {
    expect(marked(udpConnectCheck, one(53, directives))).toEqual(expected);
  });

  test('on IPv6 not even the ping succeeds', () => {
    const services = '{ a: { virtual_ip: web6, port: 53, protocol: udp, checktype: connect } }';
    expect(messages(udpConnectCheck, many(services, '{}', '{ s1: "2001:db8::1" }'))).toEqual([
      'service "a" is UDP, where checktype connect is only a ping, which never succeeds over IPv6',
    ]);
  });

  test('one of defaults is reported at each service, with its line', () => {
    const services =
      '{ a: { virtual_ip: web, port: 53, protocol: udp }, b: { virtual_ip: web, port: 53 }, c: { virtual_ip: web, port: 5060, protocol: udp } }';
    const text = many(services, '{ checktype: connect }');
    expect(marked(udpConnectCheck, text)).toEqual(['a', 'c']);
    expect(messages(udpConnectCheck, text)[0]).toBe(
      'service "a" is UDP, where checktype connect (line 4) is only a ping of the machine',
    );
  });

  test('one of defaults for a single service is reported where it stands', () => {
    const text = many('{ a: { virtual_ip: web, port: 53, protocol: udp } }', '{ checktype: connect }');
    expect(marked(udpConnectCheck, text)).toEqual(['connect']);
  });

  test('the protocol of defaults counts', () => {
    const services =
      '{ a: { virtual_ip: web, port: 53, checktype: connect }, b: { virtual_ip: web, port: 54, checktype: connect, protocol: tcp } }';
    expect(messages(udpConnectCheck, many(services, '{ protocol: udp }'))).toHaveLength(1);
  });
});

describe('negotiation-unused', () => {
  test.each<[string, string[]]>([
    ['checktype: connect, request: /x, receive: OK', ['request, receive']],
    ['checktype: ping, service: http', ['service']],
    ['checktype: external, checkcommand: /bin/check, login: me, passwd: { hiera: k }', ['login, passwd']],
    ['checktype: negotiate, request: /x', []],
    ['request: /x', []],
    ['checktype: 3, request: /x', []],
    ['checktype: "off", request: /x', []],
    ['checktype: connect, request: /x, state: retired', []],
    ['checktype: connect, checkport: 81', []],
  ])('%s', (directives, names) => {
    const found = messages(negotiationUnused, one(80, directives));
    expect(found.map((message) => message.replace(/.* never uses /, ''))).toEqual(names);
  });

  test('directives of defaults are used when one service uses them, and reported once when none does', () => {
    const ports = (first: string): string =>
      `{ a: { virtual_ip: web, port: 80, ${first} }, b: { virtual_ip: web, port: 81, checktype: connect } }`;
    const defaults = '{ request: /x, receive: OK }';
    expect(messages(negotiationUnused, many(ports('checktype: negotiate'), defaults))).toEqual([]);
    expect(messages(negotiationUnused, many(ports('checktype: ping'), defaults))).toEqual([
      'service "a" has checktype ping, which never uses request, receive',
    ]);
  });
});

describe('external-check-without-command', () => {
  test.each<[string, string[]]>([
    [
      'checktype: external',
      ['service "a" has checktype external without a checkcommand: every server is up, dead or alive'],
    ],
    [
      'checktype: external-perl',
      ['service "a" has checktype external-perl without a checkcommand: every server is down'],
    ],
    ['checktype: external, checkcommand: /bin/check', []],
    ['checktype: external-perl, checkcommand: /bin/check', []],
    ['checktype: connect', []],
    ['checktype: 3', []],
  ])('%s', (directives, expected) => {
    expect(messages(externalCheckWithoutCommand, one(80, directives))).toEqual(expected);
  });

  test('defaults count on both sides', () => {
    const services =
      '{ a: { virtual_ip: web, port: 80 }, b: { virtual_ip: web, port: 81, checkcommand: /bin/x } }';
    const text = many(services, '{ checktype: external }');
    expect(marked(externalCheckWithoutCommand, text)).toEqual(['a']);
    expect(messages(externalCheckWithoutCommand, text)[0]).toContain('external (line 4) without');
    const all = many(services, '{ checktype: external, checkcommand: /bin/y }');
    expect(marked(externalCheckWithoutCommand, all)).toEqual([]);
  });
});

describe('checkcommand-unused', () => {
  test.each<[string, string[]]>([
    ['checktype: connect, checkcommand: /bin/x', ['/bin/x']],
    ['checkcommand: /bin/x', ['/bin/x']],
    ['checktype: 4, checkcommand: /bin/x', ['/bin/x']],
    ['checktype: external, checkcommand: /bin/x', []],
    ['checktype: external-perl, checkcommand: /bin/x', []],
    ['checktype: connect', []],
  ])('%s', (directives, expected) => {
    expect(marked(checkcommandUnused, one(80, directives))).toEqual(expected);
  });

  test('one of defaults is there for the services that use it', () => {
    const services = (kind: string): string =>
      `{ a: { virtual_ip: web, port: 80 }, b: { virtual_ip: web, port: 81, checktype: ${kind} } }`;
    expect(marked(checkcommandUnused, many(services('external'), '{ checkcommand: /bin/x }'))).toEqual([]);
    expect(marked(checkcommandUnused, many(services('ping'), '{ checkcommand: /bin/x }'))).toEqual([
      '/bin/x',
    ]);
  });
});

describe('sql-check-without-query', () => {
  test.each<[port: number, directives: string, expected: string[]]>([
    [3306, '', ['login and no request']],
    [5432, 'login: check', ['request']],
    [1521, 'request: SELECT 1', ['login']],
    [3306, 'login: check, request: SELECT 1', []],
    [3306, 'login: check, request: /', ['request']],
    [3306, 'login: "0", request: SELECT 1', ['login']],
    [3306, 'login: check, request: "/0"', ['request']],
    [3306, 'checktype: connect', []],
    [3306, 'checktype: external', []],
    [3306, 'checktype: 5', ['login and no request']],
    [3306, 'service: none', []],
    [3307, 'service: mysql', ['login and no request']],
    [3307, '', []],
    [3306, 'state: retired', []],
  ])('port %s, %s', (port, directives, expected) => {
    const lacks = messages(sqlCheckWithoutQuery, one(port, directives)).map(
      (text) => text.split(' has no ')[1],
    );
    expect(lacks).toEqual(expected);
  });

  test('stands at the service that is written, or at the one that the port implies', () => {
    expect(marked(sqlCheckWithoutQuery, one(3306))).toEqual(['a']);
    expect(messages(sqlCheckWithoutQuery, one(3306, 'login: x'))).toEqual([
      'the mysql check of service "a" (implied by port 3306) has no request',
    ]);
    expect(marked(sqlCheckWithoutQuery, one(9, 'service: pgsql'))).toEqual(['pgsql']);
  });

  test('servers may have a query of their own', () => {
    expect(messages(sqlCheckWithoutQuery, one(3306, 'login: x', ALL_OWN))).toEqual([]);
    expect(messages(sqlCheckWithoutQuery, one(3306, 'login: x', ONE_OWN))[0]).toContain(
      'has no request for s1',
    );
    expect(messages(sqlCheckWithoutQuery, one(3306, 'login: x', 'discover'))).toHaveLength(1);
  });
});

describe('check-without-request', () => {
  test.each<[port: number, directives: string, expected: number]>([
    [53, 'protocol: udp', 1],
    [53, 'request: www.oe.example', 0],
    [53, 'request: /www.oe.example', 0],
    [53, 'request: /', 1],
    [53, 'checktype: ping', 0],
    [3128, '', 1],
    [3128, 'request: /health', 1],
    [3128, 'request: "http://www.oe.example/"', 0],
    [8080, 'service: http_proxy, checktype: 3', 1],
    [80, '', 0],
    [389, '', 0],
  ])('port %s, %s', (port, directives, expected) => {
    expect(messages(checkWithoutRequest, one(port, directives))).toHaveLength(expected);
  });

  test('what a server asks by itself is enough for it', () => {
    expect(messages(checkWithoutRequest, one(3128, '', ALL_OWN))).toEqual([]);
    expect(messages(checkWithoutRequest, one(53, '', ONE_OWN))).toEqual([
      'the dns check of service "a" (implied by port 53) has no request, so it asks for the root, which has no address for s1',
    ]);
  });
});

describe('check-without-receive', () => {
  test.each<[port: number, directives: string, expected: string[]]>([
    [53, 'request: x', ['every server is down']],
    [53, 'request: x, receive: "1"', []],
    [53, 'checktype: ping', []],
    [21, '', ['every server is up, dead or alive']],
    [21, 'receive: OK', []],
    [21, 'checktype: connect', []],
    [6379, String.raw`service: simpletcp, request: 'PING\n'`, ['every server is down']],
    [6379, String.raw`service: simpletcp, request: 'PING\n', receive: PONG`, []],
    [6379, 'service: simpletcp, request: PING', []],
    [6379, 'service: simpletcp', []],
    [80, '', []],
    [389, '', []],
  ])('port %s, %s', (port, directives, expected) => {
    const effects = messages(checkWithoutReceive, one(port, directives)).map((text) => text.split(': ')[1]);
    expect(effects).toEqual(expected);
  });

  test('servers may have a receive of their own', () => {
    expect(messages(checkWithoutReceive, one(21, '', ALL_OWN))).toEqual([]);
    expect(messages(checkWithoutReceive, one(21, '', ONE_OWN))[0]).toContain('has no receive for s1: every');
  });
});

describe('head-with-receive', () => {
  test.each<[port: number, directives: string, expected: string[]]>([
    [80, 'httpmethod: HEAD, receive: OK', ['OK']],
    [443, 'httpmethod: HEAD, receive: OK', ['OK']],
    [81, 'service: http, httpmethod: HEAD, receive: OK', ['OK']],
    [81, 'httpmethod: HEAD, receive: OK', []],
    [80, 'httpmethod: HEAD', []],
    [80, 'httpmethod: GET, receive: OK', []],
    [80, 'receive: OK', []],
    [80, 'checktype: connect, httpmethod: HEAD, receive: OK', []],
    [53, 'httpmethod: HEAD, receive: OK', []],
  ])('port %s, %s', (port, directives, expected) => {
    expect(marked(headWithReceive, one(port, directives))).toEqual(expected);
  });

  test('the receive of a server stands for that of the service', () => {
    expect(marked(headWithReceive, one(80, 'httpmethod: HEAD, receive: OK', ALL_OWN))).toEqual(['"y"']);
    expect(marked(headWithReceive, one(80, 'httpmethod: HEAD, receive: OK', ONE_OWN))).toEqual(['"y"', 'OK']);
    expect(marked(headWithReceive, one(80, 'httpmethod: HEAD, receive: OK', 'discover'))).toEqual(['OK']);
  });

  test('one of defaults is reported once', () => {
    const services = '{ a: { virtual_ip: web, port: 80 }, b: { virtual_ip: web, port: 443 } }';
    expect(marked(headWithReceive, many(services, '{ httpmethod: HEAD, receive: OK }'))).toEqual(['OK']);
  });
});

describe('check-of-nothing', () => {
  test.each<[port: number, directives: string, expected: string[]]>([
    [5672, '', ['a']],
    [5672, 'checktype: negotiate', ['negotiate']],
    [5672, 'checktype: 3', ['3']],
    [80, 'service: none', ['a']],
    [5672, 'service: http', []],
    [5672, 'checktype: connect', []],
    [5672, 'checktype: ping', []],
    [5672, 'checktype: on', []],
    [5672, 'checktype: off', []],
    [5672, 'checktype: external', []],
    [80, '', []],
    [5672, 'state: retired', []],
  ])('port %s, %s', (port, directives, expected) => {
    expect(marked(checkOfNothing, one(port, directives))).toEqual(expected);
  });

  test.each<[directives: string, message: string]>([
    [
      '',
      'checktype negotiate by default, but port 5672 implies no service: every server is up, dead or alive',
    ],
    [
      'service: none',
      'checktype negotiate by default, but its service is none: every server is up, dead or alive',
    ],
    ['checktype: 3', 'checktype 3, but port 5672 implies no service: a dead server is up every other round'],
  ])('%s: says why and what follows', (directives, message) => {
    expect(messages(checkOfNothing, one(5672, directives))).toEqual([`service "a" has ${message}`]);
  });

  test('UDP is not told to connect', () => {
    expect(check(checkOfNothing, one(514, 'protocol: udp'))[0]?.hint).not.toContain('connect');
    expect(check(checkOfNothing, one(514))[0]?.hint).toContain('checktype: connect');
  });
});

describe('leading-slash-lost', () => {
  const own = (request: string): string =>
    `{ s1: 172.31.8.21, s2: { address: 172.31.8.22, request: "${request}", receive: OK } }`;

  test.each<[string, string[]]>([
    ['service: simpletcp, request: /PING', ['/PING']],
    ['service: simpletcp, request: /PING, checktype: 3', ['/PING']],
    ['service: simpletcp, request: //PING', []],
    ['service: simpletcp, request: PING', []],
    ['service: simpletcp, receive: PONG', []],
    ['service: simpletcp, request: /PING, checktype: connect', []],
    ['service: http, request: /PING', []],
    ['service: dns, request: /www.oe.example', []],
  ])('%s', (directives, expected) => {
    expect(marked(leadingSlashLost, one(7000, directives))).toEqual(expected);
  });

  test('the request of a server cannot send one at all', () => {
    const simple = (request: string): string => one(7000, 'service: simpletcp, request: a', own(request));
    expect(check(leadingSlashLost, simple('/PING'))[0]?.hint).toContain('leave the slash out');
    expect(messages(leadingSlashLost, simple('//PING'))).toEqual([
      'the request of server "s2" begins with two slashes, of which ldirectord can keep one',
    ]);
    expect(messages(leadingSlashLost, simple('PING'))).toEqual([]);
  });

  test('two in front are too many for a server whatever is asked', () => {
    expect(marked(leadingSlashLost, one(80, 'service: http', own('//x')))).toEqual(['"//x"']);
    expect(marked(leadingSlashLost, one(80, 'checktype: connect', own('//x')))).toEqual(['"//x"']);
    expect(marked(leadingSlashLost, one(80, 'service: http', own('/x//')))).toEqual([]);
    expect(marked(leadingSlashLost, one(80, 'service: http, request: //x'))).toEqual([]);
  });

  test('one place is reported once', () => {
    const services =
      '{ a: { virtual_ip: web, port: 7000, service: simpletcp }, b: { virtual_ip: web, port: 7001, service: simpletcp } }';
    expect(marked(leadingSlashLost, many(services, '{ request: /x }'))).toEqual(['/x']);
  });
});

describe('dns-receive-ipv6', () => {
  test.each(['"2001:db8:8::101"', '^2001:DB8:8::101$', '"2001:db8:"', "'\\A::1\\z'"])(
    '%s is never found',
    (receive) => {
      expect(check(dnsReceiveIpv6, one(53, `request: x, receive: ${receive}`))).toHaveLength(1);
    },
  );

  test.each(['172.31.8.101', '"^172[.]31[.]"', 'www.oe.example', '"(?:a|b)"', 'face', '"[[:digit:]]"'])(
    '%s may be',
    (receive) => {
      expect(check(dnsReceiveIpv6, one(53, `request: x, receive: ${receive}`))).toEqual([]);
    },
  );

  test('that of a server counts, and one place is reported once', () => {
    const own = '{ s1: 172.31.8.21, s2: { address: 172.31.8.22, request: x, receive: "::1" } }';
    expect(marked(dnsReceiveIpv6, one(53, 'request: x, receive: 1.2.3.4', own))).toEqual(['"::1"']);
    const two = '{ s1: 172.31.8.21, s2: 172.31.8.22 }';
    expect(marked(dnsReceiveIpv6, one(53, 'request: x, receive: "::1"', two))).toEqual(['"::1"']);
  });

  test.each(['service: http', 'checktype: connect'])('%s is another check', (directives) => {
    expect(check(dnsReceiveIpv6, one(53, `${directives}, request: x, receive: "::1"`))).toEqual([]);
  });
});

describe('imap-check-port', () => {
  test.each<[number, string, string[]]>([
    [143, '', []],
    [993, '', []],
    [143, 'checkport: 144', ['144']],
    [993, 'checkport: 143', ['143']],
    [144, 'service: imap', ['a']],
    [144, 'service: imap, checkport: 143', []],
    [144, 'service: imaps, checkport: 993', []],
    [994, 'service: imaps, checktype: 3', ['a']],
    [144, 'service: imap, checktype: connect', []],
    [144, 'service: pop', []],
  ])('port %i, %s', (port, directives, expected) => {
    expect(marked(imapCheckPort, one(port, directives))).toEqual(expected);
  });

  test('the port of a server counts where addresses are translated', () => {
    const mapped = '{ s1: 172.31.8.21, s2: { address: 172.31.8.22, port: 1143 } }';
    expect(messages(imapCheckPort, one(143, 'forwarding: masq', mapped))).toEqual([
      'the imap check of service "a" is to ask port 1143, but asks port 143 of every IPv4 address',
    ]);
    expect(messages(imapCheckPort, one(143, '', mapped))).toEqual([]);
  });

  test('servers that are not known yet have the port of the service', () => {
    expect(marked(imapCheckPort, one(144, 'service: imap', 'discover'))).toEqual(['a']);
  });

  test('on IPv6 the port is asked', () => {
    const services = '{ a: { virtual_ip: web6, port: 144, service: imap } }';
    expect(marked(imapCheckPort, many(services, '{}', '{ s1: "2001:db8::1" }'))).toEqual([]);
  });

  test('a firewall mark has the port that its check names', () => {
    const mark = (checkport: string): string =>
      many(`{ a: { virtual_ip: web, fwmark: 1, ports: [143, 993], service: imap, ${checkport} } }`);
    expect(marked(imapCheckPort, mark('checkport: 143'))).toEqual([]);
    expect(marked(imapCheckPort, mark('checkport: 993'))).toEqual(['993']);
  });
});

describe('pop-check-without-login', () => {
  test.each<[number, string, string[]]>([
    [110, '', ['a']],
    [995, '', ['a']],
    [9, 'service: pop', ['pop']],
    [9, 'service: pops, checktype: 2', ['pops']],
    [110, 'login: check', []],
    [110, 'checktype: connect', []],
    [143, '', []],
  ])('port %i, %s', (port, directives, expected) => {
    expect(marked(popCheckWithoutLogin, one(port, directives))).toEqual(expected);
  });

  test('the message says where the service comes from', () => {
    expect(messages(popCheckWithoutLogin, one(995))).toEqual([
      'the pops check of service "a" (implied by port 995) has no login: every server is up, dead or alive',
    ]);
  });

  test('a login of defaults counts', () => {
    expect(
      messages(popCheckWithoutLogin, many('{ a: { virtual_ip: web, port: 110 } }', '{ login: me }')),
    ).toEqual([]);
  });
});

describe('check-without-ipv6', () => {
  const six = (service: string, more = '', ldirectord = '{}'): string =>
    inventoryText(
      `  r:\n    servers: { s1: "2001:db8::1" }\n    services: { a: { virtual_ip: web6, ${service} }${more} }\n`,
      { ldirectord },
    );

  test.each<[string, string[]]>([
    ['port: 80, checktype: ping', ['ping']],
    ['port: 143', ['a']],
    ['port: 9, service: imap, checktype: 3', ['imap']],
    ['port: 110, login: me', ['a']],
    ['port: 5432', ['a']],
    ['port: 1812, protocol: udp', ['a']],
    ['port: 143, checktype: connect', []],
    ['port: 143, checktype: external', []],
    // Another rule says that it is up, dead or alive.
    ['port: 110', []],
    ['port: 993', []],
    ['port: 995, login: me', []],
    ['port: 3306', []],
    ['port: 80', []],
    ['port: 25', []],
  ])('%s', (service, expected) => {
    expect(marked(checkWithoutIpv6, six(service))).toEqual(expected);
  });

  test('IPv4 is reached', () => {
    expect(marked(checkWithoutIpv6, one(143))).toEqual([]);
    expect(marked(checkWithoutIpv6, one(80, 'checktype: ping'))).toEqual([]);
  });

  test.each<[string, string, string, string[]]>([
    ['port: 143', 'port: 443', '{}', []],
    ['port: 110, login: me', 'port: 443, checktype: 2', '{}', []],
    ['port: 143', 'port: 443', '{ fork: yes }', ['a']],
    ['port: 143', 'port: 443, checktype: connect', '{}', ['a']],
    ['port: 143', 'port: 443, state: setup', '{}', ['a']],
    ['port: 1812, protocol: udp', 'port: 443', '{}', ['a']],
    ['port: 80, checktype: ping', 'port: 443', '{}', ['ping']],
  ])('%s beside a service with %s and %s', (service, other, ldirectord, expected) => {
    const text = six(service, `, b: { virtual_ip: web6, ${other} }`, ldirectord);
    expect(marked(checkWithoutIpv6, text)).toEqual(expected);
  });

  test('UDP is not told to connect', () => {
    expect(check(checkWithoutIpv6, six('port: 1812, protocol: udp'))[0]?.hint).not.toContain('connect');
    expect(check(checkWithoutIpv6, six('port: 143'))[0]?.hint).toContain('checktype: connect');
  });

  test('HTTP over IPv4 loads nothing', () => {
    const roles = `  r:
    servers: { s1: "2001:db8::1" }
    services: { a: { virtual_ip: web6, port: 143 } }
  q:
    servers: { s2: 172.31.8.21 }
    services: { b: { virtual_ip: web, port: 80 } }
`;
    expect(messages(checkWithoutIpv6, inventoryText(roles))).toEqual([
      'the imap check of service "a" (implied by port 143) does not reach IPv6 addresses: no server is ever up',
    ]);
  });
});

describe('check-protocol-mismatch', () => {
  const tcpOnly =
    'ftp smtp submission http https http_proxy pop pops nntp imap imaps ldap ldaps mysql pgsql oracle';

  test.each(tcpOnly.split(' '))('%s speaks TCP', (name) => {
    expect(marked(checkProtocolMismatch, one(9, `protocol: udp, service: ${name}`))).toEqual([name]);
    expect(marked(checkProtocolMismatch, one(9, `service: ${name}`))).toEqual([]);
  });

  test.each(['dns', 'sip', 'simpletcp', 'none'])('%s follows the service', (name) => {
    expect(marked(checkProtocolMismatch, one(9, `protocol: udp, service: ${name}`))).toEqual([]);
    expect(marked(checkProtocolMismatch, one(9, `service: ${name}`))).toEqual([]);
  });

  test('radius speaks UDP', () => {
    expect(marked(checkProtocolMismatch, one(1812, 'protocol: udp'))).toEqual([]);
    expect(messages(checkProtocolMismatch, one(1812))).toEqual([
      'service "a" is TCP, but its radius check (implied by port 1812) speaks UDP',
    ]);
  });

  test.each(['connect', 'ping', 'external', 'on', 'off'])('checktype %s does not negotiate', (type) => {
    expect(marked(checkProtocolMismatch, one(443, `protocol: udp, checktype: ${type}`))).toEqual([]);
  });

  test('a number negotiates, too', () => {
    expect(marked(checkProtocolMismatch, one(443, 'protocol: udp, checktype: 2'))).toEqual(['a']);
  });
});

describe('checkinterval-without-fork', () => {
  const text = (fork: string): string =>
    inventoryText(
      '  r:\n    servers: { s1: 172.31.8.21 }\n    services: { a: { virtual_ip: web, port: 80, checkinterval: 20 } }\n',
      { ldirectord: `{ ${fork} }` },
    );

  test.each<[string, string[]]>([
    ['', ['20']],
    ['fork: no', ['20']],
    ['fork: yes', []],
    ['checkinterval: 5', ['20']],
  ])('%s', (fork, expected) => {
    expect(marked(checkintervalWithoutFork, text(fork))).toEqual(expected);
  });

  test('the global one is fine, and one of defaults is reported once', () => {
    expect(marked(checkintervalWithoutFork, one(80))).toEqual([]);
    const services = '{ a: { virtual_ip: web, port: 80 }, b: { virtual_ip: web, port: 81 } }';
    expect(marked(checkintervalWithoutFork, many(services, '{ checkinterval: 7 }'))).toEqual(['7']);
  });
});
