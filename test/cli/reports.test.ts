import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commit, gitEnvironment, initRepository } from './git-repository.ts';
import { runCli, type CliRun } from './run-cli.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();

const GOOD = `version: 1
directors: { role: lvs, interface: eth0, hosts: { lvs1.oe.example: 172.31.8.2 } }
defaults: { checktype: connect }
virtual_ips: { web: 172.31.8.100 }
roles:
  gui:
    servers: { gui1.oe.example: 172.31.8.21, gui2.oe.example: 172.31.8.22 }
    services:
      http: { virtual_ip: web, port: 80 }
      https: { virtual_ip: web, port: 443 }
`;
const BAD = GOOD.replace('virtual_ip: web, port: 443', 'virtual_ip: wep, port: 443');

const at = (name: string): string => join(folder.path, name);
const read = (name: string): string => readFileSync(at(name), 'utf8');
const write = (name: string, text: string): void => writeFileSync(at(name), text);
const run = (args: readonly string[], env: Record<string, string> = {}): Promise<CliRun> =>
  runCli(args, { cwd: folder.path, env });

describe('--format NAME[:FILE]', () => {
  it('prints text where none is given, as ever', async () => {
    write('lvs.yaml', BAD);
    const { exitCode, stdout, stderr } = await run(['lint']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^lvs\.yaml:10:28: error unknown-reference: .*\n {2}10 \| /);
    expect(stderr).toBe('lvs.yaml: 1 error\n');
    expect(await run(['lint', '--format', 'text'])).toEqual({ exitCode, stdout, stderr });
    expect(await run(['lint', '--format', 'text:-'])).toEqual({ exitCode, stdout, stderr });
  });

  it('prints one result in several formats, each to its place', async () => {
    write('lvs.yaml', BAD);
    const formats = ['text', 'json:a.json', 'markdown:b.md', 'github:c.txt', 'sarif:d.sarif'];
    const { exitCode, stdout } = await run(['lint', ...formats.flatMap((name) => ['--format', name])]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^lvs\.yaml:10:28: error/);
    expect(read('a.json')).toBe((await run(['lint', '--format', 'json'])).stdout);
    expect(read('b.md')).toBe((await run(['lint', '--format', 'markdown'])).stdout);
    expect(read('c.txt')).toMatch(/^::error file=lvs\.yaml,line=10,/);
    expect(JSON.parse(read('d.sarif'))).toMatchObject({ version: '2.1.0' });
    // Nothing else is left behind.
    expect(readdirSync(folder.path).toSorted()).toEqual(['a.json', 'b.md', 'c.txt', 'd.sarif', 'lvs.yaml']);
  });

  it('replaces a file of an earlier run, and keeps the summary on stderr', async () => {
    write('lvs.yaml', GOOD);
    write('report.md', 'old');
    const { exitCode, stdout, stderr } = await run(['lint', '--format', 'markdown:report.md']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toBe('lvs.yaml: no findings\n');
    expect(read('report.md')).toBe(
      '<!-- lvs-puppet:lint:lvs.yaml -->\n\n**lvs-puppet lint**: no findings\n\n`lvs.yaml`\n',
    );
  });

  it.each([
    ['two formats on standard output', ['--format', 'json', '--format', 'sarif'], 'Only one format'],
    [
      'two formats in one file',
      ['--format', 'json:a', '--format', 'sarif:./a'],
      'Two formats cannot go to one file',
    ],
    ['no file', ['--format', 'json:'], 'is empty'],
    ['an unknown format', ['--format', 'xml'], 'Allowed choices are text, json, markdown, github, sarif.'],
    ['a page of findings', ['--format', 'html:a.html'], 'Allowed choices are'],
    ['a limit that is too small', ['--comment-limit', '100'], 'It is a number from 8000 to 999000.'],
    ['an empty key', ['--comment-key', ''], 'It is empty.'],
  ])('%s is wrong usage', async (_, options, message) => {
    write('lvs.yaml', GOOD);
    const { exitCode, stdout, stderr } = await run(['lint', ...options]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(readdirSync(folder.path)).toEqual(['lvs.yaml']);
  });

  it.each([
    ['a folder that is not there', 'no/report.md', 'there is no such file or folder'],
    ['a folder in the way', 'sub', 'it is a folder'],
    ['a symbolic link', 'link.md', 'it is a symbolic link'],
    ['a named pipe', 'pipe', 'it is no plain file'],
  ])('%s is said in one line, and nothing is written', async (_, file, reason) => {
    write('lvs.yaml', BAD);
    write('target.md', 'kept');
    mkdirSync(at('sub'));
    symlinkSync(at('target.md'), at('link.md'));
    execFileSync('mkfifo', [at('pipe')]);
    const before = readdirSync(folder.path);
    const { exitCode, stdout, stderr } = await run([
      'lint',
      '--format',
      'json:first.json',
      '--format',
      `markdown:${file}`,
    ]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toBe(`lvs-puppet: cannot write ${file}: ${reason}\n`);
    expect(readdirSync(folder.path)).toEqual(before);
    expect(read('target.md')).toBe('kept');
  });

  it.each([
    ['the inventory', 'lvs.yaml'],
    ['the inventory under another name', 'sub/../dots/lvs.yaml'],
    ['a file of Hiera', 'common.yaml'],
    ['the servers', 'servers.yaml'],
    ['the memory of the module', '.lvs-puppet/lock.json'],
    ['the memory of the module under another name', 'memory/lock.json'],
  ])('never replaces what belongs to a person: %s', async (_, file) => {
    write('lvs.yaml', GOOD);
    write('common.yaml', '{}\n');
    write('servers.yaml', '{}\n');
    for (const name of ['sub', '.lvs-puppet']) mkdirSync(at(name));
    symlinkSync('.', at('dots'));
    symlinkSync('.lvs-puppet', at('memory'));
    write('.lvs-puppet/lock.json', '{}\n');
    const old = read(file);
    const known = ['--hiera=common.yaml', '--servers=servers.yaml'];
    for (const args of [['lint'], ['diff', 'lvs.yaml', 'lvs.yaml']]) {
      const formats = ['--format', 'json:first.json', '--format', `markdown:${file}`];
      const { exitCode, stdout, stderr } = await run([...args, ...known, ...formats]);
      expect({ exitCode, stdout, read: read(file) }).toEqual({ exitCode: 2, stdout: '', read: old });
      expect(stderr).toMatch(
        /^lvs-puppet: a report cannot go to \S+: it is (?:read|lvs-puppet's own)[^\n]*\n$/m,
      );
      expect(readdirSync(folder.path)).not.toContain('first.json');
    }
  });

  it('never replaces the inventory that a revision is compared with', async () => {
    initRepository(folder.path);
    commit(folder.path, { 'lvs.yaml': GOOD });
    const { exitCode } = await run(['diff', '--format', 'json:lvs.yaml'], gitEnvironment);
    expect({ exitCode, read: read('lvs.yaml') }).toEqual({ exitCode: 2, read: GOOD });
  });

  it('never replaces a file that is validated', async () => {
    mkdirSync(at('m'));
    write('m/metadata.json', '{}');
    writeFileSync(at('puppet'), '#!/bin/sh\necho 7.23.0\n', { mode: 0o755 });
    const args = ['validate', '--engine', 'puppet', 'm', '--format', 'json:m/metadata.json'];
    const { exitCode } = await run(args, { PATH: folder.path });
    expect({ exitCode, read: read('m/metadata.json') }).toEqual({ exitCode: 2, read: '{}' });
  });

  it('takes two names of one file for one', async () => {
    write('lvs.yaml', GOOD);
    symlinkSync('.', at('dots'));
    const { exitCode, stderr } = await run(['lint', '--format', 'json:out', '--format', 'sarif:dots/out']);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: 'lvs-puppet: two formats cannot go to one file, out and dots/out\n',
    });
    expect(readdirSync(folder.path).toSorted()).toEqual(['dots', 'lvs.yaml']);
  });

  it('keeps the permissions of a file of an earlier run', async () => {
    write('lvs.yaml', GOOD);
    write('report.md', 'old');
    chmodSync(at('report.md'), 0o600);
    await run(['lint', '--format', 'markdown:report.md']);
    expect(read('report.md')).toContain('no findings');
    expect(statSync(at('report.md')).mode & 0o777).toBe(0o600);
  });

  it('shows a secret in no format', async () => {
    write(
      'lvs.yaml',
      GOOD.replace('port: 80 }', 'port: 80, checktype: negotiate, service: ftp, login: a, passwd: hunter2 }'),
    );
    const names = ['text', 'json', 'markdown', 'github', 'sarif'];
    for (const name of names) {
      const { stdout } = await run(['lint', '--format', name], { GITHUB_STEP_SUMMARY: 'summary.md' });
      expect(stdout, name).toContain('literal-secret');
      expect(stdout, name).not.toContain('hunter2');
    }
    await run(['lint', '--format', 'text:report.txt']);
    expect(read('report.txt')).toContain('literal-secret');
    expect(read('report.txt')).not.toContain('hunter2');
    expect(read('summary.md')).not.toContain('hunter2');
  });

  it('names files from the current folder, whatever the person wrote', async () => {
    write('lvs.yaml', BAD);
    for (const format of ['json', 'markdown', 'github', 'sarif']) {
      const relative = await run(['lint', '--format', format]);
      const absolute = await run(['lint', '--format', format, at('lvs.yaml')]);
      expect(absolute.stdout).toBe(relative.stdout);
      expect(absolute.stdout).not.toContain(folder.path);
    }
  });

  it('takes the key and the limit of a comment', async () => {
    write('lvs.yaml', BAD);
    const options = ['--format', 'markdown', '--comment-key', 'site a', '--comment-limit', '8000'];
    expect((await run(['lint', ...options])).stdout).toMatch(/^<!-- lvs-puppet:site%20a -->\n/);
  });

  it('is completed by shells', async () => {
    const { stdout } = await run(['completion', 'bash']);
    expect(stdout).toContain("--format) words='text json markdown github sarif' ;;");
    expect(stdout).toContain("--format) words='text json markdown github sarif html' ;;");
  });
});

describe('--format github', () => {
  const github = { GITHUB_STEP_SUMMARY: 'summary.md', GITHUB_OUTPUT: 'output.txt' };

  it('appends to the files of the runner', async () => {
    write('lvs.yaml', BAD);
    write('summary.md', '# earlier\n');
    write('output.txt', 'earlier=1\n');
    const { exitCode, stdout } = await run(['lint', '--format', 'github'], github);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^::error /);
    expect(read('output.txt')).toBe(
      'earlier=1\nhas_findings=true\nerrors=1\nwarnings=0\nnotes=0\nnot_checked=0\n',
    );
    expect(read('summary.md')).toMatch(/^# earlier\n\*\*lvs-puppet lint\*\*: 1 error\n/);
  });

  it('leaves them alone for other formats', async () => {
    write('lvs.yaml', BAD);
    await run(['lint', '--format', 'markdown'], github);
    expect(readdirSync(folder.path)).toEqual(['lvs.yaml']);
  });

  it('keeps the summary of all its runs below what GitHub shows', async () => {
    write('lvs.yaml', BAD);
    write('summary.md', 'x'.repeat(1000 * 1024 - 100));
    await run(['lint', '--format', 'github'], github);
    expect(read('summary.md').length).toBe(1000 * 1024 - 100);
    expect(read('output.txt')).toContain('errors=1\n');
  });

  it('says where it cannot write', async () => {
    write('lvs.yaml', GOOD);
    const { exitCode, stderr } = await run(['lint', '--format', 'github'], {
      GITHUB_OUTPUT: 'no/output.txt',
    });
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^lvs-puppet: cannot write no\/output\.txt, the file of GITHUB_OUTPUT: .*\n$/);
  });
});

describe('in a log of GitHub Actions', () => {
  const env = { GITHUB_ACTIONS: 'true' };
  const COMMAND = '##[stop-commands]token';

  it('no source line is a command, wherever it is shown', async () => {
    write('lvs.yaml', BAD.replace('port: 443 }', `port: 443 } # ${COMMAND}`));
    for (const args of [['lint'], ['render'], ['scaffold', '--check'], ['diff', 'lvs.yaml', 'lvs.yaml']]) {
      const plain = await run(args);
      expect(plain.stdout + plain.stderr, args[0]).toContain(COMMAND);
      const { stdout, stderr } = await run(args, env);
      expect(stdout + stderr, args[0]).not.toContain('##[');
      expect(stdout + stderr, args[0]).toContain('##\\u005bstop-commands]token');
    }
  });

  it('no path is one', async () => {
    write('lvs.yaml', GOOD);
    const { stdout, stderr } = await run(['scaffold', '-o', COMMAND], env);
    expect(stdout + stderr).toContain('##\\u005bstop-commands]token: ');
    expect(stdout + stderr).not.toContain('##[');
    expect((await run(['undo', '-o', COMMAND], env)).stdout).not.toContain('##[');
  });

  it('results for programs stay as they are', async () => {
    write('lvs.yaml', GOOD.replace('virtual_ips:', `acknowledged: ${COMMAND}\nvirtual_ips:`));
    for (const format of ['json', 'markdown', 'github', 'sarif'])
      expect((await run(['lint', '--format', format], env)).stdout).toBe(
        (await run(['lint', '--format', format])).stdout,
      );
    await run(['lint', '--format', 'text:report.txt'], env);
    expect(read('report.txt')).toContain(COMMAND);
  });
});

describe('diff --format', () => {
  const formats = ['text', 'json:r.json', 'markdown:r.md', 'github:r.txt', 'sarif:r.sarif', 'html:r.html'];

  it('prints a review in every format, and tells a workflow what it is about', async () => {
    write('old.yaml', GOOD);
    write('new.yaml', GOOD.replace(/ {6}https: .*\n/, ''));
    const args = ['diff', 'old.yaml', 'new.yaml', ...formats.flatMap((name) => ['--format', name])];
    const { stdout } = await run(args, { GITHUB_OUTPUT: 'output.txt', GITHUB_STEP_SUMMARY: 'summary.md' });
    expect(stdout).toMatch(/^old\.yaml → new\.yaml: 1 change \(1 blocker\)/);
    expect(JSON.parse(read('r.json'))).toMatchObject({ summary: { maxRisk: 'blocker', hasRemovals: true } });
    expect(read('r.md')).toMatch(
      /^<!-- lvs-puppet:new\.yaml -->\n\n## lvs-puppet: 1 change, the worst is \*\*blocker\*\*/,
    );
    expect(read('r.txt')).toMatch(/^::error file=new\.yaml,title=service-removed/);
    expect(JSON.parse(read('r.sarif'))).toMatchObject({ version: '2.1.0' });
    expect(read('r.html')).toMatch(/^<!doctype html>/i);
    expect(read('output.txt')).toContain(
      'has_changes=true\nchanges=1\nmax_risk=blocker\nhas_removals=true\nremovals=1\n',
    );
    expect(read('summary.md')).toMatch(/^## lvs-puppet: 1 change/);
  });
});

describe('validate --format', () => {
  /** A Puppet that says its version: what is checked here asks for no more. */
  const validate = (...args: string[]): Promise<CliRun> => {
    writeFileSync(at('puppet'), '#!/bin/sh\necho 7.23.0\n', { mode: 0o755 });
    return run(['validate', '--engine', 'puppet', ...args], { PATH: folder.path });
  };

  it('prints verdicts in the formats of lint', async () => {
    write('metadata.json', '{}');
    const formats = ['json:r.json', 'markdown', 'sarif:r.sarif', 'github:r.txt'];
    const args = formats.flatMap((name) => ['--format', name]);
    const { exitCode, stdout } = await validate('metadata.json', ...args);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /^<!-- lvs-puppet:validate:metadata\.json -->\n\n\*\*lvs-puppet validate\*\*: \d+ errors?\n/,
    );
    expect(read('r.txt')).toMatch(/^::error file=metadata\.json,/);
    const { files } = JSON.parse(read('r.json')) as { files: { findings: unknown[] }[] };
    const { runs } = JSON.parse(read('r.sarif')) as { runs: { results: unknown[] }[] };
    expect(runs[0]?.results.length).toBeGreaterThan(0);
    expect(runs[0]?.results.length).toBe(files[0]?.findings.length);
  });

  it('says which files could not be checked', async () => {
    write('x.cf', 'checktimeout=3\n');
    const args = ['--format', 'markdown', '--format', 'sarif:r.sarif', '--format', 'github:r.txt'];
    const { exitCode, stdout } = await validate('x.cf', ...args);
    expect(exitCode).toBe(3);
    expect(stdout).toContain('**lvs-puppet validate**: 1 file not checked\n');
    expect(stdout).toContain('### Not checked: 1 file\n\n- `x.cf` ');
    expect(read('r.txt')).toMatch(/^::error file=x\.cf,title=not-checked/);
    expect(read('r.sarif')).toContain('"executionSuccessful": false');
  });
});
