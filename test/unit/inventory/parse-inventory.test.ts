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
      ports: [{ value: 80 }],
      protocol: { value: 'tcp' },
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
        'invalid-value',
        'wrong-type',
      ].toSorted(),
    );
  });

  it.each([
    ['{ virtual_ip: web, port: 80, forwarding: masq }'],
    ['{ virtual_ip: web, port: 80, forwarding: ipip }'],
    ['{ virtual_ip: web, fwmark: 1, ports: [80, 443] }'],
    ['{ virtual_ip: web, fwmark: 2147483647, ports: [80, 443] }'],
  ])('takes %s', (service) => {
    expect(codesOf(withService(service))).toEqual([]);
  });

  it.each<[string, string[]]>([
    ['{ virtual_ip: web }', ['missing-key']],
    ['{ virtual_ip: web, fwmark: 1 }', ['missing-key']],
    ['{ virtual_ip: web, ports: [80] }', ['missing-key']],
    ['{ virtual_ip: web, port: 80, fwmark: 1, ports: [443] }', ['invalid-value']],
    ['{ virtual_ip: web, port: 80, ports: [443] }', ['invalid-value']],
    ['{ virtual_ip: web, fwmark: 0, ports: [80] }', ['invalid-value']],
    // ipvsadm lists it as -2147483648, which ldirectord does not read.
    ['{ virtual_ip: web, fwmark: 2147483648, ports: [80] }', ['invalid-value']],
    ['{ virtual_ip: web, fwmark: 1, ports: [] }', ['wrong-type']],
    ['{ virtual_ip: web, fwmark: 1, ports: 80 }', ['wrong-type']],
    ['{ virtual_ip: web, fwmark: 1, ports: [80, 65536, nosuch] }', ['invalid-value', 'invalid-value']],
    ['{ virtual_ip: web, port: 80, forwarding: nat }', ['invalid-value']],
  ])('refuses %s', (service, codes) => {
    expect(codesOf(withService(service))).toEqual(codes);
  });

  it('takes a port and its name for one port of a firewall mark', () => {
    const text = withService('{ virtual_ip: web, fwmark: 1, ports: [80, http, 443] }');
    const { value } = parseInventory({ path: 'lvs.yaml', text });
    expect(value?.roles[0]?.services[0]?.ports.map((port) => port.value)).toEqual([80, 443]);
  });

  it('leaves sources to other commands', () => {
    expect(codesOf(`${BASE}sources: {}\n`)).toEqual([]);
  });

  it.each([
    ['{}', []],
    ['{ unmanaged: [] }', []],
    ['{ unmanaged: [README.md, spec/, examples/**, manifests/a.pp, .gitignore, a/..b] }', []],
    ['{ unmanaged: README.md }', ['wrong-type']],
    ['{ unmanaged: [[a]] }', ['wrong-type']],
    ['{ managed: [] }', ['unknown-key']],
    ['[README.md]', ['wrong-type']],
    ...[
      '../x',
      'a/../b',
      '..',
      '.',
      './a',
      'a/.',
      '/etc/passwd',
      'a//b',
      '',
      'a\\b',
      '*',
      'a*',
      '**/x',
      'a/**/b',
      'C:x',
      '/',
      '/**',
    ].map((path): [string, string[]] => [`{ unmanaged: ['${path}'] }`, ['invalid-name']]),
  ])('reads regenerate: %s', (value, codes) => {
    expect(codesOf(`${BASE}regenerate: ${value}\n`)).toEqual(codes);
  });

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
    ['passwd: [a, b]', 'literal-secret'],
    ['passwd: { hiera: oe::check_password }', undefined],
    ['passwd: { hiera: "a b" }', 'invalid-name'],
    ['passwd: { heira: a }', 'unknown-key', 'missing-key'],
    ['passwd: {}', 'missing-key'],
    ['checktype: external-perl', undefined],
    ['checkcommand: /usr/local/bin/check', undefined],
    ['checkcommand: /usr/local/bin/check -v', 'invalid-value'],
    ['checkcommand: check', 'invalid-value'],
    ['checkcommand: /usr/../bin/check', 'invalid-value'],
    ["checkcommand: '/bin/$(id)'", 'invalid-value'],
    ['fallbackcommand: /usr/local/bin/sorry --on web', undefined],
    ["fallbackcommand: '/bin/sorry; id'", 'invalid-value'],
    ["fallbackcommand: '/bin/sorry `id`'", 'invalid-value'],
    ["fallbackcommand: '/bin/sorry >x'", 'invalid-value'],
    ['fallbackcommand: /bin/sorry  x', 'invalid-value'],
    ['emailalert: "ops@oe.example,root"', undefined],
    ['emailalert: "ops@oe.example root"', 'invalid-value'],
    ['emailalert: "-oQ/tmp@x"', 'invalid-value'],
    ['emailalertstatus: all', undefined],
    ['emailalertstatus: "running, stopping"', undefined],
    ['emailalertstatus: [running, stopping]', undefined],
    ['emailalertstatus: [none, running]', 'invalid-value'],
    ['emailalertstatus: []', 'invalid-value'],
    ['emailalertstatus: asleep', 'invalid-value'],
    ['emailalertfreq: 0', undefined],
    ['smtp: mail.oe.example', undefined],
    ['smtp: \'"mail"\'', 'invalid-value'],
    ['monitorfile: /var/log/lvs/http', undefined],
    ['schedflags: [sh-port, sh-fallback]', undefined],
    ['schedflags: sh', 'invalid-value'],
    ['ops: yes', undefined],
    ['load: a_word', undefined],
    ['load: "a b"', 'invalid-value'],
    ['checkinterval: 0', 'invalid-value'],
  ])('reads %s', (directive, ...codes) => {
    expect(codesOf(withService(`{ virtual_ip: web, port: 80, ${directive} }`))).toEqual(
      codes.filter((code) => code !== undefined),
    );
  });

  it.each([
    ['80', 80],
    ['https', 443],
    ['domain', 53],
    ['"http"', 80],
    ['htp', undefined],
    ['"80"', undefined],
    ['0', undefined],
  ])('reads the port %s', (text, port) => {
    const { value } = parseInventory({
      path: 'x',
      text: withService(`{ virtual_ip: web, port: ${text}, protocol: udp }`),
    });
    expect(value?.roles[0]?.services[0]).toEqual(
      port === undefined
        ? undefined
        : expect.objectContaining({ ports: [expect.objectContaining({ value: port })] }),
    );
  });

  it('gives the words of a list in one form', () => {
    const text = withService('{ virtual_ip: web, port: 80, emailalertstatus: "running , stopping" }');
    const service = parseInventory({ path: 'x', text }).value?.roles[0]?.services[0];
    expect(service?.directives.get('emailalertstatus')?.value).toBe('running,stopping');
  });

  it('takes the protocol of the defaults', () => {
    const { value } = parseInventory({ path: 'x', text: `${BASE}defaults: { protocol: udp }\n` });
    expect(value?.roles[0]?.services[0]?.protocol.value).toBe('udp');
  });

  it.each([
    ['emailalert: "ops@oe.example,root"', []],
    ['emailalertfrom: lvs@oe.example', []],
    ['emailalertfrom: "lvs@oe.example,root"', ['invalid-value']],
    ['emailalertfrom: "LVS <lvs@oe.example>"', ['invalid-value']],
  ])('reads the global %s', (directive, codes) => {
    expect(codesOf(`${BASE}ldirectord: { ${directive} }\n`)).toEqual(codes);
  });

  it.each([
    ['request: /a', ['missing-key']],
    ['request: /a, receive: ok', []],
    ["request: /a, receive: 'o\"k'", ['invalid-value']],
    ['lower_threshold: 5, upper_threshold: 10', []],
    ['upper_threshold: 65536', ['invalid-value']],
    ['upper_threshold: many', ['wrong-type']],
  ])('reads %s of a server', (keys, codes) => {
    expect(codesOf(BASE.replace('192.0.2.1 ', `{ address: 192.0.2.1, ${keys} } `))).toEqual(codes);
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
