import { describe, expect, test } from 'vitest';
import { addressFamilyMismatch } from '../../../src/rules/address-family-mismatch.ts';
import { duplicateVirtualService } from '../../../src/rules/duplicate-virtual-service.ts';
import { portMappedInGate } from '../../../src/rules/port-mapped-in-gate.ts';
import { roleVariableClash } from '../../../src/rules/role-variable-clash.ts';
import { serviceWithoutServers } from '../../../src/rules/service-without-servers.ts';
import { inventoryText, marked, messages } from './check-rule.ts';

function role(name: string, servers: string, services: string): string {
  return `  ${name}:\n    servers: ${servers}\n    services: ${services}\n`;
}

describe('duplicate-virtual-service', () => {
  const other = role('ssl', '{ ssl1: 172.31.8.51 }', '{ https: { virtual_ip: web, port: 443 } }');

  test.each<[string, string, string[]]>([
    ['another port', '{ http: { virtual_ip: web, port: 80 } }', []],
    ['another virtual IP', '{ http: { virtual_ip: messaging, port: 443 } }', []],
    ['the same', '{ http: { virtual_ip: web, port: 443 } }', ['443']],
    [
      'the same twice',
      '{ a: { virtual_ip: web, port: 443 }, b: { virtual_ip: web, port: 443 } }',
      ['443', '443'],
    ],
    ['one that is set up to take over', '{ http: { virtual_ip: web, port: 443, state: setup } }', []],
    ['one that is drained', '{ http: { virtual_ip: web, port: 443, state: draining } }', ['443']],
    ['one that is retired', '{ http: { virtual_ip: web, port: 443, state: retired } }', []],
    ['another protocol', '{ http3: { virtual_ip: web, port: 443, protocol: udp } }', []],
    [
      'another protocol twice',
      '{ a: { virtual_ip: web, port: 443, protocol: udp }, b: { virtual_ip: web, port: 443, protocol: udp } }',
      ['443'],
    ],
    ['the same port by its name', '{ http: { virtual_ip: web, port: https } }', ['https']],
  ])('%s', (_, services, expected) => {
    const text = inventoryText(other + role('gui', '{ gui1: 172.31.8.21 }', services));
    expect(marked(duplicateVirtualService, text)).toEqual(expected);
  });

  test('protocols of defaults count, and the message says which one', () => {
    const services = '{ a: { virtual_ip: web, port: 53 }, b: { virtual_ip: web, port: 53 } }';
    const text = inventoryText(role('gui', '{ gui1: 172.31.8.21 }', services), {
      defaults: '{ protocol: udp }',
    });
    expect(messages(duplicateVirtualService, text)).toEqual([
      'service "b" listens on 172.31.8.101, udp port 53, as "a" on line 8 does',
    ]);
    const mixed = services.replace('port: 53 } }', 'port: 53, protocol: tcp } }');
    expect(
      messages(
        duplicateVirtualService,
        inventoryText(role('gui', '{ gui1: 172.31.8.21 }', mixed), { defaults: '{ protocol: udp }' }),
      ),
    ).toEqual([]);
  });
});

describe('port-mapped-in-gate', () => {
  const services = '{ http: { virtual_ip: web, port: 80 }, https: { virtual_ip: web, port: 443 } }';

  test.each<[string, string, string[]]>([
    ['no port', '{ gui1: 172.31.8.21 }', []],
    ['a port that fits one service of two', '{ gui1: { address: 172.31.8.21, port: 80 } }', ['80']],
    ['a port that fits none', '{ gui1: { address: 172.31.8.21, port: 8080 } }', ['8080', '8080']],
    ['of a server in setup', '{ gui1: { address: 172.31.8.21, port: 80, state: setup } }', ['80']],
    ['of a retired server', '{ gui1: { address: 172.31.8.21, port: 8080, state: retired } }', []],
  ])('%s', (_, servers, expected) => {
    expect(marked(portMappedInGate, inventoryText(role('gui', servers, services)))).toEqual(expected);
  });

  test('says which service, from which port to which, and where', () => {
    const text = inventoryText(role('gui', '{ gui1: { address: 172.31.8.21, port: 80 } }', services));
    expect(messages(portMappedInGate, text)).toEqual([
      'service "https" maps port 443 to 80 on gui1, which direct routing cannot do',
    ]);
  });
});

describe('service-without-servers', () => {
  const setup = '{ gui1: { address: 172.31.8.21, state: setup } }';
  const retired = '{ gui1: { address: 172.31.8.21, state: retired } }';
  const draining = '{ gui1: { address: 172.31.8.21, state: draining } }';

  test.each<[servers: string, state: string, expected: string[]]>([
    ['{ gui1: 172.31.8.21 }', 'production', []],
    ['{}', 'production', ['http']],
    ['{}', 'draining', ['http']],
    ['{}', 'setup', []],
    ['{}', 'retired', []],
    ['discover', 'production', []],
    ['{ discover: true }', 'production', []],
    ['{ discover: true, min_servers: 0 }', 'production', []],
    [setup, 'production', ['http']],
    [setup, 'setup', []],
    [retired, 'production', ['http']],
    [draining, 'production', []],
  ])('%s in %s', (servers, state, expected) => {
    const text = inventoryText(
      role('gui', servers, `{ http: { virtual_ip: web, port: 80, state: ${state} } }`),
    );
    expect(marked(serviceWithoutServers, text)).toEqual(expected);
  });

  test('says what the role has instead', () => {
    const servers =
      '{ a: { address: 172.31.8.1, state: setup }, b: { address: 172.31.8.3, state: retired } }';
    const text = inventoryText(role('gui', servers, '{ http: { virtual_ip: web, port: 80 } }'));
    expect(messages(serviceWithoutServers, text)).toEqual([
      'service "http" is in production, but all servers of role "gui" are in state setup or retired',
    ]);
  });

  test('a role without servers is a finding for each service, one without services none', () => {
    const text = inventoryText(
      `  gui:\n    services: { a: { virtual_ip: web, port: 1 }, b: { virtual_ip: web, port: 2 } }\n  idle: {}\n`,
    );
    expect(marked(serviceWithoutServers, text)).toEqual(['a', 'b']);
  });
});

describe('address-family-mismatch', () => {
  const http = '{ http: { virtual_ip: web, port: 80 } }';
  const http6 = '{ http: { virtual_ip: web6, port: 80 } }';

  test.each<[string, string, string, string[]]>([
    ['IPv4 only', '{ gui1: 172.31.8.21 }', http, []],
    ['IPv6 only', '{ gui1: "2001:db8::1" }', http6, []],
    ['no servers', 'discover', http6, []],
    ['all servers of the other family', '{ gui1: "2001:db8::1", gui2: "2001:db8::2" }', http, ['http']],
    ['one server of the other family', '{ gui1: 172.31.8.21, gui2: "2001:db8::2" }', http, ['"2001:db8::2"']],
    ['one IPv4 server under IPv6', '{ gui1: 172.31.8.21, gui2: "2001:db8::2" }', http6, ['172.31.8.21']],
    ['a retired server', '{ gui1: 172.31.8.21, gui2: { address: "2001:db8::2", state: retired } }', http, []],
    [
      'a retired service',
      '{ gui1: 172.31.8.21 }',
      '{ http: { virtual_ip: web6, port: 80, state: retired } }',
      [],
    ],
  ])('%s', (_, servers, services, expected) => {
    expect(marked(addressFamilyMismatch, inventoryText(role('gui', servers, services)))).toEqual(expected);
  });

  test.each<[virtualIp: string, fallback: string, expected: string[]]>([
    ['web', '127.0.0.1:80', []],
    ['web', 'sorry.oe.example', []],
    ['web', '"[::1]:80"', ['"[::1]:80"']],
    ['web', '"::1"', ['"::1"']],
    ['web6', '"[::1]:80"', []],
    ['web6', '127.0.0.1', ['127.0.0.1']],
  ])('%s with fallback %s', (virtualIp, fallback, expected) => {
    const servers = virtualIp === 'web' ? '{ gui1: 172.31.8.21 }' : '{ gui1: "2001:db8::1" }';
    const services = `{ http: { virtual_ip: ${virtualIp}, port: 80, fallback: ${fallback} } }`;
    expect(marked(addressFamilyMismatch, inventoryText(role('gui', servers, services)))).toEqual(expected);
  });

  test('a fallback of defaults is reported once', () => {
    const services = '{ a: { virtual_ip: web6, port: 80 }, b: { virtual_ip: web6, port: 81 } }';
    const text = inventoryText(role('gui', '{ gui1: "2001:db8::1" }', services), {
      defaults: '{ fallback: 127.0.0.1 }',
    });
    expect(marked(addressFamilyMismatch, text)).toEqual(['127.0.0.1']);
  });
});

describe('role-variable-clash', () => {
  test.each<[string[], string[]]>([
    [['gui', 'guiweb'], []],
    [['gui-web', 'gui_web'], ['gui_web']],
    [
      ['a-b-c', 'a_b-c', 'a-b_c'],
      ['a_b-c', 'a-b_c'],
    ],
    [['min_', 'gui'], ['min_']],
    [['min-'], ['min-']],
  ])('%j', (names, expected) => {
    const text = inventoryText(names.map((name) => `  ${name}: {}\n`).join(''));
    expect(marked(roleVariableClash, text)).toEqual(expected);
  });
});
