import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

/* What stands in for systemctl in the lab, in namespaces where /etc and /run are empty. */

const program = join(import.meta.dirname, '../../lab/systemctl.pl');
const mustRun = process.env['LVS_PUPPET_ALL'] === '1';
// With processes of its own as well: the shell is the first of them, and all end with it.
const own = ['--mount', '--pid', '--fork', '--kill-child'];
const apart = process.getuid?.() === 0 ? own : ['--user', '--map-root-user', ...own];
const cannot =
  spawnSync('unshare', [...apart, 'mount', '-t', 'tmpfs', 'tmpfs', '/run']).status === 0
    ? undefined
    : 'making namespaces of files and processes needs root, or user namespaces';

let folder = '';
beforeEach((context) => {
  if (cannot !== undefined && !mustRun) context.skip(cannot);
  folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-systemctl-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs lines of a shell on a machine that has these files below /etc/systemd/system. `$log` is a file that
 * units may write to, `systemctl` the stand-in.
 */
function machine(units: Readonly<Record<string, readonly string[]>>, ...lines: string[]): Ended {
  for (const [name, content] of Object.entries(units)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), `[Service]\n${content.join('\n')}\n`);
  }
  const script = [
    'program=$1; units=$2; log=/run/log',
    'mount -t tmpfs tmpfs /run; mount -t tmpfs tmpfs /etc',
    'mkdir -p /etc/systemd/system /run/systemd; cp -R "$units/." /etc/systemd/system/',
    'systemctl() { perl "$program" "$@"; }',
    ': > $log',
    ...lines,
  ].join('\n');
  const { status, stdout, stderr } = spawnSync(
    'unshare',
    [...apart, 'sh', '-c', script, 'sh', program, folder],
    { encoding: 'utf8', timeout: 30_000, env: { PATH: process.env['PATH'] } },
  );
  return { exitCode: status, stdout, stderr };
}

/** A unit whose commands leave a word in the log. */
const word = (text: string): string => `/bin/sh -c 'echo ${text} >> /run/log'`;
const oneshot = ['Type=oneshot', 'RemainAfterExit=yes'];

describe('a unit', () => {
  test('is started, reloaded and stopped by its own words', () => {
    const unit = [
      ...oneshot,
      `ExecStartPre=${word('before')}`,
      `ExecStart=${word('start')}`,
      `ExecStartPost=${word('after')}`,
      `ExecReload=${word('reload')}`,
      `ExecStop=${word('stop')}`,
      `ExecStopPost=${word('gone')}`,
    ];
    const { exitCode, stdout, stderr } = machine(
      { 'a.service': unit },
      'systemctl is-active a || echo "code $?"',
      'systemctl start a; systemctl start a.service',
      'systemctl is-active a',
      'systemctl reload a; systemctl restart a; systemctl stop a',
      'systemctl is-active --quiet a || echo "code $?"',
      'echo $(cat $log)',
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'inactive',
      'code 3',
      'active',
      'code 3',
      'before start after reload stop gone before start after stop gone',
      '',
    ]);
  });

  test('of a daemon is active while the process that its pid file names is', () => {
    const { stdout } = machine(
      {
        'a.service': ['Type=forking', 'PIDFile=/run/a.pid', 'ExecStart=/bin/sh /etc/systemd/system/start.sh'],
      },
      `printf 'sleep 60 > /dev/null 2>&1 &\\necho $! > /run/a.pid\\n' > /etc/systemd/system/start.sh`,
      'systemctl start a; systemctl is-active a',
      'kill $(cat /run/a.pid); sleep 0.2; systemctl is-active a',
    );
    expect(stdout).toBe('active\ninactive\n');
  });

  test('that stays in the foreground goes on behind the command', () => {
    const { stdout } = machine(
      { 'a.service': ['ExecStart=/bin/sleep 60'] },
      'systemctl start a; systemctl is-active a',
      'systemctl stop a; systemctl is-active a',
    );
    expect(stdout).toBe('active\ninactive\n');
  });

  test('may be overridden by a drop-in; an empty line starts a list anew', () => {
    const { stdout } = machine(
      {
        'a.service': [...oneshot, `ExecStart=${word('one')}`, `ExecReload=${word('reload')}`],
        'a.service.d/own.conf': ['ExecStart=', `ExecStart=${word('two')}`, `ExecReload=${word('more')}`],
      },
      'systemctl start a; systemctl reload a; echo $(cat $log)',
    );
    expect(stdout).toBe('two reload more\n');
  });

  test('that fails is told, unless a dash says that it does not matter', () => {
    const { exitCode, stdout, stderr } = machine(
      {
        'a.service': [...oneshot, 'ExecStart=-/bin/false', `ExecStart=${word('on')}`],
        'b.service': [...oneshot, 'ExecStart=/bin/false', `ExecStart=${word('never')}`],
      },
      'systemctl start a && cat $log',
      'systemctl start b && echo started',
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: 'on\n' });
    expect(stderr).toBe('systemctl (stand-in of the lab): b.service: ExecStart=/bin/false ended with 1\n');
  });

  test.each([
    ['a specifier', 'ExecStart=/bin/echo %n', 'has a specifier or a variable'],
    ['a variable', 'ExecStart=/bin/echo $WORD', 'has a specifier or a variable'],
    ['another prefix', 'ExecStart=@/bin/echo echo', 'has a prefix that is not known here'],
  ])('with words that are not understood is refused: %s', (_what, line, reason) => {
    const { exitCode, stdout, stderr } = machine({ 'a.service': [...oneshot, line] }, 'systemctl start a');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(reason);
  });

  test('is reloaded, or restarted where it has no words for that, if it is active', () => {
    const { exitCode, stdout, stderr } = machine(
      {
        'a.service': [...oneshot, `ExecStart=${word('start-a')}`, `ExecReload=${word('reload-a')}`],
        'b.service': [...oneshot, `ExecStart=${word('start-b')}`, `ExecStop=${word('stop-b')}`],
      },
      'systemctl try-reload-or-restart a',
      'systemctl start a b',
      'systemctl try-reload-or-restart a b; echo $(cat $log)',
    );
    expect(stderr).toBe('');
    expect(stdout).toBe('start-a start-b reload-a stop-b start-b\n');
    expect(exitCode).toBe(0);
  });

  test('that is not active is not reloaded', () => {
    const { exitCode, stderr } = machine({ 'a.service': oneshot }, 'systemctl reload a');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('a.service is not active');
  });
});

describe('a start of the machine', () => {
  test('starts what is enabled, in order', () => {
    const unit = (name: string, ...more: string[]): string[] => [
      ...oneshot,
      ...more,
      `ExecStart=${word(name)}`,
      'WantedBy=multi-user.target',
    ];
    const { stdout } = machine(
      {
        'a.service': unit('a', 'After=c.service network.target'),
        'b.service': unit('b'),
        'c.service': unit('c', 'Before=b.service'),
        'd.service': unit('d'),
      },
      'systemctl enable a b c d; systemctl is-enabled d',
      'ls /etc/systemd/system/multi-user.target.wants | tr "\\n" " "; echo',
      'systemctl disable d; systemctl is-enabled d || echo "code $?"',
      'systemctl start-enabled a b c d nobody; echo $(cat $log)',
    );
    expect(stdout.split('\n')).toEqual([
      'enabled',
      'a.service b.service c.service d.service ',
      'disabled',
      'code 1',
      'c a b',
      '',
    ]);
  });

  test('refuses a unit that may come before the settings of the kernel', () => {
    const early = [
      ...oneshot,
      'DefaultDependencies=no',
      `ExecStart=${word('a')}`,
      'WantedBy=multi-user.target',
    ];
    const { exitCode, stderr } = machine(
      { 'a.service': early },
      'systemctl enable a; systemctl start-enabled a',
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('a.service has DefaultDependencies=no');
  });

  test('ends where units wait for each other', () => {
    const { exitCode, stderr } = machine(
      { 'a.service': ['After=b.service'], 'b.service': ['After=a.service'] },
      'systemctl start-enabled a b',
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('the units wait for each other');
  });
});

describe('what it does not know', () => {
  test.each([
    ['a unit', 'systemctl start nobody', 4, 'Unit nobody.service could not be found.'],
    ['a command', 'systemctl isolate a', 64, 'knows no isolate'],
    ['no command', 'systemctl', 64, 'knows no empty command'],
    ['a property', 'systemctl show a', 1, 'show wants a property'],
    ['another property', 'systemctl show --property=MainPID a', 1, 'knows no property MainPID'],
  ])('%s is refused', (_what, line, code, reason) => {
    const { exitCode, stderr } = machine({ 'a.service': oneshot }, line);
    expect({ exitCode, stderr }).toEqual({
      exitCode: code,
      stderr: expect.stringContaining(`systemctl (stand-in of the lab): ${reason}`) as string,
    });
  });

  test('what Puppet asks before it manages a unit is answered', () => {
    const { exitCode, stdout } = machine(
      { 'a.service': oneshot },
      'systemctl show --property=NeedDaemonReload a && systemctl cat a && systemctl daemon-reload && systemctl unmask a',
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'NeedDaemonReload=no\n' });
  });
});
