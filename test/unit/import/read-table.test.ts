import { expect, test } from 'vitest';
import { isTable, readTable } from '../../../src/import/read-table.ts';

const path = '<stdin>';

test.each([
  ['-A -t 10.0.0.1:80 -s wlc\n', true],
  ['\n-A -f 7 -s rr\n', true],
  ['', false],
  ['virtual=10.0.0.1:80\n', false],
  ['# -A -t 10.0.0.1:80\n', false],
])('%j is a table: %s', (text, expected) => {
  expect(isTable(text)).toBe(expected);
});

test('a table has services with their servers, by address and by mark, of both families', () => {
  const { config, kept } = readTable({
    path,
    text: [
      '-A -t 10.0.0.1:80 -s wlc -p 600 -M 255.255.255.0',
      '-a -t 10.0.0.1:80 -r 10.0.1.1:80 -g -w 1',
      '-a -t 10.0.0.1:80 -r 10.0.1.2:80 -i -w 0',
      '-A -u [2001:db8::1]:53 -s sh -b sh-port --ops',
      '-a -u [2001:db8::1]:53 -r [2001:db8::2]:5353 -m -w 3 -x 9 -y 4',
      '-A -f 7 -6 -s rr',
      '-a -f 7 -6 -r [2001:db8::2]:0 -g -w 1',
      '',
    ].join('\n'),
  });
  expect(kept).toEqual([]);
  const summary = config.virtuals.map(({ family, protocol, endpoint, directives, reals }) => ({
    family,
    protocol,
    endpoint,
    directives: Object.fromEntries([...directives].map(([name, { value }]) => [name, value])),
    reals: reals.map((real) => [real.address, real.port, real.forwarding, real.weight, real.upperThreshold]),
  }));
  expect(summary).toEqual([
    {
      family: 4,
      protocol: 'tcp',
      endpoint: { address: '10.0.0.1', port: '80' },
      directives: { scheduler: 'wlc', persistent: '600', netmask: '255.255.255.0', checktype: 'connect' },
      reals: [
        ['10.0.1.1', '80', 'gate', '1', undefined],
        ['10.0.1.2', '80', 'ipip', '0', undefined],
      ],
    },
    {
      family: 6,
      protocol: 'udp',
      endpoint: { address: '[2001:db8::1]', port: '53' },
      directives: { scheduler: 'sh', schedflags: 'sh-port', ops: 'yes', checktype: 'ping' },
      reals: [['[2001:db8::2]', '5353', 'masq', '3', '9']],
    },
    {
      family: 6,
      protocol: 'fwm',
      endpoint: { mark: '7' },
      directives: { scheduler: 'rr', checktype: 'connect' },
      reals: [['[2001:db8::2]', '0', 'gate', '1', undefined]],
    },
  ]);
});

test.each([
  '-C',
  '-a -t 10.0.0.9:80 -r 10.0.1.1:80 -g -w 1',
  '-a -t 10.0.0.1:80 -r name:80 -g -w 1',
  '-A -t name:80 -s rr',
  'IP Virtual Server version 1.2.1',
])('a line that is not understood is told: %s', (line) => {
  const { findings, kept } = readTable({ path, text: `-A -t 10.0.0.1:80 -s rr\n  ${line}\n` });
  expect(findings.map(({ code }) => code)).toContain('import-left-out');
  expect(kept).toMatchObject([{ file: path, line: 2, column: 3 }]);
});

test('a server of weight 0 may be one that did not answer, which is told', () => {
  const text = '-A -t 10.0.0.1:80 -s wlc\n-a -t 10.0.0.1:80 -r 10.0.1.1:80 -g -w 0\n';
  const { findings } = readTable({ path, text });
  expect(findings.map(({ code, at }) => [code, at.line])).toEqual([
    ['import-normalised', 2],
    ['import-normalised', 1],
  ]);
});
