import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codes } from '../../src/diagnostics/codes.ts';
import { reasons } from '../../src/diff/reasons.ts';
import { runCli } from './run-cli.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const oeStack = join(import.meta.dirname, '../../fixtures/oe-stack');
const run = (...args: string[]) => runCli(args, { cwd: folder.path });
const at = (...parts: string[]) => join(folder.path, ...parts);

describe('exit codes', () => {
  it.each([
    [[], 2],
    [['nope'], 2],
    [['lint', '--nope'], 2],
    [['lint', 'a', 'b'], 2],
    [['lint', 'missing.yaml'], 2],
    [['lint', '--format', 'xml'], 2],
    [['scaffold', '--check', '--dry-run'], 2],
    [['explain', 'nope'], 2],
    [['completion', 'tcsh'], 2],
    [['--help'], 0],
    [['scaffold', '--help'], 0],
    [['--version'], 0],
    [['explain'], 0],
  ])('%j gives %d', async (args, exitCode) => {
    const result = await run(...args);
    expect({ exitCode: result.exitCode, stack: /\n\s+at /.test(result.stderr) }).toEqual({
      exitCode,
      stack: false,
    });
  });

  it('a crash is no finding: exit 3, with the stack', async () => {
    const broken = { cwd: folder.path, env: {}, stdin: () => Promise.reject(new TypeError('boom')) };
    const { main } = await import('../../src/cli/main.ts');
    const err: string[] = [];
    const output = { write: (text: string) => void err.push(text), isTerminal: false };
    const signal = new AbortController().signal;
    expect(await main(['lint', '-'], { ...broken, stdout: output, stderr: output, signal })).toBe(3);
    expect(err.join('')).toMatch(/this is a bug in lvs-puppet[\s\S]*TypeError: boom\n\s+at /);
  });
});

describe('init', () => {
  it('writes an inventory without findings, whose module can be scaffolded', async () => {
    expect((await run('init')).exitCode).toBe(0);
    const { exitCode, stdout, stderr } = await run('lint', '--fail-on', 'warning');
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'lvs.yaml: no findings\n',
    });
    expect((await run('scaffold')).exitCode).toBe(0);
  });

  it('never overwrites', async () => {
    writeFileSync(at('lvs.yaml'), 'mine');
    expect((await run('init')).exitCode).toBe(2);
    expect(readFileSync(at('lvs.yaml'), 'utf8')).toBe('mine');
  });
});

describe('lint', () => {
  it('prints the contract’s JSON', async () => {
    writeFileSync(at('lvs.yaml'), 'version: 1\nrols: {}\n');
    const { exitCode, stdout } = await run('lint', '--format', 'json');
    expect(exitCode).toBe(1);
    const report = JSON.parse(stdout) as { schemaVersion: number; findings: object[] };
    expect(report.schemaVersion).toBe(1);
    expect(report.findings).toContainEqual({
      code: 'unknown-key',
      severity: 'error',
      message: 'the inventory has no key "rols"',
      file: 'lvs.yaml',
      line: 2,
      column: 1,
      endLine: 2,
      endColumn: 5,
      hint: 'did you mean roles?',
    });
  });

  it('colours only a terminal, and not with NO_COLOR or --no-color', async () => {
    writeFileSync(at('lvs.yaml'), 'version: 2\n');
    const colours = async (args: string[], env: Record<string, string>, isTerminal: boolean) =>
      (await runCli(args, { cwd: folder.path, env, isTerminal })).stdout.includes('\u001b[');
    expect(await colours(['lint'], {}, true)).toBe(true);
    expect(await colours(['lint'], {}, false)).toBe(false);
    expect(await colours(['lint'], { NO_COLOR: '1' }, true)).toBe(false);
    expect(await colours(['--no-color', 'lint'], {}, true)).toBe(false);
  });

  it('shows what the input hides', async () => {
    writeFileSync(at('lvs.yaml'), 'version: 1\n"\\e[2J\\u202e": 1\n');
    const { stdout } = await run('lint');
    expect(stdout).toContain('\\u001b[2J\\u202e');
    // oxlint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
  });

  it.each([
    ['binary', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
    ['empty', Buffer.from('')],
    ['nul', Buffer.from('a: \0')],
    ['deep', Buffer.from('['.repeat(200_000))],
    ['huge', Buffer.alloc(5 * 1024 * 1024, 'a')],
    ['crlf', Buffer.from('version: 1\r\nroles: {}\r\n')],
  ])('survives a %s inventory', async (_name, bytes) => {
    writeFileSync(at('lvs.yaml'), bytes);
    const { exitCode, stderr } = await run('lint');
    expect([1, 2]).toContain(exitCode);
    expect(stderr).not.toMatch(/bug|\n\s+at /);
  });

  it('names files in JSON from the current folder, and refuses what is no text', async () => {
    writeFileSync(at('lvs.yaml'), 'rols: {}\n');
    const { stdout } = await run('lint', '--format', 'json', at('lvs.yaml'));
    const files = (JSON.parse(stdout) as { findings: { file: string }[] }).findings.map(({ file }) => file);
    expect(new Set(files)).toEqual(new Set(['lvs.yaml']));
    const stdin = Buffer.from([0x61, 0xff]);
    expect(await runCli(['lint', '-'], { cwd: folder.path, stdin })).toMatchObject({
      exitCode: 1,
      stderr: 'lvs-puppet: standard input is not UTF-8 text\n',
    });
    writeFileSync(at('lvs.yaml'), Buffer.from('# M\u00fcnchen\n', 'latin1'));
    expect(await run('render')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'lvs-puppet: lvs.yaml is not UTF-8 text\n',
    });
  });

  it('takes a comment at the end of a line for that line alone', async () => {
    const comment = '# lvs-puppet: allow unused-virtual-ip - later';
    writeFileSync(
      at('lvs.yaml'),
      `version: 1\ndirectors: { interface: eth0, hosts: { lvs1: 10.0.0.1 } }\nvirtual_ips:\n  a: 10.0.0.2 ${comment}\n  b: 10.0.0.3\nroles: {}\n`,
    );
    const { stdout } = await run('lint');
    expect(stdout).toMatch(/^lvs\.yaml:5:3: warning unused-virtual-ip: /);
  });

  it('reads no more of an endless file than the limit', async () => {
    const { exitCode, stdout } = await run('lint', '/dev/zero');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('error yaml-limit');
  });

  it('says that a folder is no inventory', async () => {
    mkdirSync(at('lvs.yaml'));
    const { exitCode, stderr } = await run('lint');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: 'lvs-puppet: lvs.yaml is a folder, not a file\n',
    });
  });
});

describe('lint --servers', () => {
  it('shows a mistake of the list in the list', async () => {
    writeFileSync(at('servers.yaml'), 'giu: { gui1.oe.example: 172.31.8.21 }\n');
    const { exitCode, stdout } = await run(
      'lint',
      join(oeStack, '../discover/lvs.yaml'),
      '--servers',
      'servers.yaml',
    );
    expect(exitCode).toBe(1);
    expect(stdout).toContain('servers.yaml:1:1: error unknown-reference: there is no role "giu"\n');
    expect(stdout).toContain('  1 | giu: {');
    expect(stdout).toContain('did you mean gui?');
  });

  it('a missing list is wrong usage', async () => {
    const inventory = join(oeStack, '../discover/lvs.yaml');
    expect((await run('lint', inventory, '--servers', 'none.yaml')).exitCode).toBe(2);
  });
});

describe('render', () => {
  it('prints the configuration and nothing else on stdout', async () => {
    const { exitCode, stdout, stderr } = await run('render', join(oeStack, 'lvs.yaml'));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(
      '\nvirtual=172.31.8.100:5672\n\treal=172.31.8.11:5672 gate 1\n\treal=172.31.8.12:5672 gate 2\n',
    );
    expect(stdout.endsWith('\n# virtual services: 8\n')).toBe(true);
  });

  it('knows the directors', async () => {
    const inventory = join(oeStack, 'lvs.yaml');
    expect((await run('render', inventory, '--director', 'lvs1.oe.example')).exitCode).toBe(0);
    expect((await run('render', inventory, '--director', 'lvs9.oe.example')).exitCode).toBe(2);
  });

  it('leaves discovered servers out and says so, or takes them from a file', async () => {
    const inventory = join(oeStack, '../discover/lvs.yaml');
    const without = await run('render', inventory);
    expect(without.stderr).toBe(
      'inventory only: the servers of gui, websocket are known when a catalog is compiled\n',
    );
    expect(without.stdout).not.toContain('virtual=172.31.8.101:80\n');

    writeFileSync(at('servers.yaml'), 'gui: { gui1.oe.example: 172.31.8.21 }\n');
    const some = await run('render', inventory, '--servers', 'servers.yaml');
    expect(some.stderr).toBe(
      'inventory only: the servers of websocket are known when a catalog is compiled\n',
    );
    expect(some.stdout).toContain('virtual=172.31.8.101:80\n\treal=172.31.8.21:80 gate 1\n');
  });

  it('masks what only Hiera knows', async () => {
    writeFileSync(
      at('lvs.yaml'),
      `version: 1
directors: { interface: eth0 }
ldirectord: { checktimeout: 1 }
virtual_ips: { db: 192.0.2.100 }
roles:
  db:
    servers: { db1: 192.0.2.1 }
    services:
      mysql: { virtual_ip: db, port: mysql, checktype: negotiate, service: mysql, login: check, passwd: { hiera: a::key }, database: ping, request: SELECT 1 }
`,
    );
    const { exitCode, stdout } = await run('render');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('\tpasswd="********"\n');
    expect(stdout).not.toContain('a::key');
  });
});

describe('validate', () => {
  it('does not take one version of Puppet for all that were asked for', async () => {
    writeFileSync(at('a.pp'), '');
    writeFileSync(at('puppet'), '#!/bin/sh\necho 7.23.0\n', { mode: 0o755 });
    const args = ['validate', '--engine', 'puppet', '--puppet', '7,8', 'a.pp'];
    expect(await runCli(args, { cwd: folder.path, env: { PATH: folder.path } })).toMatchObject({
      exitCode: 3,
      stderr: 'lvs-puppet: --puppet asks for 7 and 8, and on PATH is puppet 7.23.0\n',
    });
  });
});

describe('--fail-on', () => {
  const unused = `version: 1
directors: { interface: eth0, hosts: { lvs1: 10.0.0.1 } }
virtual_ips: { a: 10.0.0.2 }
roles: {}
`;

  it.each([
    ['lint', undefined],
    ['scaffold', 'nothing was written'],
    ['render', 'nothing was rendered'],
    ['graph', 'nothing was drawn'],
    ['kicks', 'no kicks were looked for'],
  ])('%s ends with 1 at a warning only when it is told to', async (command, stopped) => {
    writeFileSync(at('lvs.yaml'), unused);
    const codeWith = async (...args: string[]) => (await run(command, ...args)).exitCode;
    expect(await codeWith('--fail-on', 'warning')).toBe(1);
    expect(await codeWith('--fail-on', 'note')).toBe(1);
    if (stopped !== undefined) {
      expect(await run(command, '--fail-on', 'warning')).toMatchObject({
        stdout: '',
        stderr: expect.stringMatching(
          new RegExp(`warning unused-virtual-ip[^]*\\n1 warning; ${stopped}\\n$`),
        ),
      });
      expect(existsSync(at('modules'))).toBe(false);
    }
    expect(await codeWith('--fail-on', 'error')).toBe(0);
    expect(await codeWith()).toBe(0);
    expect(await codeWith('--fail-on', 'hint')).toBe(2);
  });

  it('validate ends with 1 at a warning only when it is told to, and the file stays valid', async () => {
    mkdirSync(at('data'));
    writeFileSync(at('data/common.yaml'), '---\na: 1\n---\nb: 2\n');
    writeFileSync(at('puppet'), '#!/bin/sh\necho 7.23.0\n', { mode: 0o755 });
    const validate = (...args: string[]) =>
      runCli(['validate', '--engine', 'puppet', 'data', ...args], {
        cwd: folder.path,
        env: { PATH: folder.path },
      });
    const plain = await validate();
    expect(plain).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(' warning ') });
    expect(plain.stdout).toContain('1 valid, 0 not');
    expect(await validate('--fail-on', 'warning')).toEqual({ ...plain, exitCode: 1 });
  });

  it('leaves what is acknowledged alone', async () => {
    const comment = '# lvs-puppet: allow unused-virtual-ip - later';
    writeFileSync(at('lvs.yaml'), unused.replace('10.0.0.2 }', `10.0.0.2 } ${comment}`));
    expect((await run('lint', '--fail-on', 'note')).exitCode).toBe(0);
  });
});

describe('help', () => {
  it.each([40, 60, 80])('fits %i columns', async (columns) => {
    for (const command of [[], ['init'], ['explain'], ['diff'], ['scaffold'], ['validate']]) {
      const { stdout } = await runCli([...command, '--help'], { cwd: folder.path, columns });
      const lines = stdout.split('\n');
      expect(lines.filter((line) => line.length > columns && !line.startsWith('Usage: '))).toEqual([]);
    }
  });
});

describe('explain', () => {
  it('has a page for every code, none wider than 80 columns', async () => {
    for (const code of [...Object.keys(codes), ...Object.keys(reasons)]) {
      const { exitCode, stdout } = await run('explain', code);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`${code} (`);
      const prose = stdout.split('\n').filter((line) => !line.startsWith('Allow:'));
      expect(prose.filter((line) => line.length > 82)).toEqual([]);
    }
  });

  it('says of a change its risk, and of both that they are in the list', async () => {
    expect((await run('explain', 'service-moved')).stdout).toContain('service-moved (a change: critical)');
    const { stdout } = await run('explain');
    for (const code of [...Object.keys(codes), ...Object.keys(reasons)]) expect(stdout).toContain(`${code} `);
  });

  it('proposes the code that was meant', async () => {
    expect((await run('explain', 'kick-cycel')).stderr).toContain('did you mean kick-cycle?');
    expect((await run('explain', 'service-mowed')).stderr).toContain('did you mean service-moved?');
  });
});

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'])('%s knows every command and option', async (shell) => {
    const { exitCode, stdout } = await run('completion', shell);
    expect(exitCode).toBe(0);
    for (const word of [
      'scaffold',
      'regenerate',
      'diff',
      'confirm-removal',
      'max-removals',
      'blocker critical major minor info',
      'model config files',
      'lint',
      'render',
      'graph',
      'kicks',
      'validate',
      'explain',
      'init',
      'dry-run',
      'skeleton',
      'fail-on',
      'warning note',
      'kick-cycle',
      'fish',
    ]) {
      expect(stdout).toContain(word);
    }
    expect(existsSync(at('lvs.yaml'))).toBe(false);
  });
});
