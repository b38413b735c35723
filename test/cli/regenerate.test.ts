import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashOf } from '../../src/output/hash.ts';
import { runCli } from './run-cli.ts';
import { oneModule } from './stack-inventory.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const inventory = oneModule;

const run = (...args: string[]) => runCli(args, { cwd: folder.path });
const at = (...parts: string[]) => join(folder.path, ...parts);
const inModule = (path: string) => at('modules/lvs', path);
const read = (path: string) => readFileSync(inModule(path), 'utf8');
const config = 'manifests/config.pp';

const writeInventory = (text = inventory) => writeFileSync(at('lvs.yaml'), text);
const heavier = inventory.replace('weight: 2', 'weight: 3');
const LOCAL = /^(?:\.lvs-puppet\/)?local\//;

/** Every file below a folder with its content, but for what concerns this machine alone. */
function tree(path = folder.path): Record<string, string> {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter(
    (file) => lstatSync(join(path, file)).isFile() && !LOCAL.test(file),
  );
  return Object.fromEntries(files.toSorted().map((file) => [file, readFileSync(join(path, file), 'utf8')]));
}

/** Replaces a part of a file of the module, as a person does. */
function edit(path: string, from: string | RegExp, to: string): void {
  const text = read(path);
  expect(text).toMatch(from);
  writeFileSync(inModule(path), text.replace(from, to));
}

async function scaffolded(text = inventory): Promise<void> {
  writeInventory(text);
  expect((await run('scaffold')).exitCode).toBe(0);
}

/** An edit of the very line that `heavier` changes. */
async function conflicting(): Promise<void> {
  await scaffolded();
  edit(config, /weight => 2/, 'weight => 9');
  writeInventory(heavier);
}

describe('a conflict', () => {
  it('leaves both versions between markers, exit 1, and is not written a second time', async () => {
    await conflicting();
    const { exitCode, stdout, stderr } = await run('scaffold');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('1 with a conflict');
    expect(stderr).toContain('modules/lvs/manifests/config.pp: has a conflict');
    expect(stderr).toContain('resolve what stands between the markers, then run: lvs-puppet scaffold\n');
    expect(read(config)).toMatch(
      /^<<<<<<< edited by hand\n.*=> 9.*\n\|{7} written last\n.*=> 2.*\n=======\n.*=> 3.*\n>>>>>>> from the inventory$/m,
    );
    const before = tree();
    const again = await run('scaffold');
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain('the markers of a conflict are still there');
    expect(tree()).toEqual(before);
    const check = await run('scaffold', '--check');
    expect(check.exitCode).toBe(1);
    expect(check.stdout).toBe('modules/lvs/manifests/config.pp: the markers of a conflict are still there\n');
    expect(check.stderr).toBe('resolve what stands between the markers, then run: lvs-puppet scaffold\n');
  });

  it('is asked about once: what a person decided stays, whatever comes next', async () => {
    await conflicting();
    await run('scaffold');
    edit(config, /^<{7}[^]*?^>{7}.*$/m, read(config).match(/^.*=> 9.*$/m)?.[0] ?? 'none');
    expect((await run('scaffold', '--check')).exitCode).toBe(0);
    const resolved = await run('scaffold');
    expect(resolved.exitCode).toBe(0);
    expect(resolved.stderr).toContain('config.pp is kept: edited by hand');
    expect((await run('scaffold', '--check')).exitCode).toBe(0);
    writeInventory(`# a comment\n${heavier}`);
    expect((await run('scaffold')).exitCode).toBe(0);
    writeInventory(heavier.replace('couchbase2.oe.example', 'couchbase9.oe.example'));
    const merged = await run('scaffold');
    expect(merged.exitCode).toBe(0);
    expect(read(config)).toContain('=> 9');
    expect(read(config)).not.toContain('<<<<<<<');
  });

  it('is shown by --dry-run as scaffold would leave it', async () => {
    await conflicting();
    const { exitCode, stdout, stderr } = await run('scaffold', '--dry-run');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('modules/lvs/manifests/config.pp: would have a conflict');
    cpSync(at('modules'), at('patched/modules'), { recursive: true });
    execFileSync('git', ['apply'], { cwd: at('patched'), input: stdout });
    await run('scaffold');
    expect(tree(at('patched/modules'))).toEqual(tree(at('modules')));
  });

  it('ends when the person takes the inventory’s text', async () => {
    await conflicting();
    await run('scaffold');
    const { exitCode } = await run('scaffold', '--restore', config);
    expect(exitCode).toBe(0);
    expect(read(config)).toMatch(/weight => 3/);
    expect((await run('scaffold', '--check', '--strict')).exitCode).toBe(0);
  });
});

describe('edits by hand', () => {
  it('are no drift for --check, unless --strict says so, and the way back is named', async () => {
    await scaffolded();
    appendFileSync(inModule(config), '# by hand\n');
    const check = await run('scaffold', '--check');
    expect(check).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^modules\/lvs is what the inventory says \(\d+ files\)\n$/),
      stderr: 'note: modules/lvs/manifests/config.pp is kept: edited by hand\n',
    });
    expect(await run('scaffold', '--check', '--strict')).toEqual({
      exitCode: 1,
      stdout: 'modules/lvs/manifests/config.pp: edited by hand\n',
      stderr: 'take back the edit with: lvs-puppet scaffold --restore manifests/config.pp\n',
    });
    expect((await run('scaffold', '--restore', 'modules/lvs/manifests/config.pp')).exitCode).toBe(0);
    expect((await run('scaffold', '--check', '--strict')).exitCode).toBe(0);
  });

  it('stay deleted, also over later changes, until the person wants the file back', async () => {
    await scaffolded();
    rmSync(inModule('README.md'));
    rmSync(inModule(config));
    const remembered =
      'note: the next scaffold remembers in .lvs-puppet/lock.json what was decided by hand\n';
    const check = await run('scaffold', '--check');
    expect(check.exitCode).toBe(0);
    expect(check.stdout).toMatch(/^modules\/lvs is what the inventory says \(\d+ files\)\n$/);
    expect(check.stderr).toMatch(/README.md is kept: deleted by hand\n/);
    expect(check.stderr).toContain(remembered);
    expect((await run('scaffold', '--check', '--strict')).stdout).toContain(
      '.lvs-puppet/lock.json: out of date\n',
    );
    await run('scaffold');
    const again = await run('scaffold', '--check');
    expect(again.exitCode).toBe(0);
    expect(again.stderr).not.toContain(remembered);
    writeInventory(heavier);
    const { exitCode, stdout } = await run('scaffold');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('2 kept deleted');
    expect([existsSync(inModule('README.md')), existsSync(inModule(config))]).toEqual([false, false]);
    const strict = await run('scaffold', '--check', '--strict');
    expect(strict.stdout).toContain('modules/lvs/README.md: deleted by hand\n');
    const restored = await run('scaffold', '--restore', 'README.md', '--restore', config);
    expect(restored.stdout).toContain('2 new');
    expect((await run('scaffold', '--check', '--strict')).exitCode).toBe(0);
  });

  it('are folded where many files are kept for the same reason, but each that changes is named', async () => {
    await scaffolded();
    rmSync(inModule('spec'), { recursive: true });
    appendFileSync(inModule('REFERENCE.md'), 'By hand.\n');
    writeInventory(heavier);
    const { stdout, stderr } = await run('scaffold', '--check');
    expect(stdout).toContain(
      'modules/lvs/REFERENCE.md: out of date, and edited by hand; scaffold keeps both\n',
    );
    expect(stderr.match(/^note: \S+ is kept: deleted by hand$/gm)).toHaveLength(10);
    expect(stderr).toMatch(/^note: modules\/lvs: \d{2} more files are kept: deleted by hand$/m);
    const done = await run('scaffold');
    expect(done.stderr.match(/^note: /gm)).toHaveLength(11);
    const strict = await run('scaffold', '--check', '--strict');
    expect(strict.stdout).toMatch(/^modules\/lvs: \d{2} more files: deleted by hand$/m);
    expect(strict.stderr).toContain('take back any other edit with: lvs-puppet scaffold --restore PATH\n');
  });

  it('do not count where the whole module is gone', async () => {
    await scaffolded();
    const before = tree();
    rmSync(at('modules'), { recursive: true });
    const { stdout } = await run('scaffold', '--check');
    expect(stdout).toMatch(
      /^(?:modules\/lvs\/\S+: missing\n){10}modules\/lvs: \d{2,} more files: missing\n$/,
    );
    expect((await run('scaffold')).exitCode).toBe(0);
    expect(tree()).toEqual(before);
  });

  it('keep a file that is no longer emitted; an unedited one goes', async () => {
    await scaffolded();
    appendFileSync(inModule('manifests/kick.pp'), '# by hand\n');
    writeInventory(`${inventory.replace(/^kicker:.*$/m, '')}kicker: { module: none }\n`);
    const { exitCode, stdout, stderr } = await run('scaffold');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('removed');
    expect(stderr).toContain('manifests/kick.pp is kept: edited by hand, and no longer emitted');
    expect(existsSync(inModule('functions/fingerprint.pp'))).toBe(false);
    expect(existsSync(inModule('manifests/kick.pp'))).toBe(true);
    expect((await run('scaffold', '--check')).exitCode).toBe(0);
    expect((await run('scaffold', '--check', '--strict')).exitCode).toBe(1);
  });

  it('that put a link in the place of a file or a folder are said as such, and as nothing else', async () => {
    await scaffolded();
    renameSync(inModule('README.md'), at('mine.md'));
    symlinkSync('../../mine.md', inModule('README.md'));
    renameSync(inModule('manifests'), at('manifests'));
    symlinkSync('../../manifests', inModule('manifests'));
    const { exitCode, stdout, stderr } = await run('scaffold', '--check');
    expect(exitCode).toBe(1);
    expect(stdout).toBe(
      'modules/lvs/README.md: is a symbolic link\nmodules/lvs/manifests: is a symbolic link\n',
    );
    expect(stderr).toMatch(/^scaffold would refuse; .*\n$/);
  });

  it('keep a permission, also over a change of the text', async () => {
    await scaffolded();
    chmodSync(inModule(config), 0o755);
    expect((await run('scaffold', '--check')).stderr).toContain('made executable by hand');
    writeInventory(heavier);
    expect((await run('scaffold')).exitCode).toBe(0);
    expect(statSync(inModule(config)).mode & 0o777).toBe(0o755);
    expect((await run('scaffold', '--check', '--strict')).exitCode).toBe(1);
  });

  it('that make a file unreadable as text are never overwritten', async () => {
    await scaffolded();
    writeFileSync(inModule(config), Buffer.from([0xff, 0xfe, 0]));
    expect((await run('scaffold')).exitCode).toBe(0);
    writeInventory(heavier);
    const { exitCode, stderr } = await run('scaffold');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('config.pp: edited by hand to something that is no UTF-8 text');
    expect(stderr).toContain('take back the edit with: lvs-puppet scaffold --restore manifests/config.pp\n');
    expect(stderr).not.toContain('between the markers');
    expect([...readFileSync(inModule(config))]).toEqual([0xff, 0xfe, 0]);
  });

  it('of ends of lines alone, as a checkout of git makes them, count for nothing', async () => {
    await scaffolded();
    const windows = (path: string) => {
      if (lstatSync(path).isFile()) writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'));
    };
    for (const name of readdirSync(at('modules'), { recursive: true, encoding: 'utf8' }))
      windows(at('modules', name));
    for (const name of readdirSync(at('.lvs-puppet'))) windows(at('.lvs-puppet', name));
    const before = tree();
    expect((await run('scaffold', '--check', '--strict')).exitCode).toBe(0);
    expect((await run('scaffold')).stdout).toMatch(/^modules\/lvs: \d+ unchanged\n$/);
    expect(tree()).toEqual(before);
    writeInventory(heavier);
    expect((await run('scaffold')).exitCode).toBe(0);
    expect(read(config)).toMatch(/weight => 3/);
    expect(read(config)).not.toMatch(/(?<!\r)\n/);
  });
});

describe('a path of regenerate.unmanaged', () => {
  const left = `${inventory}regenerate: { unmanaged: [README.md, spec/**] }\n`;

  it('is neither written nor changed nor removed', async () => {
    await scaffolded(left);
    expect([existsSync(inModule('README.md')), existsSync(inModule('spec'))]).toEqual([false, false]);
    writeFileSync(inModule('README.md'), 'ours\n');
    expect((await run('scaffold', '--check', '--strict')).exitCode).toBe(0);
    expect((await run('scaffold')).exitCode).toBe(0);
    expect(read('README.md')).toBe('ours\n');
    expect((await run('scaffold', '--restore', 'README.md')).stderr).toContain('leaves it to you');
  });

  it.each([
    ['spec', '; did you mean spec/?'],
    ['READNE.md', '; did you mean README.md?'],
    ['ours/of/the/team/', ''],
    ['metadata.json/', '; did you mean metadata.json?'],
    ['metadata.json/deeper/than/this', ''],
  ])('that names nothing is said every time: %s', async (path, hint) => {
    await scaffolded(`${inventory}regenerate: { unmanaged: [${path}, README.md] }\n`);
    for (const options of [[], [], ['--check']]) {
      const { exitCode, stderr } = await run('scaffold', ...options);
      expect(stderr).toBe(`note: regenerate.unmanaged: modules/lvs has no "${path}"${hint}\n`);
      expect(exitCode).toBe(0);
    }
  });

  it('may be one of the person alone', async () => {
    await scaffolded(`${inventory}regenerate: { unmanaged: [ours.md, ours/**, spec/] }\n`);
    mkdirSync(inModule('ours'));
    writeFileSync(inModule('ours.md'), 'ours\n');
    expect((await run('scaffold')).stderr).toBe('');
  });

  it('can be given back, and is merged again', async () => {
    await scaffolded();
    writeInventory(left);
    await run('scaffold');
    appendFileSync(inModule('README.md'), 'By hand.\n');
    writeInventory(heavier);
    expect((await run('scaffold')).exitCode).toBe(0);
    expect(read('README.md')).toMatch(/By hand\.\n$/);
    expect((await run('scaffold', '--restore', 'README.md')).exitCode).toBe(0);
    expect((await run('scaffold', '--check', '--strict')).exitCode).toBe(0);
  });
});

describe('the files beside the inventory', () => {
  it('are the same bytes wherever and whenever they are written', async () => {
    await scaffolded();
    const first = tree(at('.lvs-puppet'));
    rmSync(at('modules'), { recursive: true });
    rmSync(at('.lvs-puppet'), { recursive: true });
    const other = at('deep/down');
    mkdirSync(other, { recursive: true });
    renameSync(at('lvs.yaml'), join(other, 'lvs.yaml'));
    await runCli(['scaffold'], { cwd: other });
    expect(tree(join(other, '.lvs-puppet'))).toEqual(first);
    expect(JSON.stringify(first)).not.toContain(folder.path);
    expect(Object.keys(first)).toEqual(['.gitattributes', '.gitignore', 'base.jsonl', 'lock.json']);
  });

  it('hold the base as linguist-generated and keep what is local out of git', async () => {
    await scaffolded();
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder.path, encoding: 'utf8' });
    git('init', '-q');
    git('add', '-A');
    expect(git('ls-files', '.lvs-puppet').split('\n').filter(Boolean)).toEqual([
      '.lvs-puppet/.gitattributes',
      '.lvs-puppet/.gitignore',
      '.lvs-puppet/base.jsonl',
      '.lvs-puppet/lock.json',
    ]);
    expect(git('check-attr', 'diff', 'linguist-generated', '--', '.lvs-puppet/base.jsonl')).toBe(
      '.lvs-puppet/base.jsonl: diff: unset\n.lvs-puppet/base.jsonl: linguist-generated: set\n',
    );
  });

  it('tell what has changed: the inventory, or the tool with its templates', async () => {
    await scaffolded();
    writeInventory(heavier);
    expect((await run('scaffold', '--check')).stderr).toBe(
      'the inventory was changed since the last scaffold\nbring it up to date with: lvs-puppet scaffold\n',
    );
    writeInventory();
    mkdirSync(at('mine'));
    writeFileSync(at('mine/LICENSE'), 'ours\n');
    expect((await run('scaffold', '--check', '--skeleton', 'mine')).stderr).toBe(
      'lvs-puppet or its templates were changed since the last scaffold\nbring it up to date with: lvs-puppet scaffold --skeleton mine\n',
    );
  });

  it('do not change with a tool or an inventory that means the same', async () => {
    await scaffolded();
    const lock = readFileSync(at('.lvs-puppet/lock.json'), 'utf8');
    // As another version of the tool would have left it.
    const { skeleton } = (JSON.parse(lock) as { modules: Record<string, { skeleton: string }> }).modules[
      'modules/lvs'
    ] ?? { skeleton: '' };
    writeFileSync(at('.lvs-puppet/lock.json'), lock.replace(skeleton, hashOf('another tool')));
    writeInventory(`# a comment\n${inventory}`);
    const before = tree();
    expect((await run('scaffold', '--check', '--strict')).exitCode).toBe(0);
    expect((await run('scaffold')).stdout).toMatch(/^modules\/lvs: \d+ unchanged\n$/);
    expect(tree()).toEqual(before);
  });

  it('of an earlier version are read: what was edited is kept, and what cannot be merged is said', async () => {
    await scaffolded();
    const current = readFileSync(at('.lvs-puppet/lock.json'), 'utf8');
    const { modules } = JSON.parse(current) as {
      modules: Record<string, { files: Record<string, { hash: string }> }>;
    };
    const files = Object.entries(modules['modules/lvs']?.files ?? {}).map(([path, { hash }]) => [path, hash]);
    const old = { schemaVersion: 1, modules: { 'modules/lvs': Object.fromEntries(files) } };
    for (const name of ['base.jsonl', '.gitignore', '.gitattributes']) rmSync(at('.lvs-puppet', name));
    writeFileSync(at('.lvs-puppet/lock.json'), `${JSON.stringify(old, null, 2)}\n`);
    const module = tree(at('modules'));
    expect((await run('scaffold', '--check')).exitCode).toBe(0);
    appendFileSync(inModule('README.md'), 'By hand.\n');
    edit(config, /weight => 2/, 'weight => 9');
    writeInventory(heavier);
    const { exitCode, stdout } = await run('scaffold');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('1 with a conflict');
    expect(read('README.md')).toBe(`${module['lvs/README.md'] ?? ''}By hand.\n`);
    expect(read(config)).toContain('=======\n');
    expect(read(config)).not.toContain('|||||||');
    expect(existsSync(at('.lvs-puppet/.gitignore'))).toBe(true);
  });

  it('are not trusted: a base that does not have the hash of the lock is none', async () => {
    await scaffolded();
    const base = readFileSync(at('.lvs-puppet/base.jsonl'), 'utf8');
    edit(config, /weight => 2/, 'weight => 9');
    // With this base the person's line would look like an old one, and be overwritten.
    writeFileSync(at('.lvs-puppet/base.jsonl'), base.replaceAll('weight => 2', 'weight => 9'));
    writeInventory(heavier);
    expect((await run('scaffold')).exitCode).toBe(1);
    expect(read(config)).toContain('=> 9');
  });

  it('can be merged by git: a conflict is said with the way out', async () => {
    await scaffolded();
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args], {
        cwd: folder.path,
        encoding: 'utf8',
        stdio: 'pipe',
      });
    git('init', '-q', '-b', 'main');
    git('add', '-A');
    git('commit', '-qm', 'first');
    git('checkout', '-qb', 'topic');
    const renamed = (text: string) => text.replace('couchbase2.oe.example', 'couchbase9.oe.example');
    writeInventory(renamed(inventory));
    await run('scaffold');
    git('commit', '-qam', 'another server');
    git('checkout', '-q', 'main');
    writeInventory(heavier);
    await run('scaffold');
    git('commit', '-qam', 'another weight');
    expect(() => git('merge', 'topic')).toThrow(/Command failed/);
    writeInventory(renamed(heavier));
    const { exitCode, stderr } = await run('scaffold');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('.lvs-puppet holds conflict markers of git');
    expect(stderr).toContain('where its files hold markers as well, resolve them, or add --restore PATH');
    const command = /\((git checkout[^)]*)\)/.exec(stderr)?.[1] ?? 'false';
    execFileSync('bash', ['-c', command], { cwd: folder.path, stdio: 'pipe' });
    const merged = await run('scaffold');
    if (merged.exitCode !== 0) {
      // Files that git could not merge have its markers: their text is the inventory's.
      const marked = [...merged.stderr.matchAll(/^modules\/lvs\/(\S+): the markers/gm)].flatMap(
        ([, path]) => ['--restore', path ?? ''],
      );
      expect(marked.length).toBeGreaterThan(0);
      expect((await run('scaffold', ...marked)).exitCode).toBe(0);
    }
    expect((await run('scaffold', '--check', '--strict')).exitCode).toBe(0);
  });
});

describe('--check', () => {
  it('writes nothing, and looks at everything again when anything changed', async () => {
    await scaffolded();
    const stats = () =>
      readdirSync(folder.path, { recursive: true, encoding: 'utf8' })
        .toSorted()
        .map((name) => {
          const { ino, mtimeNs, ctimeNs, size } = lstatSync(at(name), { bigint: true });
          return `${name} ${ino} ${mtimeNs} ${ctimeNs} ${size}`;
        });
    const before = stats();
    expect((await run('scaffold', '--check')).exitCode).toBe(0);
    expect((await run('scaffold', '--check', '--strict')).exitCode).toBe(0);
    expect((await run('scaffold', '--dry-run')).exitCode).toBe(0);
    expect(stats()).toEqual(before);
    appendFileSync(inModule(config), '\n');
    expect((await run('scaffold', '--check')).stderr).toContain('edited by hand');
  });

  it('says so where the lock is not there', async () => {
    await scaffolded();
    rmSync(at('.lvs-puppet'), { recursive: true });
    expect(await run('scaffold', '--check')).toEqual({
      exitCode: 1,
      stdout: '.lvs-puppet/lock.json: missing\n',
      stderr: 'bring it up to date with: lvs-puppet scaffold\n',
    });
  });

  it('prints warnings every time, and --fail-on is asked every time', async () => {
    await scaffolded(inventory.replace('scheduler: wlc', 'scheduler: rr'));
    await run('scaffold');
    const check = await run('scaffold', '--check');
    expect(check.exitCode).toBe(0);
    expect(check.stderr).toContain('warning weight-ignored');
    expect((await run('scaffold', '--check', '--fail-on', 'warning')).exitCode).toBe(1);
  });

  it('does not believe a record about another inventory, another lock or another module', async () => {
    await scaffolded();
    writeInventory(heavier);
    expect((await run('scaffold', '--check')).exitCode).toBe(1);
    writeInventory();
    expect((await run('scaffold', '--check', '-o', 'elsewhere')).exitCode).toBe(1);
    expect((await run('scaffold', '--check')).exitCode).toBe(0);
    const lock = readFileSync(at('.lvs-puppet/lock.json'), 'utf8');
    writeFileSync(at('.lvs-puppet/lock.json'), lock.replace(/"README.md": \{[^}]*\},/, ''));
    rmSync(inModule('README.md'));
    expect((await run('scaffold', '--check')).exitCode).toBe(1);
  });
});

describe('another module in the lock', () => {
  it('of the same name is the one that is meant, where the current folder is another one', async () => {
    mkdirSync(at('sites/berlin'), { recursive: true });
    writeFileSync(at('sites/berlin/lb.yaml'), inventory);
    await runCli(['scaffold', 'lb.yaml'], { cwd: at('sites/berlin') });
    const inside = 'lvs-puppet scaffold sites/berlin/lb.yaml -o sites/berlin/modules/lvs';
    const note = `note: sites/berlin/.lvs-puppet remembers this module in sites/berlin/modules/lvs, not in modules/lvs; to go on there: ${inside}\n`;
    expect(await run('scaffold', 'sites/berlin/lb.yaml', '--check')).toMatchObject({
      exitCode: 1,
      stderr: note,
    });
    expect((await run('scaffold', 'sites/berlin/lb.yaml', '--dry-run')).stderr).toContain(note);
    expect((await run(...inside.split(' ').slice(1), '--check', '--strict')).exitCode).toBe(0);
    expect((await run('scaffold', 'sites/berlin/lb.yaml')).stderr).toBe(note);
    expect((await run('scaffold', 'sites/berlin/lb.yaml', '--check')).stderr).toBe('');
  });

  it('of another name is said to stay, as long as it is there', async () => {
    await scaffolded();
    writeInventory(inventory.replace('name: lvs', 'name: lb2'));
    const note =
      'note: modules/lvs, which an earlier scaffold wrote, stays as it is; remove it if modules/lb2 takes its place\n';
    const check = await run('scaffold', '--check');
    expect(check.stderr).toBe(`${note}bring it up to date with: lvs-puppet scaffold\n`);
    expect((await run('scaffold')).stderr).toBe(note);
    expect((await run('scaffold', '--check')).stderr).toBe('');
    rmSync(at('modules/lvs'), { recursive: true });
    writeInventory(inventory.replace('name: lvs', 'name: lb3'));
    expect((await run('scaffold', '--check')).stderr).not.toContain('modules/lvs');
  });
});

describe('undo', () => {
  it('takes back what the last scaffold did, with what it remembered', async () => {
    await scaffolded();
    appendFileSync(inModule('README.md'), 'By hand.\n');
    const before = tree();
    await scaffolded(`${heavier.replace(/^kicker:.*$/m, '')}kicker: { module: none }\n`);
    writeInventory();
    expect(tree()).not.toEqual(before);
    const { exitCode, stdout } = await run('undo');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^modules\/lvs: \d+ files are as they were before the last scaffold\n$/);
    expect(tree()).toEqual(before);
    const again = await run('undo');
    expect(again).toEqual({ exitCode: 1, stdout: '', stderr: 'modules/lvs: there is nothing to undo\n' });
    expect(tree()).toEqual(before);
  });

  it('of the first one leaves nothing', async () => {
    await scaffolded();
    const { exitCode, stdout } = await run('undo');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^modules\/lvs: \d+ files that the last scaffold made are removed\n$/);
    expect(readdirSync(folder.path)).toEqual(['lvs.yaml']);
    expect((await run('undo')).stderr).toBe('modules/lvs: there is nothing to undo\n');
  });

  it('leaves what a person put there', async () => {
    await scaffolded();
    writeFileSync(inModule('manifests/site.pp'), '# ours\n');
    expect((await run('undo')).exitCode).toBe(0);
    expect(tree(at('modules'))).toEqual({ 'lvs/manifests/site.pp': '# ours\n' });
  });

  it('counts one file as one, and says where nothing was left to do', async () => {
    await scaffolded();
    appendFileSync(inModule('README.md'), 'By hand.\n');
    await run('scaffold', '--restore', 'README.md');
    expect((await run('undo')).stdout).toBe('modules/lvs: 1 file is as it was before the last scaffold\n');
    rmSync(inModule('README.md'));
    await run('scaffold');
    expect((await run('undo')).stdout).toBe(
      'modules/lvs: its files were as before the last scaffold already\n',
    );
  });

  it('overwrites nothing that was edited since', async () => {
    await scaffolded();
    await scaffolded(heavier);
    appendFileSync(inModule(config), '# by hand\n');
    const before = tree();
    const { exitCode, stderr } = await run('undo');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('  manifests/config.pp\ntake those changes back and run undo again');
    expect(tree()).toEqual(before);
  });

  it('takes back conflicts, restored files and bytes that were no text', async () => {
    await conflicting();
    writeFileSync(inModule('README.md'), Buffer.from([0xff, 0xfe]));
    const before = read(config);
    await run('scaffold', '--restore', 'README.md');
    expect(read(config)).toContain('<<<<<<<');
    expect((await run('undo')).exitCode).toBe(0);
    expect(read(config)).toBe(before);
    expect([...readFileSync(inModule('README.md'))]).toEqual([0xff, 0xfe]);
  });

  it('of one module leaves another one of the same folder alone', async () => {
    await scaffolded();
    writeFileSync(at('other.yaml'), heavier);
    expect((await run('scaffold', 'other.yaml', '-o', 'modules/other')).exitCode).toBe(0);
    expect((await run('undo')).exitCode).toBe(0);
    expect(existsSync(at('modules/lvs'))).toBe(false);
    expect((await run('scaffold', 'other.yaml', '-o', 'modules/other', '--check', '--strict')).exitCode).toBe(
      0,
    );
    expect((await run('undo', 'other.yaml', '-o', 'modules/other')).exitCode).toBe(0);
    expect(Object.keys(tree())).toEqual(['lvs.yaml', 'other.yaml']);
    expect(existsSync(at('.lvs-puppet'))).toBe(false);
  });

  it('after a pull takes back its own files alone, with what was remembered of them', async () => {
    await scaffolded();
    await scaffolded(heavier);
    const shared = ['lvs.yaml', 'modules', '.lvs-puppet/lock.json', '.lvs-puppet/base.jsonl'];
    for (const name of shared) cpSync(at(name), at('clone', name), { recursive: true });
    const ofColleague = (text: string) => text.replace(/summary: .*/, 'summary: Of a colleague');
    expect(ofColleague(heavier)).toContain('Of a colleague');
    writeFileSync(at('clone/lvs.yaml'), ofColleague(heavier));
    expect((await runCli(['scaffold'], { cwd: at('clone') })).exitCode).toBe(0);
    for (const name of shared) cpSync(at('clone', name), at(name), { recursive: true });
    const { exitCode } = await run('undo');
    expect(exitCode).toBe(0);
    expect(read(config)).toMatch(/weight => 2/);
    expect(read('README.md')).toContain('Of a colleague');
    writeInventory(ofColleague(inventory));
    expect(await run('scaffold', '--check', '--strict')).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('goes back one step, also after a run that had nothing to do', async () => {
    await scaffolded();
    const before = tree();
    await scaffolded(heavier);
    await scaffolded(heavier);
    writeInventory();
    expect((await run('undo')).exitCode).toBe(0);
    expect(tree()).toEqual(before);
  });
});

describe('wrong usage', () => {
  it.each([
    [['scaffold', '--restore', 'no/such.pp'], 'the inventory emits no such file into modules/lvs'],
    [['scaffold', '--restore', '../../lvs.yaml'], 'the inventory emits no such file into modules/lvs'],
    [['scaffold', '--strict'], '--strict says how --check judges'],
    [['scaffold', '--check', '--restore', 'README.md'], 'cannot be used with'],
  ])('%j', async (args, message) => {
    writeInventory();
    const { exitCode, stderr } = await run(...args);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });
});

it('refuses names that are one file where upper and lower case are the same', async () => {
  writeInventory();
  mkdirSync(at('mine'));
  writeFileSync(at('mine/readme.MD'), 'x');
  const { exitCode, stderr } = await run('scaffold', '--skeleton', 'mine');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('README.md and readme.MD, which are one file');
  expect(existsSync(at('modules'))).toBe(false);
});
