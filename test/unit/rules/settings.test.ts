import { describe, expect, test } from 'vitest';
import { autoreloadWithPuppet } from '../../../src/rules/autoreload-with-puppet.ts';
import { ftpWithoutPersistent } from '../../../src/rules/ftp-without-persistent.ts';
import { mailWithoutAlert } from '../../../src/rules/mail-without-alert.ts';
import { opsOnTcp } from '../../../src/rules/ops-on-tcp.ts';
import { schedflagsMismatch } from '../../../src/rules/schedflags-mismatch.ts';
import { schedulerNotForUdp } from '../../../src/rules/scheduler-not-for-udp.ts';
import { secretVariableClash } from '../../../src/rules/secret-variable-clash.ts';
import { thresholdOrder } from '../../../src/rules/threshold-order.ts';
import { udpWithoutOps } from '../../../src/rules/udp-without-ops.ts';
import { inventoryText, marked, messages } from './check-rule.ts';

interface Sample {
  readonly services: string;
  readonly servers?: string;
  readonly defaults?: string;
  readonly ldirectord?: string;
}

function text({
  services,
  servers = '{ s1: 172.31.8.21 }',
  defaults = '{}',
  ldirectord = '{}',
}: Sample): string {
  return inventoryText(`  r:\n    servers: ${servers}\n    services: ${services}\n`, {
    defaults,
    ldirectord,
  });
}

function one(directives: string, ldirectord = '{}'): string {
  return text({ services: `{ a: { virtual_ip: web, port: 80, ${directives} } }`, ldirectord });
}

describe('threshold-order', () => {
  const server = (keys: string): string =>
    text({
      services: '{ a: { virtual_ip: web, port: 80 } }',
      servers: `{ s1: { address: 172.31.8.21, ${keys} } }`,
    });

  test.each<[string, string[]]>([
    ['lower_threshold: 9, upper_threshold: 10', []],
    ['lower_threshold: 10, upper_threshold: 10', ['10']],
    ['lower_threshold: 11, upper_threshold: 10', ['11']],
    ['upper_threshold: 10', []],
    ['lower_threshold: 0, upper_threshold: 10', []],
    ['lower_threshold: 0, upper_threshold: 0', []],
    ['lower_threshold: 0', []],
    ['lower_threshold: 5', ['5']],
    ['lower_threshold: 5, upper_threshold: 0', ['5']],
    ['lower_threshold: 5, state: setup', ['5']],
    ['lower_threshold: 5, state: retired', []],
    ['weight: 1', []],
  ])('%s', (keys, expected) => {
    expect(marked(thresholdOrder, server(keys))).toEqual(expected);
  });

  test('says what is wrong', () => {
    expect(messages(thresholdOrder, server('lower_threshold: 5'))).toEqual([
      's1 has the lower threshold 5, but no upper one',
    ]);
    expect(messages(thresholdOrder, server('lower_threshold: 5, upper_threshold: 4'))).toEqual([
      's1 has the lower threshold 5, which is not below the upper one, 4',
    ]);
  });
});

describe('secret-variable-clash', () => {
  const two = (a: string, b: string): string => text({ services: `{ ${a}, ${b} }` });
  const named = (name: string, directive: string, port: number, more = ''): string =>
    `${name}: { virtual_ip: web, port: ${port}, ${directive}: { hiera: x::y }${more} }`;

  test.each<[string, string, string, string[]]>([
    ['- and _', named('a-b', 'passwd', 1), named('a_b', 'passwd', 2), ['a_b']],
    ['other names', named('a-b', 'passwd', 1), named('a-c', 'passwd', 2), []],
    ['other directives', named('a-b', 'passwd', 1), named('a_b', 'secret', 2), []],
    ['one of them without a secret', named('a-b', 'passwd', 1), 'a_b: { virtual_ip: web, port: 2 }', []],
    ['one of them retired', named('a-b', 'passwd', 1), named('a_b', 'passwd', 2, ', state: retired'), []],
    ['one of them in setup', named('a-b', 'passwd', 1), named('a_b', 'passwd', 2, ', state: setup'), ['a_b']],
  ])('%s', (_, a, b, expected) => {
    expect(marked(secretVariableClash, two(a, b))).toEqual(expected);
  });

  test('a secret of defaults is one parameter for each service', () => {
    const services = '{ a-b: { virtual_ip: web, port: 1 }, a_b: { virtual_ip: web, port: 2 } }';
    const clash = text({ services, defaults: '{ passwd: { hiera: x::y } }' });
    expect(messages(secretVariableClash, clash)).toEqual([
      'the passwd of services "a-b" (line 9) and "a_b" would both be $a_b_passwd in Puppet',
    ]);
  });
});

describe('schedflags-mismatch', () => {
  test.each<[string, string[]]>([
    ['scheduler: sh, schedflags: sh-port', []],
    ['scheduler: sh, schedflags: [sh-port, sh-fallback]', []],
    ['scheduler: mh, schedflags: mh-fallback', []],
    ['scheduler: sh, schedflags: mh-port', ['mh-port']],
    ['scheduler: mh, schedflags: sh-fallback', ['sh-fallback']],
    ['scheduler: sh, schedflags: "sh-port,mh-port"', ['"sh-port,mh-port"']],
    ['scheduler: wlc, schedflags: sh-port', ['sh-port']],
    ['schedflags: sh-port', ['sh-port']],
    ['scheduler: wlc', []],
  ])('%s', (directives, expected) => {
    expect(marked(schedflagsMismatch, one(directives))).toEqual(expected);
  });

  test('flags of defaults are reported at the service with another scheduler', () => {
    const services =
      '{ a: { virtual_ip: web, port: 80 }, b: { virtual_ip: web, port: 81, scheduler: wlc }, c: { virtual_ip: web, port: 82 } }';
    const found = messages(
      schedflagsMismatch,
      text({ services, defaults: '{ scheduler: sh, schedflags: sh-port }' }),
    );
    expect(found).toEqual([
      'service "b" has the scheduler flag sh-port (line 4), which the scheduler wlc does not know',
    ]);
  });
});

describe('udp-without-ops', () => {
  test.each<[string, string[]]>([
    ['protocol: udp', ['a']],
    ['protocol: udp, ops: true', []],
    ['protocol: udp, ops: false', []],
    ['protocol: udp, persistent: 300', []],
    ['protocol: udp, state: retired', []],
    ['protocol: udp, forwarding: masq', []],
    ['protocol: tcp', []],
  ])('%s', (directives, expected) => {
    expect(marked(udpWithoutOps, one(directives))).toEqual(expected);
  });
});

describe('ops-on-tcp', () => {
  test.each<[string, string[]]>([
    ['ops: true', ['true']],
    ['ops: yes, protocol: tcp', ['yes']],
    ['ops: false', []],
    ['ops: true, protocol: udp', []],
    ['protocol: tcp', []],
  ])('%s', (directives, expected) => {
    expect(marked(opsOnTcp, one(directives))).toEqual(expected);
  });

  test('one of defaults may be there for a single UDP service', () => {
    const services = (protocol: string): string =>
      `{ a: { virtual_ip: web, port: 53 }, b: { virtual_ip: web, port: 54, protocol: ${protocol} }, c: { virtual_ip: web, port: 55 } }`;
    expect(marked(opsOnTcp, text({ services: services('udp'), defaults: '{ ops: true }' }))).toEqual([]);
    expect(marked(opsOnTcp, text({ services: services('tcp'), defaults: '{ ops: true }' }))).toEqual([
      'true',
    ]);
  });
});

describe('scheduler-not-for-udp', () => {
  test.each<[string, string[]]>([
    ['scheduler: ovf, protocol: udp', ['ovf']],
    ['scheduler: ovf', []],
    ['scheduler: fo, protocol: udp', []],
    ['protocol: udp', []],
  ])('%s', (directives, expected) => {
    expect(marked(schedulerNotForUdp, one(directives))).toEqual(expected);
  });

  test('one of defaults is reported at the UDP services only', () => {
    const services = '{ a: { virtual_ip: web, port: 80 }, b: { virtual_ip: web, port: 53, protocol: udp } }';
    expect(marked(schedulerNotForUdp, text({ services, defaults: '{ scheduler: ovf }' }))).toEqual(['b']);
  });
});

describe('ftp-without-persistent', () => {
  test.each<[port: string, directives: string, expected: string[]]>([
    ['21', '', ['21']],
    ['ftp', '', ['ftp']],
    ['21', ', persistent: 300', []],
    ['21', ', protocol: udp', []],
    ['2121', ', service: ftp', []],
    ['80', '', []],
  ])('port %s%s', (port, directives, expected) => {
    const services = `{ a: { virtual_ip: web, port: ${port}${directives} } }`;
    expect(marked(ftpWithoutPersistent, text({ services }))).toEqual(expected);
  });

  test('persistent of defaults counts', () => {
    const services = '{ a: { virtual_ip: web, port: 21 } }';
    expect(marked(ftpWithoutPersistent, text({ services, defaults: '{ persistent: 60 }' }))).toEqual([]);
  });
});

describe('autoreload-with-puppet', () => {
  test.each<[string, string[]]>([
    ['{ autoreload: yes }', ['yes']],
    ['{ autoreload: true }', ['true']],
    ['{ autoreload: no }', []],
    ['{ checkinterval: 5 }', []],
  ])('%s', (ldirectord, expected) => {
    expect(marked(autoreloadWithPuppet, one('scheduler: wrr', ldirectord))).toEqual(expected);
  });
});

describe('mail-without-alert', () => {
  test.each<[directives: string, ldirectord: string, expected: string[]]>([
    ['scheduler: wrr', '{ emailalertfrom: a@b, emailalertfreq: 60 }', ['a@b', '60']],
    [
      'scheduler: wrr',
      '{ emailalertstatus: running, smtp: mail.oe.example }',
      ['running', 'mail.oe.example'],
    ],
    ['scheduler: wrr', '{ emailalertstatus: none }', []],
    ['scheduler: wrr', '{ smtp: mail.oe.example, emailalert: a@b }', []],
    ['emailalert: a@b', '{ smtp: mail.oe.example }', []],
    ['emailalert: a@b, state: retired', '{ smtp: mail.oe.example }', ['mail.oe.example']],
    ['emailalertfreq: 60', '{}', ['60']],
    ['emailalertfreq: 60, emailalert: a@b', '{}', []],
    ['emailalertfreq: 60', '{ emailalert: a@b }', []],
    ['emailalertstatus: none', '{}', []],
    ['smtp: mail.oe.example', '{}', ['mail.oe.example']],
    ['servicename: web', '{}', []],
  ])('%s with %s', (directives, ldirectord, expected) => {
    expect(marked(mailWithoutAlert, one(directives, ldirectord))).toEqual(expected);
  });

  test('a setting of defaults may be there for a single service', () => {
    const services = (more: string): string =>
      `{ a: { virtual_ip: web, port: 80 }, b: { virtual_ip: web, port: 81${more} } }`;
    const defaults = '{ emailalertfreq: 60 }';
    expect(marked(mailWithoutAlert, text({ services: services(', emailalert: a@b'), defaults }))).toEqual([]);
    expect(marked(mailWithoutAlert, text({ services: services(''), defaults }))).toEqual(['60']);
  });
});
