import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';
import { oneModule } from './stack-inventory.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const oeStack = join(import.meta.dirname, '../../fixtures/oe-stack');

const run = (...args: string[]) => runCli(args, { cwd: folder.path });
const at = (...parts: string[]) => join(folder.path, ...parts);

function writeInventory(edit: (text: string) => string = (text) => text): void {
  writeFileSync(at('lvs.yaml'), edit(oneModule));
}

/** Every file below a folder with its content. */
function tree(path: string): Record<string, string> {
  if (!existsSync(path)) return {};
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((file) =>
    lstatSync(join(path, file)).isFile(),
  );
  return Object.fromEntries(files.toSorted().map((file) => [file, readFileSync(join(path, file), 'utf8')]));
}

describe('scaffold', () => {
  it('writes the module, and the same bytes as the golden', async () => {
    writeInventory();
    const { exitCode, stdout, stderr } = await run('scaffold');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^modules\/lvs: \d+ new\n$/);
    expect(tree(at('modules/lvs'))).toEqual(tree(join(oeStack, 'modules/lvs')));
  });

  it('does nothing the second time', async () => {
    writeInventory();
    await run('scaffold');
    const before = tree(folder.path);
    const { exitCode, stdout } = await run('scaffold');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^modules\/lvs: \d+ unchanged\n$/);
    expect(tree(folder.path)).toEqual(before);
    expect((await run('scaffold', '--check')).exitCode).toBe(0);
  });

  it('brings the module up to date when a role is added and taken away', async () => {
    writeInventory();
    await run('scaffold');
    const before = tree(at('modules/lvs'));
    writeInventory(
      (text) =>
        `${text}  search:\n    servers: { search1.oe.example: 172.31.8.71 }\n    services: { search: { virtual_ip: web, port: 9200 } }\n`,
    );
    const check = await run('regenerate', '--check');
    expect(check.exitCode).toBe(1);
    expect(check.stdout).toContain('modules/lvs/manifests/config.pp: out of date\n');
    expect(check.stderr).toContain('lvs-puppet scaffold');
    const dry = await run('scaffold', '--dry-run');
    expect(dry.exitCode).toBe(0);
    expect(dry.stdout).toContain('+++ b/modules/lvs/manifests/config.pp');
    expect(dry.stdout).toMatch(/^\+ .*\$searchservers/m);
    expect(tree(at('modules/lvs'))).toEqual(before);
    expect((await run('scaffold')).exitCode).toBe(0);
    expect(tree(at('modules/lvs'))['manifests/config.pp']).toContain('$searchservers');
    writeInventory();
    await run('scaffold');
    expect(tree(at('modules/lvs'))).toEqual(before);
  });

  it('never overwrites what was edited by hand, and says that it is kept', async () => {
    writeInventory();
    await run('scaffold');
    appendFileSync(at('modules/lvs/manifests/config.pp'), '# by hand\n');
    writeInventory((text) => text.replace('weight: 2', 'weight: 3'));
    const check = await run('scaffold', '--check');
    expect(check.exitCode).toBe(1);
    expect(check.stdout).toContain(
      'modules/lvs/manifests/config.pp: out of date, and edited by hand; scaffold keeps both\n',
    );
    const { exitCode, stdout } = await run('scaffold');
    expect(exitCode).toBe(0);
    expect(stdout).toContain(', 1 merged, ');
    const merged = readFileSync(at('modules/lvs/manifests/config.pp'), 'utf8');
    expect(merged).toMatch(/# by hand\n$/);
    expect(merged).toMatch(/weight +=> 3/);
    const again = await run('scaffold');
    expect(again.exitCode).toBe(0);
    expect(again.stderr).toBe('note: modules/lvs/manifests/config.pp is kept: edited by hand\n');
    expect(readFileSync(at('modules/lvs/manifests/config.pp'), 'utf8')).toBe(merged);
  });

  it('refuses a folder that is not ours', async () => {
    writeInventory();
    mkdirSync(at('modules/lvs'), { recursive: true });
    writeFileSync(at('modules/lvs/metadata.json'), '{}\n');
    const { exitCode, stderr } = await run('scaffold');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('  metadata.json (not written by lvs-puppet)\n');
    expect(tree(at('modules'))).toEqual({ 'lvs/metadata.json': '{}\n' });
  });

  it.each([[[]], [['--check']], [['--dry-run']]])('takes no file for a folder %j', async (options) => {
    writeInventory();
    expect(await run('scaffold', '-o', 'lvs.yaml', ...options)).toMatchObject({
      exitCode: 2,
      stderr: 'lvs-puppet: lvs.yaml is a file, and no folder for a module\n',
    });
  });

  it('leaves files alone that people added', async () => {
    writeInventory();
    await run('scaffold');
    writeFileSync(at('modules/lvs/manifests/site.pp'), '# ours\n');
    writeInventory((text) => text.replace('weight: 2', 'weight: 3'));
    expect((await run('scaffold')).exitCode).toBe(0);
    expect(readFileSync(at('modules/lvs/manifests/site.pp'), 'utf8')).toBe('# ours\n');
  });

  it('does not write through symbolic links', async () => {
    writeInventory();
    mkdirSync(at('outside'));
    mkdirSync(at('modules/lvs'), { recursive: true });
    symlinkSync('../../outside', at('modules/lvs/manifests'));
    symlinkSync('../../victim', at('modules/lvs/metadata.json'));
    writeFileSync(at('victim'), 'precious');
    const { exitCode, stderr } = await run('scaffold');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('manifests (is a symbolic link)');
    expect(stderr).toContain('metadata.json (is a symbolic link)');
    expect(readdirSync(at('outside'))).toEqual([]);
    expect(readFileSync(at('victim'), 'utf8')).toBe('precious');
  });

  it('writes nothing where the inventory has an error', async () => {
    writeInventory((text) => text.replace('virtual_ip: messaging', 'virtual_ip: mesaging'));
    const { exitCode, stdout, stderr } = await run('scaffold');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('error unknown-reference: there is no virtual IP "mesaging"');
    expect(stderr).toContain('did you mean messaging?');
    expect(readdirSync(folder.path)).toEqual(['lvs.yaml']);
  });

  it('stops at warnings only when asked to', async () => {
    writeInventory((text) => text.replace('scheduler: wlc', 'scheduler: rr'));
    expect((await run('scaffold', '--fail-on', 'warning')).exitCode).toBe(1);
    expect(existsSync(at('modules'))).toBe(false);
    const { exitCode, stderr } = await run('scaffold');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('warning weight-ignored');
  });

  it('reads standard input and writes where it is told', async () => {
    const stdin = oneModule;
    const { exitCode } = await runCli(['scaffold', '-', '-o', 'out/here'], { cwd: folder.path, stdin });
    expect(exitCode).toBe(0);
    expect(tree(at('out/here'))).toEqual(tree(join(oeStack, 'modules/lvs')));
  });

  it('puts own templates over the built-in ones', async () => {
    writeInventory();
    mkdirSync(at('mine/manifests'), { recursive: true });
    writeFileSync(at('mine/manifests/extra.pp.hbs'), '# module {{ident module}}\n');
    writeFileSync(at('mine/LICENSE'), 'ours\n');
    expect((await run('scaffold', '--skeleton', 'mine')).exitCode).toBe(0);
    expect(readFileSync(at('modules/lvs/manifests/extra.pp'), 'utf8')).toBe('# module lvs\n');
    expect(readFileSync(at('modules/lvs/LICENSE'), 'utf8')).toBe('ours\n');
    // Without them, what they added goes again.
    expect((await run('scaffold')).exitCode).toBe(0);
    expect(existsSync(at('modules/lvs/manifests/extra.pp'))).toBe(false);
  });

  it('says where an own template is wrong', async () => {
    writeInventory();
    mkdirSync(at('mine'));
    writeFileSync(at('mine/broken.pp.hbs'), 'a\n{{#each roles}}\n');
    const { exitCode, stderr } = await run('scaffold', '--skeleton', 'mine');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('mine/broken.pp.hbs');
    expect(stderr).not.toContain('    at ');
    expect((await run('scaffold', '--skeleton', 'nowhere')).exitCode).toBe(2);
  });

  it('leaves the old module when it is interrupted', async () => {
    writeInventory();
    await run('scaffold');
    const before = tree(folder.path);
    writeInventory((text) => text.replace('weight: 2', 'weight: 3'));
    const { exitCode } = await runCli(['scaffold'], { cwd: folder.path, signal: AbortSignal.abort() });
    expect(exitCode).toBe(130);
    rmSync(at('lvs.yaml'));
    writeInventory();
    expect(tree(folder.path)).toEqual(before);
  });

  it('does not trust the paths of the lock', async () => {
    writeInventory();
    await run('scaffold');
    writeFileSync(at('victim'), 'precious');
    const lock = readFileSync(at('.lvs-puppet/lock.json'), 'utf8');
    // The hash of "precious": without the check the file would count as a stale one of ours.
    const { createHash } = await import('node:crypto');
    const hash = createHash('sha256').update('precious').digest('hex');
    writeFileSync(
      at('.lvs-puppet/lock.json'),
      lock.replace('"LICENSE":', `"../../victim": { "policy": "managed", "hash": "${hash}" },\n "LICENSE":`),
    );
    expect((await run('scaffold')).exitCode).toBe(0);
    expect(readFileSync(at('victim'), 'utf8')).toBe('precious');
  });

  it('says so when the lock is not readable', async () => {
    writeInventory();
    mkdirSync(at('.lvs-puppet'));
    writeFileSync(at('.lvs-puppet/lock.json'), '<<<<<<< ours');
    const { exitCode, stderr } = await run('scaffold');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('.lvs-puppet/lock.json is not readable');
    writeFileSync(at('.lvs-puppet/lock.json'), '{"schemaVersion":3}');
    expect((await run('scaffold')).stderr).toContain('was written by a newer lvs-puppet');
  });

  it.each<[string, (path: string) => void]>([
    ['a file', (path) => writeFileSync(path, 'x')],
    ['a link', (path) => symlinkSync('.', path)],
    ['a dead link', (path) => symlinkSync('nowhere', path)],
  ])('writes nothing where the folder of the lock is %s', async (_name, make) => {
    writeInventory();
    make(at('.lvs-puppet'));
    const { exitCode, stderr } = await run('scaffold');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('.lvs-puppet is not a folder');
    expect(existsSync(at('modules'))).toBe(false);
    expect(existsSync(at('lock.json'))).toBe(false);
    expect((await run('undo')).stdout).toBe('');
  });

  it('says that a link leads nowhere, and that a path is empty', async () => {
    writeInventory();
    symlinkSync('nowhere', at('dead'));
    expect((await run('scaffold', '-o', 'dead')).stderr).toContain(
      'dead is a symbolic link that leads nowhere',
    );
    expect((await run('scaffold', '-o', '')).exitCode).toBe(2);
    expect(readdirSync(folder.path).toSorted()).toEqual(['dead', 'lvs.yaml']);
  });

  it('tells how to bring it up to date with the same options', async () => {
    writeInventory();
    mkdirSync(at('my templates'));
    const { stderr } = await run('scaffold', '--check', '-o', 'out/lvs', '--skeleton', 'my templates');
    expect(stderr).toBe(
      "bring it up to date with: lvs-puppet scaffold -o out/lvs --skeleton 'my templates'\n",
    );
  });

  it('tells a command that takes no name of a file for an option', async () => {
    writeInventory();
    renameSync(at('lvs.yaml'), at('-n.yaml'));
    const { stderr } = await run('scaffold', '--check', '-o', '-out', '--', '-n.yaml');
    expect(stderr).toBe('bring it up to date with: lvs-puppet scaffold -o -out -- -n.yaml\n');
    const command = /: lvs-puppet (.*)\n$/.exec(stderr)?.[1] ?? '';
    expect((await run(...command.split(' '))).exitCode).toBe(0);
    appendFileSync(at('-out/README.md'), 'By hand.\n');
    const strict = await run('scaffold', '--check', '--strict', '-o', '-out', '--', '-n.yaml');
    expect(strict.stderr).toBe(
      'take back the edit with: lvs-puppet scaffold -o -out --restore README.md -- -n.yaml\n',
    );
  });

  it.each<[string, string, (path: string) => void]>([
    ['manifests', 'is a file, but the module needs a folder there', (path) => writeFileSync(path, 'x')],
    ['logo.bin', 'is not UTF-8 text', (path) => writeFileSync(path, Buffer.from([0xff]))],
    ['LICENSE', 'is no plain file', (path) => symlinkSync('/etc/passwd', path)],
  ])('refuses the template %s that %s', async (name, reason, make) => {
    writeInventory();
    mkdirSync(at('mine'));
    make(at('mine', name));
    const { exitCode, stderr } = await run('scaffold', '--skeleton', 'mine');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining(`mine/${name} ${reason}`),
    });
    expect(existsSync(at('modules'))).toBe(false);
  });
});
