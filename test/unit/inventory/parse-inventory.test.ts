import { describe, expect, it } from 'vitest';
import { parseInventory } from '../../../src/inventory/parse-inventory.ts';

const BASE = `version: 1
directors: { interface: eth0 }
virtual_ips: { web: 192.0.2.100 }
roles:
  gui:
    servers: { gui1: 192.0.2.1 }
    services:
      http: { virtual_ip: web, port: 80 }
`;

function codesOf(text: string): string[] {
  return parseInventory({ path: 'lvs.yaml', text }).findings.map(({ code }) => code);
}

/** The base inventory with one service written differently. */
function withService(service: string): string {
  return BASE.replace('{ virtual_ip: web, port: 80 }', service);
}

describe('parseInventory', () => {
  it('applies defaults and keeps the order of the directive table', () => {
    const text = `${BASE}defaults: { checktype: connect, scheduler: rr, quiescent: yes }\n`.replace(
      'port: 80',
      'port: 80, scheduler: wlc, request: /x',
    );
    const { value, findings } = parseInventory({ path: 'lvs.yaml', text });
    expect(findings).toEqual([]);
    const service = value?.roles[0]?.services[0];
    expect([...(service?.directives ?? [])].map(([name, item]) => [name, item.value])).toEqual([
      ['scheduler', 'wlc'],
      ['checktype', 'connect'],
      ['request', '/x'],
      ['quiescent', true],
    ]);
    expect(service).toMatchObject({
      port: { value: 80 },
      protocol: 'tcp',
      forwarding: { value: 'gate' },
      state: 'production',
    });
  });

  it('writes addresses in one form', () => {
    const { value } = parseInventory({ path: 'x', text: BASE.replace('192.0.2.100', '2001:DB8:0:0::0001') });
    expect(value?.virtualIps[0]).toMatchObject({ address: { text: '2001:db8::1', family: 6 }, prefix: 128 });
  });

  it('takes both forms of discover', () => {
    const role = (servers: string) =>
      parseInventory({ path: 'x', text: BASE.replace('{ gui1: 192.0.2.1 }', servers) }).value?.roles[0];
    expect(role('discover')).toMatchObject({ discover: true, minServers: undefined, servers: [] });
    expect(role('{ discover: true, min_servers: 2 }')).toMatchObject({ discover: true, minServers: 2 });
    expect(role('{ discover: 192.0.2.9 }')).toMatchObject({
      discover: false,
      servers: [{ hostname: 'discover' }],
    });
  });

  it('gives no inventory where there is an error', () => {
    expect(
      parseInventory({ path: 'x', text: BASE.replace('192.0.2.1 ', '192.0.2.256 ') }).value,
    ).toBeUndefined();
  });

  it('reports every mistake in one run', () => {
    const text = withService(
      '{ virtual_ip: wob, prt: 80, port: "x y", checktimeout: 0, persistent: -1, quiescent: maybe }',
    );
    expect(codesOf(text).toSorted()).toEqual(
      [
        'invalid-value',
        'invalid-value',
        'unknown-key',
        'unknown-reference',
        'wrong-type',
        'wrong-type',
      ].toSorted(),
    );
  });

  it.each([
    ['{ virtual_ip: web, port: 80, protocol: udp }'],
    ['{ virtual_ip: web, port: 80, forwarding: masq }'],
    ['{ virtual_ip: web, port: 80, forwarding: ipip }'],
    ['{ virtual_ip: web, port: https }'],
    ['{ virtual_ip: web, fwmark: 1, ports: [80, 443] }'],
    ['{ virtual_ip: web, port: 80, checktype: external }'],
    ['{ virtual_ip: web, port: 80, emailalert: a@b }'],
    ['{ virtual_ip: web, port: 80, ops: yes }'],
    ['{ virtual_ip: web, port: 80, schedflags: sh-port }'],
    ['{ virtual_ip: web, port: 80, passwd: { hiera: a::b } }'],
  ])('says that %s is not emitted yet', (service) => {
    expect(new Set(codesOf(withService(service)))).toEqual(new Set(['not-yet-supported']));
  });

  it.each(['sources: {}', 'regenerate: {}', 'kicker: { module: emit }', 'ldirectord: { fork: yes }'])(
    'says that %s is not supported yet',
    (line) => {
      expect(codesOf(`${BASE}${line}\n`)).toEqual(['not-yet-supported']);
    },
  );

  it.each([
    ['request: "a#b"', 'hash-in-directive'],
    ['request: "a\\nb"', 'control-character'],
    ['request: "a\\tb"', 'control-character'],
    ['request: "a\\u2028b"', 'control-character'],
    ['request: "\\uD800"', 'control-character'],
    ['request: ""', 'invalid-value'],
    ['request: 5', undefined],
    ['request: yes', 'yaml-ambiguous'],
    ['request: true', 'wrong-type'],
    ["virtualhost: 'a\"b'", 'invalid-value'],
    ['comment: " x"', 'invalid-value'],
    ['fallback: "::1"', undefined],
    ['fallback: "[::1]:80"', undefined],
    ['fallback: 127.0.0.1:80', undefined],
    ['fallback: 127.0.0.1:080', 'invalid-value'],
    ['fallback: 127.0.0.1:70000', 'invalid-value'],
    ['fallback: 999.0.0.1:80', 'invalid-value'],
    ['fallback: sorry.example.org', undefined],
    ['fallback: 127.0.0.1:80 masq', 'invalid-value'],
    ['netmask: 255.255.255.0', undefined],
    ['netmask: 255.0.255.0', 'invalid-value'],
    ['netmask: 64', 'address-family-mismatch'],
    ['checktype: 3', undefined],
    ['checktype: 0', 'invalid-value'],
    ['checktype: "off"', undefined],
    ['passwd: secret', 'literal-secret'],
  ])('reads %s', (directive, code) => {
    expect(codesOf(withService(`{ virtual_ip: web, port: 80, ${directive} }`))).toEqual(
      code === undefined ? [] : [code],
    );
  });

  it.each(['class', 'Lvs', 'string', 'a-b', '1a', 'settings', '::lvs', 'exec'])(
    'refuses %s as a module name',
    (name) => {
      expect(codesOf(`${BASE}module: { name: "${name}" }\n`)).toEqual(['invalid-name']);
    },
  );

  it.each(['gui_1', '-gui', 'a..b', 'gui1;reboot', '1.2', 'gui1.', `${'a'.repeat(64)}.example`])(
    'refuses %s as a host name',
    (name) => {
      expect(codesOf(BASE.replace('gui1:', `"${name}":`))).toEqual(['invalid-name']);
    },
  );

  it('proposes the word that was meant', () => {
    const { findings } = parseInventory({ path: 'x', text: BASE.replace('services:', 'servces:') });
    expect(findings).toMatchObject([
      { code: 'unknown-key', hint: 'did you mean services?', at: { line: 7, column: 5 } },
    ]);
  });

  it.each(['', '[]', 'x', '5', '{}', 'version: 2'])('reports %j and does not throw', (text) => {
    expect(codesOf(text).length).toBeGreaterThan(0);
  });
});
