import { describe, expect, it } from 'vitest';
import { formatText } from '../../../src/diagnostics/format-text.ts';
import { renderConfig } from '../../../src/ldirectord/render-config.ts';
import { lint } from '../../../src/lint.ts';

const INVENTORY = `version: 1
directors: { interface: eth0 }
ldirectord: { checktimeout: 1, checkinterval: 60, emailalert: ops }
defaults: { scheduler: wlc, checktype: connect }
virtual_ips: { web: 192.0.2.100, data: 192.0.2.101 }
roles:
  gui:
    description: front end
    servers:
      gui1: 192.0.2.1
      gui2: { address: 192.0.2.2, weight: 2 }
      gui9: { address: 192.0.2.9, state: retired }
    services:
      http: { virtual_ip: web, port: 80 }
      https: { virtual_ip: web, port: 443, persistent: 60 }
      old: { virtual_ip: web, port: 81, state: retired }
  db-main:
    servers: { db1: 192.0.2.11 }
    services:
      mysql: { virtual_ip: data, port: 3306, checktype: negotiate, service: mysql, login: check, passwd: { hiera: a::key }, database: ping, request: SELECT 1 }
  queue:
    servers: { discover: true, min_servers: 2 }
    services:
      amqp: { virtual_ip: data, port: 5672 }
`;

type Linted = ReturnType<typeof lint>;

/** Lints with files of Hiera, the first one with the highest priority. */
function withHiera(...texts: readonly string[]): Linted {
  const hiera = texts.map((text, index) => ({ path: `hiera${index + 1}.yaml`, text: `${text}\n` }));
  return lint({ path: 'lvs.yaml', text: INVENTORY }, { hiera });
}

/** The lines of ldirectord.cf that Hiera takes away and adds. */
function difference(...texts: readonly string[]): { gone: string[]; come: string[] } {
  const { inventory, findings } = withHiera(...texts);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  const before = linesOf(withHiera('{}').inventory);
  const after = linesOf(inventory);
  return {
    gone: before.filter((line) => !after.includes(line)),
    come: after.filter((line) => !before.includes(line)),
  };
}

function linesOf(inventory: Linted['inventory']): string[] {
  const section = { name: 'global' };
  return (inventory === undefined ? '' : renderConfig(inventory)).split('\n').flatMap((line) => {
    if (/^# [a-z0-9-]+$/.test(line)) section.name = line.slice(2);
    return line === '' ? [] : [`${section.name}: ${line.trim()}`];
  });
}

describe('what Hiera changes', () => {
  it.each([
    ['a global directive', 'lvs::checktimeout: 2', ['global: checktimeout=1'], ['global: checktimeout=2']],
    ['a switch', 'lvs::quiescent: yes', ['global: quiescent=no'], ['global: quiescent=yes']],
    ['nothing with ~, which is the value of the inventory', 'lvs::checktimeout: ~', [], []],
    [
      'a server',
      'lvs::server_overrides: { gui: { gui2: { weight: 5 } } }',
      ['http: real=192.0.2.2:80 gate 2', 'https: real=192.0.2.2:443 gate 2'],
      ['http: real=192.0.2.2:80 gate 5', 'https: real=192.0.2.2:443 gate 5'],
    ],
    [
      'the state of a server',
      'lvs::server_overrides: { db-main: { db1: { state: draining } } }',
      ['mysql: real=192.0.2.11:3306 gate 1'],
      ['mysql: real=192.0.2.11:3306 gate 0'],
    ],
    [
      'a service',
      'lvs::service_overrides: { https: { persistent: 90, port: 8443 } }',
      [
        'https: virtual=192.0.2.100:443',
        'https: real=192.0.2.1:443 gate 1',
        'https: real=192.0.2.2:443 gate 2',
        'https: persistent=60',
      ],
      [
        'https: virtual=192.0.2.100:8443',
        'https: real=192.0.2.1:8443 gate 1',
        'https: real=192.0.2.2:8443 gate 2',
        'https: persistent=90',
      ],
    ],
    [
      'a list, whole',
      'lvs::config::db_mainservers: [{ hostname: db_7, address: 192.0.2.17 }]',
      ['mysql: real=192.0.2.11:3306 gate 1'],
      ['mysql: real=192.0.2.17:3306 gate 1'],
    ],
    [
      'a virtual IP',
      `lvs::inventory::virtual_ips:
  web: { address: 192.0.2.100, prefix: 32, interface: eth0 }
  data: { address: 192.0.2.200, prefix: 24, interface: eth1 }`,
      ['mysql: virtual=192.0.2.101:3306'],
      ['mysql: virtual=192.0.2.200:3306'],
    ],
    [
      'the description of a role',
      'lvs::inventory::roles: { gui: { description: "a # sign" }, db-main: {}, queue: {} }',
      ['global: # gui: front end'],
      ['global: # gui: a # sign'],
    ],
  ])('%s', (_what, text, gone, come) => {
    expect(difference(text)).toEqual({ gone, come });
  });

  it('adds services, which start from the defaults of the types and not from those of the inventory', () => {
    const text =
      'lvs::extra_services: { zz: { role: gui, virtual_ip: web, port: 82, checktype: "on" }, aa: { role: gui, virtual_ip: web, port: 83, checktype: "on" } }';
    const { come } = difference(text);
    expect(come).toEqual([
      'zz: # zz',
      'zz: virtual=192.0.2.100:82',
      'zz: real=192.0.2.1:82 gate 1',
      'zz: real=192.0.2.2:82 gate 2',
      'zz: protocol=tcp',
      'zz: checktype=on',
      'aa: # aa',
      'aa: virtual=192.0.2.100:83',
      'aa: real=192.0.2.1:83 gate 1',
      'aa: real=192.0.2.2:83 gate 2',
      'aa: protocol=tcp',
      'aa: checktype=on',
      'mysql: # virtual services: 5',
    ]);
  });

  it('moves a service to another role, in the order of the inventory', () => {
    const { inventory } = withHiera('lvs::service_overrides: { http: { role: db-main } }');
    expect(inventory?.roles.map(({ services }) => services.map(({ name }) => name))).toEqual([
      ['https', 'old'],
      ['http', 'mysql'],
      ['amqp'],
    ]);
  });

  it('replaces all services, and hands secrets to those of the same name', () => {
    const { come, gone } = difference(
      'lvs::inventory::services: { mysql: { role: gui, virtual_ip: web, port: 1234, checktype: "on" } }',
    );
    expect(gone).toContain('http: virtual=192.0.2.100:80');
    expect(come).toContain('mysql: virtual=192.0.2.100:1234');
    expect(come).not.toContain('mysql: login="check"');
    expect(linesOf(withHiera('lvs::inventory::services: {}').inventory)).toContain(
      'global: # virtual services: 0',
    );
    const kept = linesOf(
      withHiera(
        'lvs::inventory::services: { mysql: { role: gui, virtual_ip: web, port: 12, checktype: "on" } }',
      ).inventory,
    );
    expect(kept).toContain('mysql: passwd="********"');
  });

  it('an empty list takes the services of the role out, without a finding', () => {
    const { inventory, findings } = withHiera('lvs::config::db_mainservers: []');
    expect(findings.filter(({ code }) => code === 'service-without-servers')).toEqual([]);
    expect(linesOf(inventory)).not.toContain('mysql: virtual=192.0.2.101:3306');
  });

  it('a list stands for servers that are discovered', () => {
    const list = (count: number): string =>
      `lvs::config::queueservers: [${Array.from({ length: count }, (_, index) => `{ hostname: q${index}, address: 192.0.2.2${index} }`).join()}]`;
    const { inventory } = withHiera(list(2));
    expect(inventory?.roles[2]).toMatchObject({
      discover: false,
      servers: [{ hostname: 'q0' }, { hostname: 'q1' }],
    });
    expect(withHiera(list(1)).findings).toMatchObject([
      { code: 'invalid-value', at: { file: 'hiera1.yaml', line: 1, column: 1 } },
    ]);
  });

  it('keeps what is retired on record', () => {
    const { inventory } = withHiera('lvs::config::guiservers: [{ hostname: g, address: 192.0.2.30 }]');
    expect(inventory?.roles[0]?.servers.map(({ hostname }) => hostname)).toEqual(['g', 'gui9']);
  });

  it('follows the name of the module', () => {
    const text = INVENTORY.replace('version: 1', 'version: 1\nmodule: { name: balance }');
    const hiera = [{ path: 'h.yaml', text: 'balance::checktimeout: 2\nlvs::checktimeout: 3\n' }];
    const { inventory } = lint({ path: 'lvs.yaml', text }, { hiera });
    expect(inventory?.ldirectord.get('checktimeout')).toEqual({
      value: 2,
      at: { file: 'h.yaml', line: 1, column: 24, endLine: 1, endColumn: 25 },
    });
  });
});

describe('files of a hierarchy', () => {
  it('the overrides of all are merged, the first one wins', () => {
    const first = 'lvs::server_overrides: { gui: { gui1: { weight: 3 } } }';
    const second =
      'lvs::server_overrides: { gui: { gui1: { weight: 9, upper_threshold: 5 }, gui2: { weight: 4 } } }';
    const { come } = difference(first, second);
    expect(come.slice(0, 2)).toEqual([
      'http: real=192.0.2.1:80 gate 3 u:5',
      'http: real=192.0.2.2:80 gate 4',
    ]);
  });

  it('of anything else the first file that has the key wins', () => {
    expect(difference('lvs::checktimeout: 2', 'lvs::checktimeout: 3').come).toEqual([
      'global: checktimeout=2',
    ]);
    expect(difference('a: 1', 'lvs::checktimeout: 3').come).toEqual(['global: checktimeout=3']);
    expect(difference('lvs::checktimeout: ~', 'lvs::checktimeout: 3').come).toEqual([]);
  });

  it('services that are merged come in the order of the lower file', () => {
    const service = (port: number): string =>
      `{ role: gui, virtual_ip: web, port: ${port}, checktype: "on" }`;
    const { inventory } = withHiera(
      `lvs::extra_services: { new: ${service(1)}, b: { port: 5 } }`,
      `lvs::extra_services: { b: ${service(2)}, c: ${service(3)} }`,
    );
    const [gui] = inventory?.roles ?? [];
    expect(gui?.services.map(({ name, ports: [port] }) => `${name} ${port.value}`).slice(2)).toEqual([
      'b 5',
      'c 3',
      'new 1',
      'old 81',
    ]);
  });

  it('a service takes a firewall mark with its ports, and another way to its servers', () => {
    const extra =
      '{ role: gui, virtual_ip: web, fwmark: 7, ports: [90, 91, 90], checktype: "on", forwarding: ipip }';
    expect(difference(`lvs::extra_services: { new: ${extra} }`).come).toEqual([
      'new: # new',
      'new: virtual=7',
      'new: real=192.0.2.1 ipip 1',
      'new: real=192.0.2.2 ipip 2',
      'new: protocol=fwm',
      'new: checktype=on',
      'mysql: # virtual services: 4',
    ]);
    const mapped = 'lvs::server_overrides: { gui: { gui1: { port: 8080 } } }';
    const masq = 'lvs::service_overrides: { http: { forwarding: masq }, https: { forwarding: masq } }';
    expect(difference(mapped, masq).come).toEqual([
      'http: real=192.0.2.1:8080 masq 1',
      'http: real=192.0.2.2:80 masq 2',
      'https: real=192.0.2.1:8080 masq 1',
      'https: real=192.0.2.2:443 masq 2',
    ]);
  });

  it.each([
    ['lvs::service_overrides: { http: { fwmark: 1 } }', 'invalid-value', 1],
    ['lvs::service_overrides: { http: { ports: [80] } }', 'invalid-value', 1],
    ['lvs::extra_services: { new: { role: gui, virtual_ip: web } }', 'missing-key', 1],
    ['lvs::extra_services: { new: { role: gui, virtual_ip: web, fwmark: 1 } }', 'missing-key', 1],
  ])('%s is refused, as Puppet does it', (text, code, line) => {
    const errors = withHiera(text).findings.filter(({ severity }) => severity === 'error');
    expect(errors.map((finding) => [finding.code, finding.at.file, finding.at.line])).toEqual([
      [code, 'hiera1.yaml', line],
    ]);
  });

  it('the parameter itself stands over the key that is merged', () => {
    const text = 'lvs::service_overrides: { http: { persistent: 1 } }\nlvs::inventory::service_overrides: {}';
    expect(difference(text)).toEqual({ gone: [], come: [] });
  });

  it('merge keys are merged as Ruby does it: what stands further down wins', () => {
    const text = `base: &base { weight: 3, upper_threshold: 9 }
lvs::server_overrides:
  gui:
    gui1: { weight: 7, <<: *base }
    gui2: { <<: *base, weight: 7 }`;
    expect(difference(text).come.slice(0, 2)).toEqual([
      'http: real=192.0.2.1:80 gate 3 u:9',
      'http: real=192.0.2.2:80 gate 7 u:9',
    ]);
  });

  it.each([
    '',
    '---',
    '{}',
    '~',
    'profile::x: "%{nothing}"',
    'lvs::manage_package: false',
    'lvs::realserver::kick: "%{x}"',
  ])('%j changes nothing', (text) => {
    expect(withHiera(text).findings).toEqual([]);
    expect(difference(text)).toEqual({ gone: [], come: [] });
  });
});

describe('values have the types of the module', () => {
  it.each([
    ['lvs::checktimeout: "2"', 'wrong-type'],
    ['lvs::checktimeout: 2.0', 'wrong-type'],
    ['lvs::checktimeout: 0', 'invalid-value'],
    ['lvs::quiescent: "yes"', 'wrong-type'],
    ['lvs::emailalert: 5', 'wrong-type'],
    ['lvs::emailalertstatus: [all]', 'wrong-type'],
    ['lvs::emailalertstatus: "starting, running"', 'invalid-value'],
    ['lvs::fallback6: 2001:db8::1', 'invalid-value'],
    ['lvs::server_overrides: ~', 'wrong-type'],
    ['lvs::server_overrides: { gui: { gui1: ~ } }', 'wrong-type'],
    ['lvs::server_overrides: { gui: { gui1: { weight: ~ } } }', 'wrong-type'],
    ['lvs::server_overrides: { gui: { gui1: { state: retired } } }', 'invalid-value'],
    ['lvs::server_overrides: { gui: { gui1: { wieght: 3 } } }', 'unknown-key'],
    ['lvs::server_overrides: { gui: { gui1: { request: / } } }', 'missing-key'],
    ['lvs::server_overrides: { gui: { gui1: { address: 2001:DB8::1 } } }', 'invalid-address'],
    ['lvs::service_overrides: { http: ~ }', 'wrong-type'],
    ['lvs::service_overrides: { http: { port: http } }', 'wrong-type'],
    ['lvs::service_overrides: { http: { checktype: [on] } }', 'wrong-type'],
    ['lvs::service_overrides: { http: { scheduler: ~ } }', 'wrong-type'],
    ['lvs::service_overrides: { http: { comment: 08, servicename: 5 } }', 'wrong-type'],
    ['lvs::service_overrides: { http: { passwd: x } }', 'literal-secret'],
    ['lvs::extra_services: { x: { role: gui, port: 1 } }', 'missing-key'],
    ['lvs::extra_services: { 80: { role: gui, virtual_ip: web, port: 90, checktype: ping } }', 'wrong-type'],
    ['lvs::extra_services: { "x y": { role: gui, virtual_ip: web, port: 90 } }', 'invalid-name'],
    ['lvs::config::guiservers: { gui1: 192.0.2.1 }', 'wrong-type'],
    ['lvs::config::guiservers: [{ hostname: gui1 }]', 'missing-key'],
    ['lvs::inventory::virtual_ips: { web: 192.0.2.100, data: 192.0.2.101 }', 'wrong-type'],
    ['lvs::inventory::roles: { gui: { min_servers: -1 }, db-main: {}, queue: {} }', 'invalid-value'],
    ['lvs::mysql_passwd: 5', 'wrong-type'],
    ['lvs::mysql_passwd: "a#b"', 'wrong-type'],
    ['[]', 'wrong-type'],
    ['lvs::checktimeout: 2\nlvs::checktimeout: 3', 'yaml-duplicate-key'],
    ['lvs::checktimeout: "2', 'yaml-syntax'],
  ])('%s: %s', (text, code) => {
    const { inventory, findings } = withHiera(text);
    const errors = findings.filter(({ severity }) => severity === 'error');
    expect([...new Set(errors.map((item) => `${item.at.file} ${item.code}`))]).toEqual([
      `hiera1.yaml ${code}`,
    ]);
    expect(inventory).toBeUndefined();
  });

  it('values that YAML 1.1 reads otherwise have that meaning, and are reported', () => {
    const { inventory, findings } = withHiera(
      'lvs::checkinterval: 0170\nlvs::quiescent: on\nlvs::emailalertfreq: 1:00',
    );
    const values = [...(inventory?.ldirectord ?? [])].map(([name, { value }]) => `${name} ${value}`);
    expect(values).toEqual([
      'checktimeout 1',
      'checkinterval 120',
      'quiescent true',
      'emailalert ops',
      'emailalertfreq 3600',
    ]);
    expect(findings.map(({ code, at }) => `${code} ${at.line}`)).toEqual([
      'yaml-ambiguous 1',
      'yaml-ambiguous 2',
      'yaml-ambiguous 3',
    ]);
  });
});

describe('what is not there fails the catalog', () => {
  it.each([
    ['lvs::server_overrides: { giu: {} }', 'unknown-reference', 'did you mean gui?'],
    ['lvs::server_overrides: { gui: { gui3: { weight: 1 } } }', 'unknown-reference', 'did you mean gui1?'],
    ['lvs::server_overrides: { gui: { gui9: { weight: 1 } } }', 'unknown-reference', 'did you mean gui1?'],
    ['lvs::service_overrides: { htp: {} }', 'unknown-reference', 'did you mean http?'],
    ['lvs::service_overrides: { old: {} }', 'unknown-reference', undefined],
    ['lvs::service_overrides: { http: { role: giu } }', 'unknown-reference', 'did you mean gui?'],
    ['lvs::service_overrides: { http: { virtual_ip: wbe } }', 'unknown-reference', 'did you mean web?'],
    [
      'lvs::extra_services: { http: { role: gui, virtual_ip: web, port: 1 } }',
      'duplicate-service-name',
      'change single values of it with service_overrides',
    ],
  ])('%s: %s', (text, code, hint) => {
    const { findings } = withHiera(text);
    expect(findings).toMatchObject([{ code, at: { file: 'hiera1.yaml', line: 1 } }]);
    if (hint !== undefined) expect(findings[0]?.hint).toBe(hint);
  });

  it('a name of what is retired is free', () => {
    const text = 'lvs::extra_services: { old: { role: gui, virtual_ip: web, port: 82, checktype: ping } }';
    expect(withHiera(text).findings).toEqual([]);
  });

  it('a role that Hiera leaves out is unknown, and so is a virtual IP', () => {
    const roles = withHiera('lvs::inventory::roles: { gui: {}, db-main: {} }');
    expect(roles.findings.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'unknown-reference service "amqp" has the role "queue", which the module does not have',
    ]);
    const ips = withHiera(
      'lvs::inventory::virtual_ips: { data: { address: 192.0.2.101, prefix: 32, interface: eth0 } }',
    );
    expect(ips.findings.map(({ code }) => code)).toEqual(['unknown-reference', 'unknown-reference']);
  });

  it('hosts that are discovered are not known here, so nothing is said of them', () => {
    expect(withHiera('lvs::server_overrides: { queue: { q1: { weight: 2 } } }').findings).toEqual([]);
  });
});

describe('what only Puppet can follow', () => {
  it.each([
    'lvs::smtp: "mail.%{facts.networking.domain}"',
    'lvs::smtp: "%{alias(\'x\')}"',
    'lvs::service_overrides: { "%{x}": { port: 1 } }',
    'lvs::smtp: ENC[PKCS7,MIIB]',
    'lvs::emailalert: :root',
    'lvs::emailalert: 2020-01-01',
    'other::date: [2020-01-01]',
    'lookup_options: { "lvs::server_overrides": { merge: first } }',
    'lookup_options: { "lvs::server_overrides": { merge: { strategy: deep, knockout_prefix: "--" } } }',
    'lookup_options: { "lvs::checktimeout": { convert_to: Integer } }',
    'lookup_options: { "^lvs::.*": { merge: deep } }',
    'lookup_options: { "^(profile|lvs)::": { merge: deep } }',
    'lookup_options: { "^lx?vs::": { merge: deep } }',
    'lookup_options: { "^profile::.*|lvs::": { merge: deep } }',
    'lookup_options: { "lvs::mysql_passwd": { merge: first } }',
  ])('%s', (text) => {
    const { inventory, findings } = withHiera(text);
    expect(findings.map(({ code }) => code)).toContain('hiera-not-followed');
    expect(inventory).toBeUndefined();
  });

  it.each([
    'lookup_options: { "lvs::server_overrides": { merge: deep } }',
    'lookup_options: { "lvs::extra_services": { merge: { strategy: deep } } }',
    'lookup_options: { "lvs::checktimeout": { merge: first } }',
    'lookup_options: { "lvs::mysql_passwd": { convert_to: Sensitive } }',
    'lookup_options: { "lvs::package_names": { merge: unique } }',
    'lookup_options: { "^profile::.*": { merge: deep }, "other::x": { merge: hash } }',
    'lvs::mysql_passwd: "%{alias(\'vault\')}"',
  ])('%s changes nothing', (text) => {
    expect(withHiera(text).findings).toEqual([]);
  });

  it('does not matter where a value of a higher priority stands over it', () => {
    const open = 'lvs::smtp: "%{x}"\nlvs::service_overrides: { http: { persistent: "%{x}" } }';
    const over = 'lvs::smtp: mail\nlvs::service_overrides: { http: { persistent: 5 } }';
    expect(withHiera(over, open).findings).toEqual([]);
    expect(withHiera(open, over).findings.map(({ code }) => code)).toEqual([
      'hiera-not-followed',
      'hiera-not-followed',
    ]);
  });
});

describe('findings', () => {
  it('an unknown key is a warning: Hiera passes over it as well', () => {
    const { inventory, findings } = withHiera('lvs::config::guisevers: []');
    expect(inventory).toBeDefined();
    expect(findings).toMatchObject([
      { code: 'unknown-hiera-key', severity: 'warning', hint: 'did you mean lvs::config::guiservers?' },
    ]);
  });

  it('of rules stand in the file of Hiera, and may be allowed there', () => {
    const text = 'lvs::service_overrides:\n  http:\n    netmask: 255.255.255.0';
    expect(withHiera(text).findings).toMatchObject([
      { code: 'netmask-without-persistent', at: { file: 'hiera1.yaml', line: 3 } },
    ]);
    const allowed = text.replace(
      '    netmask',
      '    # lvs-puppet: allow netmask-without-persistent - later\n    netmask',
    );
    expect(withHiera(allowed).findings).toEqual([]);
  });

  it('a comment that the inventory alone needs is not left behind', () => {
    const text = INVENTORY.replace(
      'virtual_ips: {',
      '# lvs-puppet: allow unused-virtual-ip - soon\nvirtual_ips: { spare: 192.0.2.150,',
    );
    const service = 'lvs::extra_services: { x: { role: gui, virtual_ip: spare, port: 1, checktype: ping } }';
    const hiera = [{ path: 'h.yaml', text: service }];
    expect(lint({ path: 'lvs.yaml', text }, { hiera }).findings).toEqual([]);
    const unneeded = text.replace('spare: 192.0.2.150,', '');
    expect(lint({ path: 'lvs.yaml', text: unneeded }, { hiera: [] }).findings).toMatchObject([
      { code: 'unused-acknowledgement' },
    ]);
  });

  it('never show a secret, nor what belongs to others', () => {
    const text = `profile::key: hidden1
lvs::mysql_passwd: "hidden2#" # hidden3
lvs::unknwon: hidden4
lvs::checktimeout: shown
a::key: hidden5
lvs::service_overrides: { mysql: { passwd: hidden6, "port": 0 } }
other: { x: 010, y: 'hidden7' }`;
    const { findings, beside } = withHiera(text);
    const report = formatText(findings, new Map(beside.map((source) => [source.path, source.text])));
    expect(findings.map(({ at }) => at.line)).toEqual([2, 3, 4, 6, 6]);
    expect(report).not.toMatch(/hidden/);
    expect(report).toContain('  4 | lvs::checktimeout: shown\n');
    expect(report).toContain('  3 | lvs::unknwon: *******\n');
  });

  it('never show a secret that an alias took elsewhere', () => {
    const { findings, beside } = withHiera('lvs::mysql_passwd: &p hidden\nlvs::config::guiservers: *p');
    const report = formatText(findings, new Map(beside.map((source) => [source.path, source.text])));
    expect(report).toContain('wrong-type');
    expect(report).not.toMatch(/hidden/);
  });

  it('show nothing of a file that is no YAML', () => {
    const { findings, beside } = withHiera('a: hidden1\nb: ]hidden2\nc: "hidden3');
    const report = formatText(findings, new Map(beside.map((source) => [source.path, source.text])));
    expect(report).toContain('yaml-syntax');
    expect(report).not.toMatch(/hidden/);
  });

  it('an inventory is no data of Hiera', () => {
    expect(withHiera(INVENTORY).findings).toMatchObject([
      { code: 'wrong-type', hint: 'write the inventory in front of --hiera' },
    ]);
  });
});
