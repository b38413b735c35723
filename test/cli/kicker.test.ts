import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { hashOf } from '../../src/output/hash.ts';
import { runCli } from './run-cli.ts';
import { oneModule, stackInventory } from './stack-inventory.ts';
import { temporaryFolder } from './temporary-folder.ts';

/* The second module of an inventory: written, checked and undone together with the first one. */

const folder = temporaryFolder();
const run = (...args: string[]) => runCli(args, { cwd: folder.path });
const at = (...parts: string[]) => join(folder.path, ...parts);
const inKicker = (path: string) => at('modules/kicker', path);
const read = (path: string) => readFileSync(inKicker(path), 'utf8');
const edges = 'files/edges.yaml';

const writeInventory = (text = stackInventory) => writeFileSync(at('lvs.yaml'), text);
/** The same with a role more. */
const moreRoles = `${stackInventory}  search:
    servers: { search1.oe.example: 172.31.8.71 }
    services: { search: { virtual_ip: web, port: 9200 } }
`;
const nobody = oneModule.replace('external', 'none');

async function scaffolded(text = stackInventory): Promise<void> {
  writeInventory(text);
  expect((await run('scaffold')).exitCode).toBe(0);
}

/** Every file below a folder with its content, but for what concerns this machine alone. */
function tree(path = folder.path): Record<string, string> {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter(
    (file) => lstatSync(join(path, file)).isFile() && !file.startsWith('.lvs-puppet/local/'),
  );
  return Object.fromEntries(files.toSorted().map((file) => [file, readFileSync(join(path, file), 'utf8')]));
}

describe('the kicker module', () => {
  it('is written beside the other one, and does nothing the second time', async () => {
    writeInventory();
    const { exitCode, stdout, stderr } = await run('scaffold');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^modules\/lvs: \d+ new\nmodules\/kicker: \d+ new\n$/);
    expect(readdirSync(at('modules')).toSorted()).toEqual(['kicker', 'lvs']);
    expect(JSON.parse(read('metadata.json'))).toMatchObject({ name: expect.stringMatching(/-kicker$/) });
    const before = tree();
    expect((await run('scaffold')).stdout).toMatch(
      /^modules\/lvs: \d+ unchanged\nmodules\/kicker: \d+ unchanged\n$/,
    );
    expect(tree()).toEqual(before);
    const right = /^modules\/lvs is what .*\nmodules\/kicker is what the inventory says \(\d+ files\)\n$/;
    // From the record, and by comparing everything.
    for (const more of [[], ['--strict']])
      expect(await run('scaffold', '--check', ...more)).toEqual({
        exitCode: 0,
        stdout: expect.stringMatching(right),
        stderr: '',
      });
  });

  it('goes beside the module that -o names', async () => {
    writeInventory();
    expect((await run('scaffold', '-o', 'out/balancer')).exitCode).toBe(0);
    expect(readdirSync(at('out')).toSorted()).toEqual(['balancer', 'kicker']);
    expect((await run('scaffold', '-o', 'out/balancer', '--check', '--strict')).exitCode).toBe(0);
    expect((await run('undo', '-o', 'out/balancer')).exitCode).toBe(0);
    expect(existsSync(at('out'))).toBe(false);
  });

  it('has no place where the other one goes to the same folder', async () => {
    writeInventory();
    for (const name of ['out/kicker', 'out/Kicker'])
      expect(await run('scaffold', '-o', name)).toMatchObject({
        exitCode: 2,
        stderr: `lvs-puppet: ${name} is where the module kicker goes; choose another folder with -o; where kicker is a module of your own, set kicker: { module: external }\n`,
      });
    writeInventory(oneModule);
    expect((await run('scaffold', '-o', 'out/kicker')).exitCode).toBe(0);
    expect((await run('scaffold', '-o', 'out/kicker', '--check')).exitCode).toBe(0);
  });

  it('does not go out of a repository that is the other one', async () => {
    mkdirSync(at('repository'));
    writeFileSync(at('repository/lvs.yaml'), stackInventory);
    const inside = (...args: string[]) => runCli(args, { cwd: at('repository') });
    for (const more of [[], ['--check'], ['--dry-run']])
      expect(await inside('scaffold', '-o', '.', ...more)).toEqual({
        exitCode: 1,
        stdout: '',
        stderr:
          'lvs-puppet: ../kicker, where the module kicker goes, lies outside the folder of the inventory; choose another folder with -o; where kicker is a module of your own, set kicker: { module: external }\n',
      });
    expect(readdirSync(folder.path)).toEqual(['repository']);
    writeFileSync(at('repository/lvs.yaml'), oneModule);
    expect((await inside('scaffold', '-o', '.')).exitCode).toBe(0);
    expect((await inside('scaffold', '-o', '.', '--check')).exitCode).toBe(0);
    // Who names a folder outside means both.
    writeFileSync(at('repository/lvs.yaml'), stackInventory);
    expect((await inside('scaffold', '-o', '../modules/lvs')).exitCode).toBe(0);
    expect(readdirSync(at('modules')).toSorted()).toEqual(['kicker', 'lvs']);
  });

  it('that somebody else wrote is refused, and then neither module is written', async () => {
    writeInventory();
    mkdirSync(inKicker('manifests'), { recursive: true });
    writeFileSync(inKicker('metadata.json'), '{}\n');
    const { exitCode, stdout, stderr } = await run('scaffold');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toBe(
      'modules/kicker: nothing was written, because these files are in the way:\n' +
        '  metadata.json (not written by lvs-puppet)\n' +
        'where kicker is a module of your own, set kicker: { module: external }; else move it away, or restore .lvs-puppet/lock.json if lvs-puppet wrote it\n',
    );
    expect(tree(at('modules'))).toEqual({ 'kicker/metadata.json': '{}\n' });
    expect((await run('scaffold', '--check')).stderr).toMatch(/^scaffold would refuse; where kicker is/);
    expect((await run('scaffold', '--dry-run')).exitCode).toBe(1);
    writeInventory(oneModule);
    expect((await run('scaffold')).exitCode).toBe(0);
    expect(read('metadata.json')).toBe('{}\n');
  });

  it('that somebody else wrote is refused where it has no file of the same name, too', async () => {
    writeInventory();
    mkdirSync(inKicker('lib/puppet/reports'), { recursive: true });
    mkdirSync(inKicker('.git/refs'), { recursive: true });
    writeFileSync(inKicker('lib/puppet/reports/mine.rb'), '# mine\n');
    const before = tree();
    const check = await run('scaffold', '--check');
    expect(check.stdout).toContain('modules/kicker/lib/puppet/reports/mine.rb: not written by lvs-puppet\n');
    expect(check.stderr).toMatch(/^scaffold would refuse; where kicker is/);
    expect(await run('scaffold')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(
        '  .git (not written by lvs-puppet)\n  lib/puppet/reports/mine.rb (not written by lvs-puppet)\nwhere kicker is',
      ),
    });
    expect(tree()).toEqual(before);
  });

  it('is taken over where all of it is as it would be written, as after the loss of the lock', async () => {
    await scaffolded();
    rmSync(at('.lvs-puppet'), { recursive: true });
    rmSync(inKicker(edges));
    mkdirSync(inKicker('.lvs-puppet-stage-1-x'));
    expect(await run('scaffold')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/\nmodules\/kicker: 1 new, \d+ unchanged\n$/),
    });
  });

  it('is not written where the other one is in the way', async () => {
    writeInventory();
    mkdirSync(at('modules/lvs'), { recursive: true });
    writeFileSync(at('modules/lvs/metadata.json'), '{}\n');
    expect((await run('scaffold')).exitCode).toBe(1);
    expect(existsSync(at('modules/kicker'))).toBe(false);
  });

  it.each([
    ['a file', () => writeFileSync(at('modules/kicker'), 'x'), 2],
    ['a link', () => symlinkSync('../../outside', at('modules/kicker')), 1],
  ] as const)('is not written through %s', async (_name, make, code) => {
    mkdirSync(at('site/modules'), { recursive: true });
    mkdirSync(at('outside'));
    const site = (...args: string[]) => runCli(args, { cwd: at('site') });
    mkdirSync(at('modules'));
    make();
    rmSync(at('site/modules'), { recursive: true });
    execFileSync('mv', [at('modules'), at('site/modules')]);
    writeFileSync(at('site/lvs.yaml'), stackInventory);
    const { exitCode, stderr } = await site('scaffold');
    expect(exitCode).toBe(code);
    expect(stderr).toMatch(/modules\/kicker (?:is a file|leads out of the folder of the inventory)/);
    expect(readdirSync(at('outside'))).toEqual([]);
    expect(existsSync(at('site/modules/lvs'))).toBe(false);
    // What is the site's own is its own business.
    writeFileSync(at('site/lvs.yaml'), oneModule);
    expect((await site('scaffold')).exitCode).toBe(0);
  });

  it('is named where it cannot be written', async () => {
    writeInventory();
    mkdirSync(at('modules'));
    symlinkSync('nowhere', at('modules/kicker'));
    expect(await run('scaffold')).toMatchObject({
      exitCode: 3,
      stderr: `lvs-puppet: cannot write modules/kicker: ${at('modules/kicker')} is a symbolic link that leads nowhere\n`,
    });
    expect(readdirSync(at('modules'))).toEqual(['kicker']);
    rmSync(at('modules/kicker'));
    mkdirSync(at('modules/lvs'));
    symlinkSync('lvs', at('modules/kicker'));
    expect(await run('scaffold')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(
        /^lvs-puppet: modules\/lvs is where the module kicker goes; choose another/,
      ),
    });
    expect(readdirSync(at('modules/lvs'))).toEqual([]);
  });

  it('is compared, merged and restored as the other one is', async () => {
    await scaffolded();
    appendFileSync(inKicker('README.md'), 'By hand.\n');
    rmSync(inKicker(edges));
    const check = await run('scaffold', '--check', '--strict');
    expect(check.exitCode).toBe(1);
    expect(check.stdout).toContain('modules/kicker/README.md: edited by hand\n');
    expect(check.stdout).toContain(`modules/kicker/${edges}: deleted by hand\n`);
    expect(check.stderr).toContain(
      'take back the edit with: lvs-puppet scaffold --restore modules/kicker/README.md\n',
    );
    expect((await run('scaffold')).stderr).toContain('note: modules/kicker/README.md is kept');
    expect((await run('scaffold', '--restore', `modules/kicker/${edges}`)).exitCode).toBe(0);
    expect(existsSync(inKicker(edges))).toBe(true);
    expect(read('README.md')).toMatch(/By hand\.\n$/);
    const wrong = await run('scaffold', '--restore', 'nothing');
    expect(wrong.stderr).toContain('no such file into modules/lvs or modules/kicker\n');
    // A name that both have is the other one's.
    expect((await run('scaffold', '--restore', 'README.md')).exitCode).toBe(0);
    expect(read('README.md')).toMatch(/By hand\.\n$/);
  });

  it('follows the roles of the inventory', async () => {
    await scaffolded();
    const before = tree(at('modules/kicker'));
    writeInventory(moreRoles);
    expect((await run('scaffold', '--check')).stdout).toContain(`modules/kicker/${edges}: out of date\n`);
    const dry = await run('scaffold', '--dry-run');
    expect(dry.stdout).toContain(`+++ b/modules/kicker/${edges}`);
    expect(dry.stderr).toMatch(
      /^modules\/lvs: .* unchanged; modules\/kicker: \d changed, .* unchanged; nothing was written\n$/,
    );
    expect((await run('scaffold')).exitCode).toBe(0);
    expect(read(edges)).toMatch(/^roles: \[.*\bsearch\b.*\]$/m);
    expect(read(edges)).toMatch(/^  search: \[lvs\]$/m);
    expect((await run('undo')).exitCode).toBe(0);
    expect(tree(at('modules/kicker'))).toEqual(before);
  });

  it.each([
    ['outside the current folder', 'elsewhere', '../lvs.yaml', '../modules/lvs'],
    ['in the current folder itself', 'modules/lvs', '../../lvs.yaml', '.'],
  ])('has other paths in the diff than the module %s', async (_name, cwd, inventory, output) => {
    writeInventory();
    mkdirSync(at(cwd), { recursive: true });
    const dry = await runCli(['scaffold', '--dry-run', inventory, '-o', output], { cwd: at(cwd) });
    expect(dry.exitCode).toBe(0);
    const paths = [...dry.stdout.matchAll(/^\+\+\+ b\/(.*)$/gm)].map(([, path]) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toContain('lvs/README.md');
    expect(paths).toContain('kicker/README.md');
    mkdirSync(at('applied'));
    execFileSync('git', ['apply', '-'], { cwd: at('applied'), input: dry.stdout });
    expect((await run('scaffold')).exitCode).toBe(0);
    expect(tree(at('applied'))).toEqual(tree(at('modules')));
  });

  it('takes no own templates', async () => {
    writeInventory();
    mkdirSync(at('mine'));
    writeFileSync(at('mine/README.md'), 'mine\n');
    expect((await run('scaffold', '--skeleton', 'mine')).exitCode).toBe(0);
    expect(readFileSync(at('modules/lvs/README.md'), 'utf8')).toBe('mine\n');
    expect(read('README.md')).not.toBe('mine\n');
  });
});

describe('a kicker module that is no longer emitted', () => {
  it.each([oneModule, nobody])('goes where nobody edited it, and comes back with undo', async (text) => {
    await scaffolded();
    const before = tree();
    writeInventory(text);
    expect((await run('scaffold', '--check')).stdout).toMatch(/^modules\/kicker.*: no longer emitted$/m);
    const { exitCode, stdout } = await run('scaffold');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\nmodules\/kicker: \d+ removed\n$/);
    expect(existsSync(at('modules/kicker'))).toBe(false);
    expect((await run('scaffold')).stdout).toMatch(/^modules\/lvs: .* unchanged\n$/);
    expect((await run('scaffold', '--check', '--strict')).exitCode).toBe(0);
    expect(readFileSync(at('.lvs-puppet/lock.json'), 'utf8')).not.toContain('modules/kicker');
    expect((await run('undo')).exitCode).toBe(0);
    writeInventory();
    expect(tree()).toEqual(before);
  });

  it('stays where it was edited, and files that the site added stay', async () => {
    await scaffolded();
    appendFileSync(inKicker('README.md'), 'By hand.\n');
    writeFileSync(inKicker('ours.txt'), 'x');
    writeInventory(oneModule);
    expect((await run('scaffold', '--check', '--strict')).stderr).toMatch(
      /^(?:the inventory was changed .*\n)?bring it up to date with: lvs-puppet scaffold\n$/,
    );
    const { exitCode, stderr } = await run('scaffold');
    expect(exitCode).toBe(0);
    expect(stderr).toBe('note: modules/kicker/README.md is kept: edited by hand, and no longer emitted\n');
    expect(Object.keys(tree(at('modules/kicker')))).toEqual(['README.md', 'ours.txt']);
    // It is the site's from then on, and nothing more is said of it.
    expect(readFileSync(at('.lvs-puppet/lock.json'), 'utf8')).not.toContain('modules/kicker');
    for (const more of [[], ['--check', '--strict']])
      expect(await run('scaffold', ...more)).toEqual({
        exitCode: 0,
        stdout: expect.stringMatching(/^modules\/lvs.*\n$/),
        stderr: '',
      });
    expect(Object.keys(tree(at('modules/kicker')))).toEqual(['README.md', 'ours.txt']);
    expect((await run('undo')).exitCode).toBe(0);
    writeInventory();
    expect(await run('scaffold', '--check')).toMatchObject({
      exitCode: 0,
      stderr: 'note: modules/kicker/README.md is kept: edited by hand\n',
    });
  });

  it('is another inventory’s to remove, where that emits it', async () => {
    await scaffolded();
    const before = tree(at('modules/kicker'));
    writeFileSync(at('other.yaml'), oneModule);
    for (const more of [[], ['--check']])
      expect(await run('scaffold', 'other.yaml', '-o', 'modules/other', ...more)).toMatchObject({
        exitCode: 0,
        stdout: expect.stringMatching(/^modules\/other.*\n$/),
      });
    expect(tree(at('modules/kicker'))).toEqual(before);
    expect((await run('scaffold', '--check', '--strict')).exitCode).toBe(0);
  });

  it('is nobody’s to remove where another one is in its place', async () => {
    await scaffolded();
    rmSync(at('modules/kicker'), { recursive: true });
    mkdirSync(at('modules/kicker'));
    writeFileSync(inKicker('metadata.json'), '{}\n');
    symlinkSync('..', inKicker('lib'));
    writeInventory(oneModule);
    expect((await run('scaffold')).exitCode).toBe(0);
    expect(readdirSync(at('modules/kicker')).toSorted()).toEqual(['lib', 'metadata.json']);
    expect((await run('scaffold', '--check', '--strict')).exitCode).toBe(0);
  });
});

/** The inventory with another name for its module. */
const named = (name: string, text = stackInventory) => text.replace('name: lvs', `name: ${name}`);

describe('a kicker module that another inventory of the folder emits', () => {
  it('is not written over', async () => {
    await scaffolded();
    const before = tree();
    writeFileSync(at('lb.yaml'), named('lb', moreRoles));
    for (const more of [[], ['--check'], ['--dry-run']])
      expect(await run('scaffold', 'lb.yaml', ...more)).toEqual({
        exitCode: 1,
        stdout: '',
        stderr:
          'lvs-puppet: modules/kicker is emitted with modules/lvs; set kicker: { module: external }, or remove that module if this one takes its place\n',
      });
    rmSync(at('lb.yaml'));
    expect(tree()).toEqual(before);
    // Its own inventory goes on.
    writeInventory(moreRoles);
    expect((await run('scaffold')).exitCode).toBe(0);
  });

  it('goes on with a module of another name, once the old one is gone', async () => {
    await scaffolded();
    writeInventory(named('lb'));
    expect((await run('scaffold')).exitCode).toBe(1);
    rmSync(at('modules/lvs'), { recursive: true });
    expect((await run('scaffold')).exitCode).toBe(0);
    expect((await run('scaffold', '--check', '--strict')).exitCode).toBe(0);
    writeInventory(named('lb', oneModule));
    expect((await run('scaffold')).exitCode).toBe(0);
    expect(existsSync(at('modules/kicker'))).toBe(false);
  });

  it('is said to stay, as long as its module is there', async () => {
    await scaffolded();
    writeInventory(named('lb', oneModule));
    const note = 'note: modules/kicker is emitted with modules/lvs, and stays as long as that is there\n';
    expect((await run('scaffold', '--check')).stderr).toContain(note);
    expect((await run('scaffold')).stderr).toContain(note);
    rmSync(at('modules/lvs'), { recursive: true });
    expect((await run('scaffold')).stdout).toMatch(/\nmodules\/kicker: \d+ removed\n$/);
  });

  it('is this one’s where an earlier version did not remember whose it is', async () => {
    await scaffolded();
    const lock = readFileSync(at('.lvs-puppet/lock.json'), 'utf8');
    writeFileSync(at('.lvs-puppet/lock.json'), lock.replace(/^ *"beside": .*\n/m, ''));
    writeInventory(oneModule);
    expect((await run('scaffold')).stdout).toMatch(/\nmodules\/kicker: \d+ removed\n$/);
  });
});

describe('both modules', () => {
  it('are one change: an interrupted run leaves both as they were', async () => {
    await scaffolded();
    const before = tree();
    writeInventory(moreRoles.replace('weight: 2', 'weight: 3'));
    const { exitCode } = await runCli(['scaffold'], { cwd: folder.path, signal: AbortSignal.abort() });
    expect(exitCode).toBe(130);
    writeInventory();
    expect(tree()).toEqual(before);
  });

  it('are undone together, in whichever of them something was changed', async () => {
    await scaffolded();
    const before = tree();
    writeInventory(stackInventory.replace('weight: 2', 'weight: 3'));
    await run('scaffold');
    appendFileSync(inKicker('README.md'), 'By hand.\n');
    expect((await run('undo')).exitCode).toBe(0);
    expect(read('README.md')).toMatch(/By hand\.\n$/);
    writeInventory();
    writeFileSync(inKicker('README.md'), before['modules/kicker/README.md'] ?? '');
    expect(tree()).toEqual(before);
  });

  it('are not undone by the way back that another version of the command wrote', async () => {
    await scaffolded();
    const local = at('.lvs-puppet/local');
    const [undo = ''] = readdirSync(local).filter((name) => name.startsWith('undo-'));
    const text = readFileSync(join(local, undo), 'utf8');
    writeFileSync(join(local, undo), text.replace('"schemaVersion":2', '"schemaVersion":1'));
    expect(await run('undo')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `lvs-puppet: .lvs-puppet/local/${undo} was written by another version of lvs-puppet; it cannot be undone by this one\n`,
    });
  });

  it('are out of date after an upgrade because of that alone, though a default is another one', async () => {
    await scaffolded();
    const lock = readFileSync(at('.lvs-puppet/lock.json'), 'utf8');
    const readme = readFileSync(at('modules/lvs/README.md'), 'utf8');
    writeFileSync(at('modules/lvs/README.md'), 'old\n');
    writeFileSync(
      at('.lvs-puppet/lock.json'),
      lock
        .replaceAll(/"(inventory|skeleton)": "[^"]*"/g, '"$1": "of another version"')
        .replace(hashOf(readme), hashOf('old\n')),
    );
    expect(await run('scaffold', '--check')).toMatchObject({
      exitCode: 1,
      stderr:
        'lvs-puppet or its templates were changed since the last scaffold\nbring it up to date with: lvs-puppet scaffold\n',
    });
  });

  it('are not undone where a file of the kicker module was changed since', async () => {
    await scaffolded();
    appendFileSync(inKicker('README.md'), 'By hand.\n');
    const { exitCode, stderr } = await run('undo');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('  modules/kicker/README.md\n');
    expect(existsSync(at('modules/lvs/README.md'))).toBe(true);
  });

  it('are both gone after undo of the first run', async () => {
    await scaffolded();
    const { exitCode, stdout } = await run('undo');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^modules\/lvs: .* removed\nmodules\/kicker: .* removed\n$/);
    expect(readdirSync(folder.path)).toEqual(['lvs.yaml']);
    expect((await run('undo')).stderr).toBe('modules/lvs: there is nothing to undo\n');
  });
});
