import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const fixtures = join(import.meta.dirname, '../../fixtures');
const run = (...args: string[]) => runCli(args, { cwd: folder.path });
const write = (file: string, text: string): void => writeFileSync(join(folder.path, file), text);

beforeEach(() => {
  cpSync(join(fixtures, 'oe-stack/lvs.yaml'), join(folder.path, 'lvs.yaml'));
  write('site.yaml', 'lvs::server_overrides: { rabbitmq: { rabbitmq1.oe.example: { weight: 5 } } }\n');
  write('common.yaml', 'lvs::service_overrides: { amqp: { scheduler: sed } }\nlvs::checktimeout: 2\n');
});

describe('--hiera', () => {
  it.each([
    ['several values', ['lvs.yaml', '--hiera', 'site.yaml', 'common.yaml']],
    ['several options', ['--hiera', 'site.yaml', '--hiera', 'common.yaml']],
    ['the inventory behind --', ['--hiera', 'site.yaml', 'common.yaml', '--', 'lvs.yaml']],
  ])('takes files as %s', async (_how, args) => {
    const { exitCode, stdout, stderr } = await run('render', ...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(
      '\ncheckinterval=10\nquiescent=no\n\n# rabbitmq: message broker\n# amqp\nvirtual=172.31.8.100:5672\n' +
        '\treal=172.31.8.11:5672 gate 5\n\treal=172.31.8.12:5672 gate 2\n\tprotocol=tcp\n\tscheduler=sed\n',
    );
    expect(stdout).toContain('checktimeout=2\n');
  });

  it('lint shows a mistake of Hiera data in its file', async () => {
    write('site.yaml', 'lvs::server_overrides:\n  rabitmq: {}\n');
    const { exitCode, stdout } = await run('lint', '--hiera', 'site.yaml');
    expect(exitCode).toBe(1);
    expect(stdout).toBe(
      'site.yaml:2:3: error unknown-reference: there is no role "rabitmq" that could have servers\n' +
        '  2 |   rabitmq: {}\n    |   ^^^^^^^\n  hint: did you mean rabbitmq?\n',
    );
  });

  it('lint names the file in JSON, from the current folder', async () => {
    write('site.yaml', 'lvs::chektimeout: 2\n');
    const { stdout } = await run('lint', '--format', 'json', '--hiera', join(folder.path, 'site.yaml'));
    expect((JSON.parse(stdout) as { findings: object[] }).findings).toMatchObject([
      { code: 'unknown-hiera-key', severity: 'warning', file: 'site.yaml', line: 1, column: 1 },
    ]);
  });

  it('graph draws what Hiera says', async () => {
    const { exitCode, stdout } = await run('graph', '--hiera', 'site.yaml');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('<br/>rabbitmq1.oe.example 172.31.8.11, weight 5<br/>');
  });

  it('render stops at errors, and prints nothing of secrets', async () => {
    write('site.yaml', 'profile::password: hidden\nlvs::checktimeout: "2"\n');
    const { exitCode, stdout, stderr } = await run('render', '--hiera', 'site.yaml');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^site\.yaml:2:20: error wrong-type: [^]*1 error; nothing was rendered\n$/);
    expect(stderr).not.toContain('hidden');
  });

  it('a list in Hiera takes the place of servers that nobody knows', async () => {
    cpSync(join(fixtures, 'discover/lvs.yaml'), join(folder.path, 'lvs.yaml'));
    write('site.yaml', 'lvs::config::guiservers: [{ hostname: gui8, address: 172.31.8.28 }]\n');
    const one = await run('render', '--hiera', 'site.yaml');
    expect(one.stderr).toBe(
      'inventory only: the servers of websocket are known when a catalog is compiled\n',
    );
    expect(one.stdout).toContain('\treal=172.31.8.28:80 gate 1\n');
    write('common.yaml', 'lvs::config::websocketservers: [{ hostname: ws8, address: 172.31.8.38 }]\n');
    const all = await run('render', '--hiera', 'site.yaml', 'common.yaml');
    expect(all.stderr).not.toContain('inventory only');
  });

  it('changes servers that come from a file', async () => {
    cpSync(join(fixtures, 'discover/lvs.yaml'), join(folder.path, 'lvs.yaml'));
    write('servers.yaml', 'gui: { gui1.oe.example: 172.31.8.21 }\n');
    write('site.yaml', 'lvs::server_overrides: { gui: { gui1.oe.example: { weight: 8 } } }\n');
    const { stdout } = await run('render', '--servers', 'servers.yaml', '--hiera', 'site.yaml');
    expect(stdout).toContain('real=172.31.8.21:80 gate 8\n');
  });

  it('an inventory behind it is found out', async () => {
    const { exitCode, stderr } = await run('render', '--hiera', 'site.yaml', 'lvs.yaml');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('hint: write the inventory in front of --hiera\n');
  });

  it.each([[['--hiera']], [['--hiera', '']], [['--hiera', 'missing.yaml']]])(
    '%j is wrong usage',
    async (args) => {
      const { exitCode, stdout } = await run('render', ...args);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    },
  );

  it('leaves what is made of the inventory alone as it is', async () => {
    const { stdout } = await run('render');
    expect(stdout).toContain('real=172.31.8.11:5672 gate 1');
    expect(readFileSync(join(folder.path, 'lvs.yaml'), 'utf8')).toContain(
      'rabbitmq1.oe.example: 172.31.8.11',
    );
  });
});
