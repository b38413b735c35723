import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const discover = join(import.meta.dirname, '../../fixtures/discover/lvs.yaml');
const run = (...args: string[]) => runCli(['kicks', ...args], { cwd: folder.path });

describe('kicks', () => {
  it('tells of each role which nodes run, and which may follow', async () => {
    expect(await run(discover)).toEqual({
      exitCode: 0,
      stdout: [
        'a change of rabbitmq runs:',
        '  lvs: lvs1.oe.example',
        '',
        'a change of gui runs:',
        '  rabbitmq: rabbitmq1.oe.example, rabbitmq2.oe.example',
        '  lvs: lvs1.oe.example',
        '  and where such a run changes what others see of its node:',
        '    lvs, by rabbitmq: lvs1.oe.example',
        '',
        'a change of websocket runs:',
        '  lvs: lvs1.oe.example',
        '',
        'a change of lvs kicks nobody',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  it('tells of one role, also from standard input', async () => {
    const { exitCode, stdout } = await run(discover, 'websocket');
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: 'a change of websocket runs:\n  lvs: lvs1.oe.example\n',
    });
    const stdin = readFileSync(discover);
    expect((await runCli(['kicks', '-', 'websocket'], { cwd: folder.path, stdin })).stdout).toBe(stdout);
  });

  it('names the command where a role stands in the place of the inventory', async () => {
    expect((await run('gui')).stderr).toBe('lvs-puppet: there is no file gui\n');
    writeFileSync(join(folder.path, 'lvs.yaml'), readFileSync(discover));
    expect(await run('gui')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'lvs-puppet: there is no file gui; for the role: lvs-puppet kicks lvs.yaml gui\n',
    });
    expect((await run('lvs.yaml', 'gui')).exitCode).toBe(0);
    expect((await run('guy')).stderr).toBe('lvs-puppet: there is no file guy\n');
  });

  it('prints what the page about it shows', async () => {
    const repository = join(import.meta.dirname, '../..');
    const page = readFileSync(join(repository, 'docs/kicking.md'), 'utf8');
    const [, shown = 'nothing'] = /```text\n\$ lvs-puppet kicks \S+ gui\n([^`]*)```/.exec(page) ?? [];
    expect((await run(discover, 'gui')).stdout).toBe(shown);
  });

  it('says of nodes that only a catalog knows that there may be more, and takes them from a file', async () => {
    const text = readFileSync(discover, 'utf8').replace('    kicks: [rabbitmq]\n', '');
    writeFileSync(
      join(folder.path, 'lvs.yaml'),
      text.replace('message broker', 'message broker\n    kicks: [gui]'),
    );
    expect((await run('lvs.yaml', 'rabbitmq')).stdout).toContain(
      '  gui: those that are known when a catalog is compiled\n',
    );
    writeFileSync(join(folder.path, 'servers.yaml'), 'gui: { gui1.oe.example: 172.31.8.21 }\n');
    expect((await run('lvs.yaml', 'rabbitmq', '--servers', 'servers.yaml')).stdout).toContain(
      '  gui: gui1.oe.example, those that are known when a catalog is compiled\n',
    );
  });

  it('prints JSON of a version', async () => {
    const { exitCode, stdout } = await run(discover, 'gui', '--format', 'json');
    const lvs = { role: 'lvs', nodes: ['lvs1.oe.example'], complete: true };
    const rabbitmq = {
      role: 'rabbitmq',
      nodes: ['rabbitmq1.oe.example', 'rabbitmq2.oe.example'],
      complete: true,
    };
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      roles: [{ role: 'gui', runs: [rabbitmq, lvs], following: [{ ...lvs, by: ['rabbitmq'] }] }],
    });
  });

  it.each([
    [['gu'], 'there is no role "gu"; did you mean gui?'],
    [['nothing'], 'there is no role "nothing"; known here: rabbitmq, gui, websocket, lvs'],
    [['\u001b[31m'], 'there is no role "\\u001b[31m"; known here: rabbitmq, gui, websocket, lvs'],
  ])('takes no other role: %j', async (args, message) => {
    expect(await run(discover, ...args)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `lvs-puppet: ${message}\n`,
    });
  });

  it.each([[['--format', 'mermaid']], [['missing.yaml']], [['a', 'b', 'c']], [['a', '']]])(
    '%j is wrong usage',
    async (args) => {
      const { exitCode, stdout } = await run(...args);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    },
  );

  it('tells nothing of kicks that go round in a circle', async () => {
    const text = readFileSync(discover, 'utf8').replace('kicks: [rabbitmq]', 'kicks: [gui]');
    writeFileSync(join(folder.path, 'lvs.yaml'), text);
    const { exitCode, stdout, stderr } = await run();
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/error kick-cycle: [^]*\n1 error; no kicks were looked for\n$/);
  });
});
