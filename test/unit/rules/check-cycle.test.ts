import { describe, expect, test } from 'vitest';
import { parseInventory } from '../../../src/inventory/parse-inventory.ts';
import { checkCycleTooLong } from '../../../src/rules/check-cycle-too-long.ts';
import { check, inventoryText, marked } from './check-rule.ts';

interface Sample {
  readonly services: string;
  readonly servers?: string;
  readonly ldirectord?: string;
  readonly defaults?: string;
}

/** The number of checks and seconds of a round; the interval is always 1 s, so that every round is reported. */
function round({
  services,
  servers = '{ gui1: 172.31.8.21 }',
  ldirectord = '',
  defaults = '{}',
}: Sample): string | undefined {
  const text = inventoryText(`  gui:\n    servers: ${servers}\n    services: ${services}\n`, {
    ldirectord: `{ checkinterval: 1, ${ldirectord} }`,
    defaults,
  });
  const found = /\((\d+) checks?\) takes (\d+) s/.exec(check(checkCycleTooLong, text)[0]?.message ?? '');
  return found?.slice(1).join(' checks, ');
}

const http = (directives: string): string => `{ http: { virtual_ip: web, port: 80, ${directives} } }`;

/** An inventory with one check of so many seconds, and the interval that ldirectord has by itself. */
function oneCheck(seconds: number): string {
  const services = http(`checktype: connect, checktimeout: ${seconds}`);
  return inventoryText(`  gui:\n    servers: { gui1: 172.31.8.21 }\n    services: ${services}\n`);
}

describe('check-cycle-too-long: the sum of the time-outs and the interval', () => {
  test.each<[string, Sample, string | undefined]>([
    ['connect, by default 5 s', { services: http('checktype: connect') }, '1 checks, 6'],
    ['negotiate, by default 30 s', { services: http('checktype: negotiate') }, '1 checks, 31'],
    ['no check type is negotiate', { services: http('scheduler: rr') }, '1 checks, 31'],
    [
      'negotiate with no service known for the port',
      { services: '{ a: { virtual_ip: web, port: 8081 } }' },
      undefined,
    ],
    ['service: none', { services: http('checktype: negotiate, service: none') }, undefined],
    ['ldap waits for checktimeout', { services: http('service: ldap') }, '1 checks, 6'],
    ['off', { services: http('checktype: off') }, undefined],
    ['on', { services: http('checktype: on') }, undefined],
    ['ping', { services: http('checktype: ping, checkcount: 3') }, '1 checks, 16'],
    [
      'ping with a global count',
      { services: http('checktype: ping'), ldirectord: 'checkcount: 2' },
      '1 checks, 11',
    ],
    ['a number of connects', { services: http('checktype: 4') }, '1 checks, 31'],
    ['external waits for checktimeout', { services: http('checktype: external') }, '1 checks, 6'],
    ['external-perl as well', { services: http('checktype: external-perl') }, '1 checks, 6'],
    [
      'a connect over UDP is a ping',
      { services: http('protocol: udp, checktype: connect, checkcount: 3') },
      '1 checks, 16',
    ],
    [
      'checktimeout of the service',
      { services: http('checktype: connect, checktimeout: 7'), ldirectord: 'checktimeout: 9' },
      '1 checks, 8',
    ],
    [
      'negotiatetimeout of the service for connect',
      { services: http('checktype: connect, negotiatetimeout: 8'), ldirectord: 'checktimeout: 9' },
      '1 checks, 9',
    ],
    [
      'global checktimeout',
      { services: http('checktype: connect'), ldirectord: 'checktimeout: 9, negotiatetimeout: 11' },
      '1 checks, 10',
    ],
    [
      'global negotiatetimeout for connect',
      { services: http('checktype: connect'), ldirectord: 'negotiatetimeout: 11' },
      '1 checks, 12',
    ],
    [
      'checktimeout of the service for negotiate',
      { services: http('checktimeout: 7'), ldirectord: 'negotiatetimeout: 11' },
      '1 checks, 8',
    ],
    [
      'global checktimeout for negotiate',
      { services: http('receive: OK'), ldirectord: 'checktimeout: 9' },
      '1 checks, 10',
    ],
    [
      'of defaults',
      { services: http('receive: OK'), defaults: '{ negotiatetimeout: 4 }', ldirectord: 'checktimeout: 9' },
      '1 checks, 5',
    ],
  ])('%s', (_, sample, expected) => {
    expect(round(sample)).toBe(expected);
  });

  test.each<[string, Sample, string | undefined]>([
    [
      'each server counts',
      { services: http('checktype: connect'), servers: '{ a: 172.31.8.1, b: 172.31.8.3 }' },
      '2 checks, 11',
    ],
    [
      'also a draining one, but none that is not in the file',
      {
        services: http('checktype: connect'),
        servers:
          '{ a: { address: 172.31.8.1, state: draining }, b: { address: 172.31.8.3, state: setup }, c: { address: 172.31.8.4, state: retired } }',
      },
      '1 checks, 6',
    ],
    ['no service in setup', { services: http('checktype: connect, state: setup') }, undefined],
    [
      'servers to be discovered count with their minimum',
      { services: http('checktype: connect'), servers: '{ discover: true, min_servers: 3 }' },
      '3 checks, 16',
    ],
    ['and with none without one', { services: http('checktype: connect'), servers: 'discover' }, undefined],
    [
      'checks that are alike run once',
      {
        services: '{ a: { virtual_ip: web, port: 80 }, b: { virtual_ip: messaging, port: 80 } }',
        defaults: '{ checktype: connect }',
      },
      '1 checks, 6',
    ],
    [
      'those with another request do not',
      {
        services: '{ a: { virtual_ip: web, port: 80, request: /a }, b: { virtual_ip: messaging, port: 80 } }',
        defaults: '{ checktype: connect }',
      },
      '2 checks, 11',
    ],
    [
      'nor those of a server that is asked something else',
      {
        services: '{ a: { virtual_ip: web, port: 80 } }',
        servers: '{ a: 172.31.8.1, b: { address: 172.31.8.3, request: /b, receive: OK } }',
        defaults: '{ checktype: connect }',
      },
      '2 checks, 11',
    ],
    [
      'the protocol makes a difference, a slash in front of the request none',
      {
        services:
          '{ a: { virtual_ip: web, port: 80, request: /a }, b: { virtual_ip: messaging, port: 80, request: a }, c: { virtual_ip: web, port: 80, protocol: udp, request: a } }',
        defaults: '{ checktype: ping }',
      },
      '2 checks, 11',
    ],
    [
      'the command of an external check makes a difference',
      {
        services:
          '{ a: { virtual_ip: web, port: 80, checkcommand: /bin/a }, b: { virtual_ip: messaging, port: 80, checkcommand: /bin/b } }',
        defaults: '{ checktype: external }',
      },
      '2 checks, 11',
    ],
    [
      'and only there',
      {
        services:
          '{ a: { virtual_ip: web, port: 80, checkcommand: /bin/a }, b: { virtual_ip: messaging, port: 80, checkcommand: /bin/b } }',
        defaults: '{ checktype: connect }',
      },
      '1 checks, 6',
    ],
    [
      'nor those on another port',
      {
        services: '{ a: { virtual_ip: web, port: 80 }, b: { virtual_ip: web, port: 81 } }',
        defaults: '{ checktype: connect }',
      },
      '2 checks, 11',
    ],
  ])('%s', (_, sample, expected) => {
    expect(round(sample)).toBe(expected);
  });

  test('three intervals are allowed, one second more is not', () => {
    expect(check(checkCycleTooLong, oneCheck(20))).toEqual([]);
    expect(check(checkCycleTooLong, oneCheck(21))[0]?.message).toBe(
      'with every server dead one round of health checks (1 check) takes 31 s, more than 3 intervals of 10 s',
    );
    expect(check(checkCycleTooLong, oneCheck(21))[0]?.hint).toContain('raise checkinterval to 11');
  });

  test('stands at the interval, or at the directors where it is not set', () => {
    const roles = `  gui:\n    servers: { gui1: 172.31.8.21 }\n    services: ${http('checktype: negotiate')}\n`;
    expect(marked(checkCycleTooLong, inventoryText(roles))).toEqual(['directors']);
    expect(marked(checkCycleTooLong, inventoryText(roles, { ldirectord: '{ checkinterval: 7 }' }))).toEqual([
      '7',
    ]);
  });
});

describe('check-cycle-too-long with fork', () => {
  const forked = (services: string, servers = '{ a: 172.31.8.1, b: 172.31.8.3 }', ldirectord = ''): string =>
    inventoryText(`  gui:\n    servers: ${servers}\n    services: ${services}\n`, {
      ldirectord: `{ fork: yes, checkinterval: 10${ldirectord} }`,
    });
  const connect = (name: string, port: number, seconds: number, more = ''): string =>
    `${name}: { virtual_ip: web, port: ${port}, checktype: connect, checktimeout: ${seconds}${more} }`;

  test('each service has a round of its own', () => {
    const services = `{ ${connect('x', 80, 10)}, ${connect('y', 81, 10)}, ${connect('z', 82, 11)} }`;
    expect(marked(checkCycleTooLong, forked(services))).toEqual(['z']);
    expect(check(checkCycleTooLong, forked(services))[0]?.message).toBe(
      'with every server dead one round of health checks of service "z" (2 checks) takes 32 s, more than 3 intervals of 10 s',
    );
  });

  test('and an interval of its own', () => {
    const services = (interval: number): string =>
      `{ ${connect('x', 80, 11, `, checkinterval: ${interval}`)} }`;
    expect(marked(checkCycleTooLong, forked(services(11)))).toEqual([]);
    expect(marked(checkCycleTooLong, forked(services(10)))).toEqual(['x']);
  });

  test('checks that are alike run in each process', () => {
    const services = `{ ${connect('x', 80, 11)}, y: { virtual_ip: messaging, port: 80, checktype: connect, checktimeout: 11 } }`;
    expect(marked(checkCycleTooLong, forked(services))).toEqual(['x', 'y']);
  });

  test('what is not in the file is not checked', () => {
    const services = `{ ${connect('x', 80, 11, ', state: setup')} }`;
    expect(marked(checkCycleTooLong, forked(services))).toEqual([]);
    const one = '{ a: 172.31.8.1, b: { address: 172.31.8.3, state: setup } }';
    expect(marked(checkCycleTooLong, forked(`{ ${connect('x', 80, 11)} }`, one))).toEqual([]);
    const least = '{ discover: true, min_servers: 2 }';
    expect(marked(checkCycleTooLong, forked(`{ ${connect('x', 80, 11)} }`, least))).toEqual(['x']);
  });

  test('fork: no is as without', () => {
    const text = forked(`{ ${connect('x', 80, 11)} }`).replace('fork: yes', 'fork: no');
    expect(marked(checkCycleTooLong, text)).toEqual(['10']);
  });

  test.each(['yes', 'no'])('fork: %s: servers that are known from elsewhere count once', (fork) => {
    const text = forked(`{ ${connect('x', 80, 11)} }`, '{ discover: true, min_servers: 2 }').replace(
      'fork: yes',
      `fork: ${fork}`,
    );
    const { value } = parseInventory({ path: 'lvs.yaml', text });
    const { value: known } = parseInventory({ path: 'lvs.yaml', text: forked('{}', '{ a: 172.31.8.1 }') });
    const roles = value?.roles.map((role) => ({ ...role, servers: known?.roles[0]?.servers ?? [] }));
    const found = value && roles && checkCycleTooLong.check({ ...value, roles });
    expect(found?.[0]?.message).toContain('(2 checks) takes 32 s');
  });
});
