import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const fixtures = join(import.meta.dirname, '../../fixtures');
const run = (...args: string[]) => runCli(['graph', ...args], { cwd: folder.path });
const oeStack = join(fixtures, 'oe-stack/lvs.yaml');

describe('graph', () => {
  it.each([
    [[], 'mmd'],
    [['--format', 'mermaid'], 'mmd'],
    [['--format', 'dot'], 'dot'],
    [['--format', 'svg'], 'svg'],
  ])('%j prints the picture and nothing else', async (options, extension) => {
    expect(await run(oeStack, ...options)).toEqual({
      exitCode: 0,
      stdout: readFileSync(join(fixtures, `oe-stack/graph.${extension}`), 'utf8'),
      stderr: '',
    });
  });

  it('reads standard input', async () => {
    const stdin = readFileSync(oeStack);
    const { exitCode, stdout } = await runCli(['graph', '-'], { cwd: folder.path, stdin });
    expect({ exitCode, start: stdout.split('\n')[1] }).toEqual({ exitCode: 0, start: 'flowchart LR' });
  });

  it('says what the inventory alone does not tell', async () => {
    const { exitCode, stdout, stderr } = await run(join(fixtures, 'discover/lvs.yaml'));
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: 'inventory only: the servers of gui, websocket are known when a catalog is compiled\n',
    });
    expect(stdout).toContain('servers#58; discover, at least 1');
  });

  it('takes servers that are discovered from a file', async () => {
    writeFileSync(join(folder.path, 'servers.yaml'), 'gui: { gui1.oe.example: 172.31.8.21 }\n');
    const { stdout, stderr } = await run(join(fixtures, 'discover/lvs.yaml'), '--servers', 'servers.yaml');
    expect(stderr).toContain('inventory only: the servers of websocket are known');
    expect(stdout).toContain(
      '"role gui<br/>web front end<br/>servers#58; discover<br/>gui1.oe.example 172.31.8.21"',
    );
  });

  it('draws nothing where there are errors', async () => {
    const text = readFileSync(oeStack, 'utf8').replace('kicks: [rabbitmq]', 'kicks: [gui]');
    writeFileSync(join(folder.path, 'lvs.yaml'), text);
    const { exitCode, stdout, stderr } = await run();
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/error kick-cycle: [^]*\n1 error; nothing was drawn\n$/);
  });

  it('draws in spite of warnings, which go to stderr', async () => {
    const text = readFileSync(oeStack, 'utf8').replace(
      'virtual_ips:\n',
      'virtual_ips:\n  spare: 172.31.8.109\n',
    );
    writeFileSync(join(folder.path, 'lvs.yaml'), text);
    const { exitCode, stdout, stderr } = await run();
    expect({ exitCode, drawn: stdout.includes('virtual IP spare') }).toEqual({ exitCode: 0, drawn: true });
    expect(stderr).toContain('warning unused-virtual-ip');
  });

  it.each([[['--format', 'png']], [['missing.yaml']], [['a', 'b']]])('%j is wrong usage', async (args) => {
    const { exitCode, stdout } = await run(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });
});
