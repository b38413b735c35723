import { describe, expect, it } from 'vitest';
import { hostNames, parseLdirectordOutput, withoutSideEffects } from '../../../src/validate/ldirectord.ts';

const file = {
  path: 'lvs.cf',
  absolute: '/x/lvs.cf',
  kind: 'ldirectord' as const,
  bytes: new Uint8Array(),
  text: 'checktimeout=3\nvirtual=10.0.0.1:80\n\treal=10.0.0.2:80 gate\n\tfrob=1\n',
  moduleRoot: '/x',
};

const copy = (text: string): string => Buffer.from(withoutSideEffects(Buffer.from(text))).toString();

describe('the answers of ldirectord', () => {
  it('become findings on the original file', () => {
    const stderr = `Use of uninitialized value $ip_port in pattern match (m//) at /usr/sbin/ldirectord line 1838, <CFGFILE> line 3.
Warning [7] reading file /s/u.cf at line 2: checkcount option is deprecated
Error [7] reading file /s/u.cf at line 5: Unknown command "\tfrob=1
"
Exiting with exit_status 2: config_error: Configuration Error
`;
    expect(parseLdirectordOutput(stderr, '/s/u.cf', file)).toMatchObject([
      { severity: 'warning', at: { line: 1 } },
      { severity: 'error', message: 'Unknown command " frob=1"', at: { file: 'lvs.cf', line: 4, column: 2 } },
    ]);
  });

  it('are read without a line, too', () => {
    const stderr = 'Warning [7]: checkinterval in virtual service tcp:10.0.0.1:80 ignored when fork=no\n';
    expect(parseLdirectordOutput(stderr, '/s/u.cf', file)).toMatchObject([
      { severity: 'warning', at: { line: 1 } },
    ]);
  });
});

describe('the copy for ldirectord', () => {
  it.each([
    ['logfile="/etc/passwd"', 'logfile="/dev/null"'],
    ['logfile  =  "local0" x', 'logfile  =  "/dev/null" x'],
    ['\tmonitorfile=/etc/x', '\tmonitorfile="/dev/null"'],
    ['    monitorfile = "/etc/x" # y', '    monitorfile = "/dev/null"'],
    // Refused by ldirectord as they are, and they open nothing.
    ['logfile=/x', 'logfile=/x'],
    ['\tmonitorfile=""', '\tmonitorfile=""'],
    ['\tmonitorfile=', '\tmonitorfile='],
    ['monitorfile=/x', 'monitorfile=/x'],
    ['# logfile="/x"', '# logfile="/x"'],
  ])('turns %j into %j', (line, wanted) => {
    expect(copy(`a\n${line}\nb`)).toBe(`logfile="/dev/null"\na\n${wanted}\nb`);
  });

  it('keeps every other byte', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const rest = Buffer.from(withoutSideEffects(bytes)).subarray('logfile="/dev/null"\n'.length);
    expect([...rest]).toEqual([...bytes]);
  });
});

describe('host names', () => {
  it('are those that ldirectord resolves', () => {
    const text = `virtual=vip.example:80
\treal=web1->web3:80 gate
\treal=10.0.0.1:80 gate
\tfallback=127.0.0.1:80
\trequest="real=no.example"
virtual=7
virtual6=[2001:db8::1]:80
\treal6=six.example:80 gate
fallback=sorry.example
`;
    expect(hostNames(text)).toEqual(['vip.example', 'web1', 'web3', 'six.example', 'sorry.example']);
  });

  it('never look like an option', () => {
    expect(hostNames('virtual=--privileged:80\nvirtual=-v/:/x\n')).toEqual([]);
  });
});
