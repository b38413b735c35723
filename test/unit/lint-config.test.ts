import { describe, expect, test } from 'vitest';
import { lintConfig } from '../../src/lint-config.ts';

const path = 'ldirectord.cf';

/** The findings on a file, as `LINE CODE`. */
function found(text: string): string[] {
  return lintConfig({ path, text: `checktimeout=2\nnegotiatetimeout=2\n${text}` }).map(
    ({ at, code }) => `${at.line - 2} ${code}`,
  );
}

function section(virtual: string, ...lines: readonly string[]): string {
  return `virtual=${virtual}\n${lines.map((line) => `\t${line}\n`).join('')}`;
}

const web = section('10.0.0.100:80', 'real=10.0.0.1:80 gate', 'checktype=connect');

describe('what the rules of inventories say of a file', () => {
  test.each<[string, string, readonly string[]]>([
    ['nothing', web, []],
    ['another port by direct routing', web.replace('1:80 gate', '1:8080 gate'), ['2 port-mapped-in-gate']],
    ['another port where addresses are translated', web.replace('1:80 gate', '1:8080 masq'), []],
    [
      'a firewall mark whose check has no port',
      section('7', 'real=10.0.0.1 gate', 'checktype=connect'),
      ['1 fwmark-without-check'],
    ],
    [
      'a firewall mark beside a global fallback',
      `fallback=127.0.0.1:80\n${section('7', 'real=10.0.0.1 gate', 'checktype=connect', 'checkport=80')}`,
      ['2 fwmark-with-global-fallback'],
    ],
    [
      'two marks',
      ['7', '8']
        .map((mark) => section(mark, 'real=10.0.0.1 gate', 'checktype=connect', 'checkport=80'))
        .join(''),
      [],
    ],
    [
      'a service without servers',
      section('10.0.0.100:80', 'checktype=connect'),
      ['1 service-without-servers'],
    ],
    ['a scheduler that there is not', `${web}\tscheduler=wwr\n`, ['4 unknown-scheduler']],
    [
      'UDP that is checked by a connect',
      section('10.0.0.100:53', 'real=10.0.0.1:53 gate', 'protocol=udp', 'ops=yes', 'checktype=connect'),
      ['5 udp-connect-check'],
    ],
    [
      'one service written in two ways',
      `${web}${web.replace(':80', ':080')}`,
      ['4 duplicate-virtual-service', '4 negotiation-unused'],
    ],
  ])('%s', (_what, text, codes) => {
    expect(found(text)).toEqual(codes);
  });

  test('of a section in which something is refused is nothing, as that may follow from it', () => {
    const refused = section('10.0.0.101:80', 'real=10.0.0.1:80 gates', 'checktype=connect', 'scheduler=wwr');
    expect(found(`${refused}\n${web}\tscheduler=wwr\n`)).toEqual([
      '2 cf-invalid-forwarding',
      '9 unknown-scheduler',
    ]);
  });
});

test('an address without a port is told to be a mark', () => {
  const [finding] = lintConfig({
    path,
    text: section('10.0.0.100', 'real=10.0.0.1 gate', 'checktype=connect', 'checkport=80'),
  });
  expect(finding).toMatchObject({
    code: 'cf-read-as-mark',
    message: 'this is the service of firewall mark 10 to the daemon',
    at: { line: 1, column: 9, endColumn: 19 },
  });
});
