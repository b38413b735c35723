import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { commit, git, gitEnvironment, initRepository } from './git-repository.ts';
import { runCli, type CliOptions } from './run-cli.ts';
import { temporaryFolder } from './temporary-folder.ts';

/* What `diff` prints and how it ends. */

const folder = temporaryFolder();
const fixtures = join(import.meta.dirname, '../../fixtures');
const at = (...parts: string[]): string => join(folder.path, ...parts);
const write = (file: string, text: string): void => writeFileSync(at(file), text);
const oeStack = readFileSync(join(fixtures, 'oe-stack/lvs.yaml'), 'utf8');

const diff = (args: readonly string[] = [], options: Partial<CliOptions> = {}) =>
  runCli(['diff', ...args], { cwd: folder.path, env: gitEnvironment, ...options });

beforeEach(() => {
  initRepository(folder.path);
});

describe('data of Hiera and lists of servers', () => {
  const site = (weight: number): string =>
    `lvs::server_overrides: { rabbitmq: { rabbitmq1.oe.example: { weight: ${weight} } } }\n`;
  const weights = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await diff(['--level', 'config', ...args]);
    const found = [...stdout.matchAll(/^([-+])\treal=172\.31\.8\.11:5672 gate (\d+)$/gm)];
    return { exitCode, stderr, weights: found.map(([, sign, weight]) => `${sign}${weight}`).join(' ') };
  };

  it('a file of the repository is read from each revision: a change of it is a change of meaning', async () => {
    commit(folder.path, { 'lvs.yaml': oeStack, 'data/site.yaml': site(2) });
    commit(folder.path, { 'data/site.yaml': site(3) });
    write('data/site.yaml', site(4));
    const hiera = ['--hiera', 'data/site.yaml'];
    const said = { exitCode: 0, stderr: '' };
    expect(await weights('HEAD~1', 'HEAD', ...hiera)).toEqual({ ...said, weights: '-2 +3' });
    expect(await weights(...hiera)).toEqual({ ...said, weights: '-3 +4' });
    expect(await weights('--hiera', at('data/site.yaml'))).toEqual({ ...said, weights: '-3 +4' });
    expect(await weights('--inventory', 'lvs.yaml')).toEqual({ ...said, weights: '' });
    write('old.yaml', oeStack);
    expect(await weights('old.yaml', 'lvs.yaml', ...hiera)).toEqual({ ...said, weights: '' });
  });

  it('a file that one side does not have is not known there, and that is said', async () => {
    commit(folder.path, { 'lvs.yaml': oeStack });
    commit(folder.path, { 'data/site.yaml': site(3) });
    expect(await weights('HEAD~1', 'HEAD', '--hiera', 'data/site.yaml')).toEqual({
      exitCode: 0,
      stderr: 'note: data/site.yaml is not in HEAD~1: that side knows nothing of it\n',
      weights: '-1 +3',
    });
    // Staged, but not committed yet.
    write('data/new.yaml', site(5));
    git(folder.path, 'add', 'data/new.yaml');
    expect(await weights('--hiera', 'data/new.yaml')).toEqual({
      exitCode: 0,
      stderr: 'note: data/new.yaml is not in HEAD: that side knows nothing of it\n',
      weights: '-1 +5',
    });
  });

  it('a file that is under no version control is read as it is now, and that is said', async () => {
    commit(folder.path, { 'lvs.yaml': oeStack.replace('172.31.8.11', '172.31.8.11') });
    write('site.yaml', site(6));
    expect(await weights('--hiera', 'site.yaml')).toEqual({
      exitCode: 0,
      stderr: 'note: site.yaml is not under version control: it is read as it is now\n',
      weights: '',
    });
    mkdirSync(at('sub'));
    write('sub/lvs.yaml', oeStack);
    commit(folder.path, {});
    const outside = await runCli(['diff', '--hiera', '/nonexistent/site.yaml'], {
      cwd: at('sub'),
      env: gitEnvironment,
    });
    expect(outside).toMatchObject({
      exitCode: 2,
      stderr: 'lvs-puppet: there is no file /nonexistent/site.yaml\n',
    });
  });

  it('servers that are discovered are those of the list, on each side its own', async () => {
    cpSync(join(fixtures, 'discover/lvs.yaml'), at('lvs.yaml'));
    const list = (address: string): string =>
      `gui: { gui1.oe.example: ${address} }\nwebsocket: { ws1.oe.example: 172.31.8.31 }\n`;
    commit(folder.path, { 'servers.yaml': list('172.31.8.21') });
    write('servers.yaml', list('172.31.8.29'));
    const known = await diff(['--level', 'config', '--servers', 'servers.yaml']);
    expect(known).toMatchObject({ exitCode: 0, stderr: '' });
    expect(known.stdout).toContain('-\treal=172.31.8.21:80 gate 1\n+\treal=172.31.8.29:80 gate 1\n');
    expect(known.stdout).not.toContain('inventory only');
    expect((await diff([])).stdout).toContain('inventory only: the servers of ');
  });

  it('a mistake in the data of a side is found in its file', async () => {
    commit(folder.path, { 'lvs.yaml': oeStack, 'site.yaml': 'lvs::server_overrides: 3\n' });
    write('site.yaml', site(1));
    const old = await diff(['--hiera', 'site.yaml']);
    expect(old.exitCode).toBe(1);
    expect(old.stderr).toContain('HEAD:site.yaml:1:24: error wrong-type');
    expect(old.stderr).toContain('HEAD:lvs.yaml: 1 error; compare with a revision that can be read\n');
    const next = await diff(['HEAD', 'HEAD', '--hiera', 'site.yaml']);
    expect(next.stderr).toMatch(/^site\.yaml:1:24: error wrong-type/m);
  });
});

describe('findings', () => {
  it('errors of the new inventory are printed as lint does, and nothing is compared', async () => {
    commit(folder.path, { 'lvs.yaml': oeStack });
    write('lvs.yaml', oeStack.replace('virtual_ip: messaging', 'virtual_ip: mesaging'));
    const { exitCode, stdout, stderr } = await diff();
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    const { stdout: linted } = await runCli(['lint'], { cwd: folder.path });
    expect(stderr).toBe(`${linted}lvs.yaml: 1 error, 1 warning\nnothing was compared\n`);
    commit(folder.path, {});
    expect((await diff(['HEAD~1', 'HEAD'])).stderr).toBe(
      `${linted}HEAD:lvs.yaml: 1 error, 1 warning\nnothing was compared\n`,
    );
  });

  it('an old inventory that cannot be read is said, with its revision', async () => {
    commit(folder.path, { 'lvs.yaml': 'version: 1\nroles: [\n' });
    write('lvs.yaml', oeStack);
    const { exitCode, stdout, stderr } = await diff();
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^HEAD:lvs\.yaml:\d+:\d+: error yaml-syntax: /);
    expect(stderr).toMatch(
      /\nHEAD:lvs\.yaml: \d+ errors?; compare with a revision that can be read\nnothing was compared\n$/,
    );
  });

  it('what rules find in the old inventory is no matter of the change', async () => {
    const twice = oeStack.replace('port: 15672', 'port: 5672');
    commit(folder.path, { 'lvs.yaml': twice });
    write('lvs.yaml', oeStack);
    expect((await runCli(['lint', '-'], { cwd: folder.path, stdin: twice })).exitCode).toBe(1);
    expect(await diff(['--level', 'config'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('+virtual=172.31.8.100:15672\n'),
    });
  });

  it('a secret that was written down is shown on neither side', async () => {
    const safe = oeStack.replace(
      'port: 443 }',
      'port: 443, checktype: negotiate, service: mysql, passwd: { hiera: oe::key } }',
    );
    const leaked = safe.replace('{ hiera: oe::key }', 'hunter2');
    commit(folder.path, { 'lvs.yaml': leaked });
    for (const text of [safe, leaked]) {
      write('lvs.yaml', text);
      const { stdout, stderr } = await diff(['--level', 'files']);
      expect(stdout + stderr).not.toContain('hunter2');
      expect(stderr).toContain('literal-secret');
    }
  });
});

describe('levels', () => {
  beforeEach(() => {
    commit(folder.path, { 'lvs.yaml': oeStack });
    write('lvs.yaml', oeStack.replace('172.31.8.12, weight: 2', '172.31.8.12, weight: 7'));
  });

  it('config is the ldirectord.cf that render prints', async () => {
    const { exitCode, stdout } = await diff(['--level', 'config']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('-\treal=172.31.8.12:5672 gate 2\n+\treal=172.31.8.12:5672 gate 7\n');
    write('before.cf', (await runCli(['render', '-'], { cwd: folder.path, stdin: oeStack })).stdout);
    const patch = stdout.slice(stdout.indexOf('--- a/'));
    const path = /^--- a\/(\S+)$/m.exec(patch)?.[1] ?? '';
    mkdirSync(join(at(path), '..'), { recursive: true });
    cpSync(at('before.cf'), at(path));
    write('change.patch', patch);
    git(folder.path, 'apply', 'change.patch');
    const { stdout: rendered } = await runCli(['render'], { cwd: folder.path });
    expect(readFileSync(at(path), 'utf8')).toBe(rendered);
  });

  it('files is what scaffold would change', async () => {
    const { stdout } = await diff(['--level', 'files']);
    const next = readFileSync(at('lvs.yaml'), 'utf8');
    write('lvs.yaml', oeStack);
    expect((await runCli(['scaffold'], { cwd: folder.path })).exitCode).toBe(0);
    write('lvs.yaml', next);
    const { stdout: dryRun } = await runCli(['scaffold', '--dry-run'], { cwd: folder.path });
    expect(stdout.slice(stdout.indexOf('--- a/'))).toBe(dryRun.replaceAll('modules/lvs/', ''));
    expect(existsSync(at('modules/lvs/manifests/init.pp'))).toBe(true);
  });

  it('files takes own templates', async () => {
    mkdirSync(at('skeleton'));
    write('skeleton/NOTES.md.hbs', '{{#each roles}}{{markdown name}} {{/each}}\n');
    write('lvs.yaml', oeStack.replace('  gui:', '  frontend:').replaceAll('[gui]', '[frontend]'));
    const { stdout, exitCode } = await diff(['--level', 'files', '--skeleton', 'skeleton']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^\+.*frontend/m);
    expect(stdout).toContain('--- a/NOTES.md\n');
  });
});

describe('the exit code', () => {
  const withoutRole = (text: string, role: string): string =>
    text.replace(new RegExp(`^  ${role}:\\n(?:    .*\\n)+`, 'm'), '');

  beforeEach(() => {
    commit(folder.path, { 'lvs.yaml': oeStack });
  });

  it('is 0 for changes alone, however risky, and whatever the format', async () => {
    write('lvs.yaml', withoutRole(oeStack, 'websocket'));
    const { exitCode, stdout, stderr } = await diff();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^HEAD:lvs\.yaml → lvs\.yaml: \d+ changes? \(1 blocker/);
    expect((await diff(['--format', 'json'])).exitCode).toBe(0);
  });

  it.each([
    ['blocker', 1, 'blocker'],
    ['critical', 1, 'critical or worse'],
    ['info', 1, 'info or worse'],
  ])('is 1 with --fail-on %s where a change is that risky', async (risk, code, said) => {
    write('lvs.yaml', withoutRole(oeStack, 'websocket'));
    const { exitCode, stdout, stderr } = await diff(['--fail-on', risk]);
    expect(exitCode).toBe(code);
    expect(stdout).toContain('service-removed');
    expect(stderr).toMatch(new RegExp(`^\\d+ changes? (?:is|are) ${said} \\(1 blocker.*\\)\\n$`));
  });

  it('is 0 with --fail-on where all is less risky, or confirmed', async () => {
    write('lvs.yaml', oeStack.replace('172.31.8.12, weight: 2', '172.31.8.12, weight: 7'));
    expect((await diff(['--fail-on', 'major'])).exitCode).toBe(0);
    expect((await diff(['--fail-on', 'minor'])).exitCode).toBe(1);
    write('lvs.yaml', withoutRole(oeStack, 'websocket'));
    expect(await diff(['--fail-on', 'info', '--confirm-removal', 'websocket'])).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
  });

  it('is 1 where more goes than --max-removals allows, with what goes and how to confirm it', async () => {
    write('lvs.yaml', oeStack.slice(0, oeStack.indexOf('  websocket:')));
    const { exitCode, stdout, stderr } = await diff(['--max-removals', '2']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('removals');
    const removals = Number(/, (\d+) removals/.exec(stdout)?.[1]);
    expect(removals).toBeGreaterThan(5);
    expect(stderr).toMatch(new RegExp(`^${removals} removals, and no more than 2 are expected: `));
    for (const what of [
      'service websocket',
      'role ssl-offloader with 2 servers',
      'role couchbase with 3 servers',
    ])
      expect(stderr).toContain(what);
    const confirmed = [...stderr.matchAll(/--confirm-removal \S+(?= |$)/g)].flatMap(([text]) =>
      text.split(' '),
    );
    expect(confirmed.filter((word) => !word.startsWith('-'))).toEqual([
      'websocket',
      'ssl-offloader',
      'couchbase',
    ]);
    expect((await diff(['--max-removals', '0', ...confirmed])).exitCode).toBe(0);
    expect(stderr).toContain(`--max-removals ${removals}\n`);
    expect((await diff(['--max-removals', String(removals)])).exitCode).toBe(0);
  });

  const many = (count: number, state = 'production'): string =>
    `version: 1\ndirectors: { interface: eth0, hosts: { lvs1.oe.example: 10.0.0.2 } }\nldirectord: { checktimeout: 3, checkinterval: 100 }\nvirtual_ips: { web: 10.0.1.1 }\nroles:\n  gui:\n    servers: { ${Array.from({ length: count }, (_, index) => `g${index}.oe.example: { address: 10.0.0.${index + 10}, state: ${index === 0 ? 'production' : state} }`).join(', ')} }\n    services: { http: { virtual_ip: web, port: 80 } }\n`;

  it.each([
    ['removed', many(2)],
    ['in setup', many(5, 'setup').replace('10.0.0.11, state: setup', '10.0.0.11, state: production')],
  ])('without an option no more than half of all servers may be %s', async (_what, text) => {
    commit(folder.path, { 'lvs.yaml': many(5) });
    write('lvs.yaml', text);
    const { exitCode, stderr } = await diff();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^3 of 5 servers go, which is more than half: server g2\.oe\.example, /m);
    expect(stderr).toContain(
      'If that is meant, confirm it with --confirm-removal gui or allow it with --max-removals 3\n',
    );
    expect((await diff(['--max-removals', '3'])).exitCode).toBe(0);
    expect((await diff(['--max-removals', '10'])).exitCode).toBe(0);
    expect((await diff(['--max-removals', '2'])).exitCode).toBe(1);
    expect((await diff(['--confirm-removal', 'gui'])).exitCode).toBe(0);
  });

  it('without an option half may go, or two things of a few', async () => {
    commit(folder.path, { 'lvs.yaml': many(6) });
    write('lvs.yaml', many(3));
    expect((await diff()).exitCode).toBe(0);
    commit(folder.path, { 'lvs.yaml': many(3) });
    write('lvs.yaml', many(1));
    expect((await diff()).exitCode).toBe(0);
  });

  it('without an option no more than half of all services may go', async () => {
    const services = 'services: { http: { virtual_ip: web, port: 80 }';
    const more = [81, 82, 83, 84].map((port) => `, h${port}: { virtual_ip: web, port: ${port} }`);
    const offering = (count: number): string =>
      many(9).replace(services, services + more.slice(0, count).join(''));
    commit(folder.path, { 'lvs.yaml': offering(4) });
    write('lvs.yaml', offering(2));
    expect((await diff()).exitCode).toBe(0);
    write('lvs.yaml', offering(1));
    const { exitCode, stderr } = await diff();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^3 of 5 services go, which is more than half: service h82, service h83, service h84; /m,
    );
  });

  it('without an option up to ten things may go', async () => {
    commit(folder.path, { 'lvs.yaml': many(30) });
    write('lvs.yaml', many(20));
    expect((await diff()).exitCode).toBe(0);
    write('lvs.yaml', many(19));
    const { exitCode, stderr } = await diff();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^11 removals, and no more than 10 are expected: server g19\.oe\.example, /);
    write('lvs.yaml', many(2));
    expect((await diff()).stderr).toContain(', and 16 more; is the inventory whole?');
  });

  it.each([
    [['--max-removals', '-1']],
    [['--max-removals', 'ten']],
    [['--max-removals', '1.5']],
    [['--fail-on', 'error']],
    [['--level', 'lines']],
    [['--format', 'xml']],
    [['--inventory', '']],
    [['']],
    [['a', 'b', 'c']],
  ])('is 2 for %j', async (args) => {
    expect((await diff(args)).exitCode).toBe(2);
  });

  it('is 2 for a role that neither side has', async () => {
    expect(await diff(['--confirm-removal', 'websockets'])).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr:
        'lvs-puppet: --confirm-removal: neither side has a role "websockets"; did you mean websocket?\n',
    });
  });
});

describe('a server that gets clients before it has the virtual IP', () => {
  const entering = (line: string): string =>
    oeStack.replace('    services:\n      amqp:', `${line}    services:\n      amqp:`);
  const server = '      rabbitmq3.oe.example: 172.31.8.13\n';

  beforeEach(() => {
    commit(folder.path, { 'lvs.yaml': oeStack });
  });

  it('is a finding, and a critical change', async () => {
    write('lvs.yaml', entering(server));
    const { exitCode, stdout, stderr } = await diff();
    expect(exitCode).toBe(0);
    expect(stdout).toContain('critical server-added-without-setup: ');
    expect(stderr).toBe(
      'lvs.yaml:46:7: warning added-without-setup: rabbitmq3.oe.example gets clients of amqp, management at once, before 172.31.8.100 is bound there\n' +
        '  46 |       rabbitmq3.oe.example: 172.31.8.13\n     |       ^^^^^^^^^^^^^^^^^^^^\n' +
        '  hint: add it with state: setup, let its agent run, then set state: production\n',
    );
    expect((await diff(['--fail-on', 'critical'])).exitCode).toBe(1);
  });

  it('is neither where it enters through setup', async () => {
    write('lvs.yaml', entering('      rabbitmq3.oe.example: { address: 172.31.8.13, state: setup }\n'));
    const { stdout, stderr } = await diff();
    expect(stderr).toBe('');
    expect(stdout).not.toContain('without-setup');
  });

  it('is allowed by a comment, which lint leaves alone', async () => {
    const comment = '      # lvs-puppet: allow added-without-setup - it was prepared by hand\n';
    write('lvs.yaml', entering(comment + server));
    const { exitCode, stdout, stderr } = await diff(['--fail-on', 'critical']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('critical server-added-without-setup: ');
    expect(stdout).toContain('(confirmed)');
    expect((await runCli(['lint', '--fail-on', 'note'], { cwd: folder.path })).exitCode).toBe(0);
    // It is about this one server.
    write('lvs.yaml', entering(`${comment + server}      rabbitmq4.oe.example: 172.31.8.14\n`));
    expect((await diff(['--fail-on', 'critical'])).exitCode).toBe(1);
  });

  it('is allowed by a comment once: when the change is through, the next one asks to remove it', async () => {
    const comment = '      # lvs-puppet: allow added-without-setup - it was prepared by hand\n';
    commit(folder.path, { 'lvs.yaml': entering(comment + server) });
    expect((await diff()).stderr).toBe('');
    write('lvs.yaml', entering(`${comment}      rabbitmq4.oe.example: 172.31.8.14\n${server}`));
    const { exitCode, stderr } = await diff(['--fail-on', 'critical']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'lvs.yaml:46:7: warning unused-acknowledgement: this comment stood there before, and allows nothing new\n',
    );
    expect(stderr).toContain('lvs.yaml:47:7: warning added-without-setup: rabbitmq4.oe.example gets clients');
    expect((await runCli(['lint', '--fail-on', 'note'], { cwd: folder.path })).exitCode).toBe(0);
  });
});

it('a terminal has colours by risk and lines that fit', async () => {
  commit(folder.path, { 'lvs.yaml': oeStack });
  write('lvs.yaml', oeStack.replace('172.31.8.12, weight: 2', '172.31.8.12, weight: 7'));
  const { stdout } = await diff([], { isTerminal: true });
  expect(stdout).toContain('\u001b[');
  expect(
    (await diff([], { isTerminal: true, env: { ...gitEnvironment, NO_COLOR: '1' } })).stdout,
  ).not.toContain('\u001b[');
});
