import { describe, expect, test } from 'vitest';
import { hashSchedulerWithoutFallback } from '../../../src/rules/hash-scheduler-without-fallback.ts';
import { invalidReceive } from '../../../src/rules/invalid-receive.ts';
import { netmaskWithoutPersistent } from '../../../src/rules/netmask-without-persistent.ts';
import { unknownScheduler } from '../../../src/rules/unknown-scheduler.ts';
import { weightIgnored } from '../../../src/rules/weight-ignored.ts';
import { check, inventoryText, marked, messages } from './check-rule.ts';

/** One role with one service that has some directives. */
function service(
  directives: string,
  servers = '{ gui1: 172.31.8.21 }',
  keys: Record<string, string> = {},
): string {
  return inventoryText(
    `  gui:\n    servers: ${servers}\n    services: { http: { virtual_ip: web, port: 80, ${directives} } }\n`,
    keys,
  );
}

/** Two services that take what `defaults` says. */
function inherited(defaults: string, servers = '{ gui1: 172.31.8.21 }'): string {
  const services = '{ a: { virtual_ip: web, port: 80 }, b: { virtual_ip: web, port: 81 } }';
  return inventoryText(`  gui:\n    servers: ${servers}\n    services: ${services}\n`, { defaults });
}

describe('unknown-scheduler', () => {
  test.each(['rr', 'wrr', 'lc', 'wlc', 'lblc', 'lblcr', 'dh', 'sh', 'sed', 'nq', 'fo', 'ovf', 'mh'])(
    '%s is known',
    (name) => {
      expect(marked(unknownScheduler, service(`scheduler: ${name}`))).toEqual([]);
    },
  );

  test.each<[string, string | undefined]>([
    ['wlcc', 'did you mean wlc?'],
    ['roundrobin', expect.stringContaining('known here: rr, wrr') as string],
  ])('%s is not', (name, hint) => {
    const text = service(`scheduler: ${name}`);
    expect(marked(unknownScheduler, text)).toEqual([name]);
    expect(check(unknownScheduler, text)[0]?.hint).toEqual(hint);
  });

  test('one of defaults is reported once, and not where every service has its own', () => {
    expect(marked(unknownScheduler, inherited('{ scheduler: nosuch }'))).toEqual(['nosuch']);
    expect(
      marked(unknownScheduler, service('scheduler: rr', undefined, { defaults: '{ scheduler: nosuch }' })),
    ).toEqual([]);
  });
});

describe('invalid-receive', () => {
  test.each<[string, string[]]>([
    ['OK', []],
    ["'status: \\(up\\)'", []],
    ["'(up'", ['receive is no valid regular expression: ( without ), at "(up"']],
    ["'up\\'", ['receive is no valid regular expression: a \\ at the end, at "\\"']],
    [
      "'(?{ exit })'",
      [
        'receive is no valid regular expression: Perl runs no code from an expression that it reads, at "(?{ exit })"',
      ],
    ],
  ])('%s', (receive, expected) => {
    expect(messages(invalidReceive, service(`receive: ${receive}`))).toEqual(expected);
  });

  test('one of defaults is reported once', () => {
    expect(marked(invalidReceive, inherited("{ receive: '*' }"))).toEqual(["'*'"]);
  });

  test.each<[servers: string, expected: string[]]>([
    ["{ gui1: { address: 172.31.8.21, request: /, receive: '(up' } }", ["'(up'"]],
    ["{ gui1: { address: 172.31.8.21, request: '(', receive: up } }", []],
    ["{ gui1: { address: 172.31.8.21, request: /, receive: '(up', state: retired } }", []],
  ])('that of a server: %s', (servers, expected) => {
    expect(marked(invalidReceive, service('receive: OK', servers))).toEqual(expected);
  });
});

describe('netmask-without-persistent', () => {
  test.each<[string, string[]]>([
    ['netmask: 255.255.255.0, persistent: 60', []],
    ['netmask: 255.255.255.0', ['255.255.255.0']],
    ['persistent: 60', []],
  ])('%s', (directives, expected) => {
    expect(marked(netmaskWithoutPersistent, service(directives))).toEqual(expected);
  });

  test('defaults count', () => {
    expect(
      marked(
        netmaskWithoutPersistent,
        service('netmask: 255.255.255.0', undefined, { defaults: '{ persistent: 60 }' }),
      ),
    ).toEqual([]);
    expect(marked(netmaskWithoutPersistent, inherited('{ netmask: 255.255.255.0 }'))).toEqual([
      '255.255.255.0',
    ]);
    expect(messages(netmaskWithoutPersistent, inherited('{ netmask: 255.255.255.0 }'))).toEqual([
      'the netmask of service "a" has no effect without persistent',
    ]);
  });

  test('one of defaults that a single service uses is not reported', () => {
    const services =
      '{ a: { virtual_ip: web, port: 80 }, b: { virtual_ip: web, port: 81, persistent: 60 }, c: { virtual_ip: web, port: 82 } }';
    const text = inventoryText(`  gui:\n    servers: { gui1: 172.31.8.21 }\n    services: ${services}\n`, {
      defaults: '{ netmask: 255.255.255.0 }',
    });
    expect(marked(netmaskWithoutPersistent, text)).toEqual([]);
  });
});

/** Two servers, the second with a weight. */
function weight(value: number, state = 'production'): string {
  return `{ gui1: 172.31.8.21, gui2: { address: 172.31.8.22, weight: ${value}, state: ${state} } }`;
}

describe('weight-ignored', () => {
  test.each<[directives: string, servers: string, expected: string[]]>([
    ['scheduler: rr', weight(2), ['2']],
    ['scheduler: lc', weight(7), ['7']],
    ['scheduler: rr', weight(1), []],
    ['scheduler: rr', weight(0), []],
    ['scheduler: rr', weight(2, 'retired'), []],
    ['scheduler: wrr', weight(2), []],
    ['scheduler: wlc', weight(2), []],
    ['scheduler: dh', weight(2), ['2']],
    ['persistent: 60', weight(2), []],
    [
      'scheduler: rr',
      '{ a: { address: 172.31.8.1, weight: 3 }, b: { address: 172.31.8.3, weight: 4 } }',
      ['3'],
    ],
  ])('%s with %s', (directives, servers, expected) => {
    expect(marked(weightIgnored, service(directives, servers))).toEqual(expected);
  });

  test('each service is reported', () => {
    expect(marked(weightIgnored, inherited('{ scheduler: rr }', weight(2)))).toEqual(['2', '2']);
  });
});

describe('hash-scheduler-without-fallback', () => {
  const draining = '{ gui1: 172.31.8.21, gui2: { address: 172.31.8.22, state: draining } }';
  const weightless = '{ gui1: 172.31.8.21, gui2: { address: 172.31.8.22, weight: 0 } }';
  const setup = '{ gui1: 172.31.8.21, gui2: { address: 172.31.8.22, weight: 0, state: setup } }';
  const limited = '{ gui1: { address: 172.31.8.21, upper_threshold: 50 } }';
  const unlimited =
    '{ gui1: { address: 172.31.8.21, upper_threshold: 0 }, gui2: { address: 172.31.8.22, upper_threshold: 5, state: setup } }';

  test.each<[directives: string, servers: string, expected: string[]]>([
    ['scheduler: sh', draining, ['gui2']],
    ['scheduler: mh', weightless, ['0']],
    ['scheduler: sh', setup, []],
    ['scheduler: sh', '{ gui1: 172.31.8.21 }', []],
    ['scheduler: sh, state: draining', draining, []],
    ['scheduler: sh, quiescent: true', '{ gui1: 172.31.8.21 }', ['sh']],
    ['scheduler: dh', draining, ['gui2']],
    ['scheduler: sh, schedflags: sh-fallback', draining, []],
    ['scheduler: sh, schedflags: [sh-port, sh-fallback]', draining, []],
    ['scheduler: sh, schedflags: sh-port', draining, ['gui2']],
    ['scheduler: mh, schedflags: "mh-port,mh-fallback"', weightless, []],
    ['scheduler: sh', limited, ['50']],
    ['scheduler: sh', unlimited, []],
    ['scheduler: sh, schedflags: sh-fallback', limited, []],
    ['scheduler: wlc', limited, []],
    ['scheduler: wlc', draining, []],
  ])('%s with %s', (directives, servers, expected) => {
    expect(marked(hashSchedulerWithoutFallback, service(directives, servers))).toEqual(expected);
  });

  test('the global quiescent counts unless the service has its own', () => {
    const global = { ldirectord: '{ quiescent: true }' };
    expect(marked(hashSchedulerWithoutFallback, service('scheduler: mh', undefined, global))).toEqual(['mh']);
    expect(
      marked(hashSchedulerWithoutFallback, service('scheduler: mh, quiescent: false', undefined, global)),
    ).toEqual([]);
  });

  test.each<[directives: string, servers: string, hint: string]>([
    ['scheduler: sh', draining, 'add schedflags: sh-fallback, or retire the server'],
    ['scheduler: mh', limited, 'add schedflags: mh-fallback, or remove upper_threshold'],
    [
      'scheduler: mh, quiescent: true',
      '{ gui1: 172.31.8.21 }',
      'add schedflags: mh-fallback, or set quiescent: false',
    ],
    ['scheduler: dh', draining, 'use another scheduler, or retire the server'],
  ])('%s with %s: the hint', (directives, servers, hint) => {
    expect(check(hashSchedulerWithoutFallback, service(directives, servers))[0]?.hint).toBe(hint);
  });
});
