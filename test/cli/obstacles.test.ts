import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashOf } from '../../src/output/hash.ts';
import { runCli } from './run-cli.ts';
import { oneModule } from './stack-inventory.ts';
import { temporaryFolder } from './temporary-folder.ts';

/* Something else than expected in the place of the files: each is said in a line that names it, and none is a bug. */

const folder = temporaryFolder();
const inventory = oneModule;
const heavier = inventory.replace('weight: 2', 'weight: 3');

const run = (...args: string[]) => runCli(args, { cwd: folder.path });
const at = (...parts: string[]) => join(folder.path, ...parts);
const UNDO = `.lvs-puppet/local/undo-${hashOf('modules/lvs').slice(0, 16)}.json`;

async function scaffolded(text = inventory): Promise<void> {
  writeFileSync(at('lvs.yaml'), text);
  expect((await run('scaffold')).exitCode).toBe(0);
}

/** Puts something else in the place of a file or folder. */
function replace(path: string, make: (path: string) => void): void {
  rmSync(at(path), { recursive: true });
  make(at(path));
}

const folderThere = (path: string) => mkdirSync(path);
const linkThere = (path: string) => symlinkSync('/dev/zero', path);
const fileThere = (path: string) => writeFileSync(path, 'x');
const pipeThere = (path: string) => void spawnSync('mkfifo', [path]);

describe('scaffold --check, with a record of an earlier run', () => {
  it.each<[string, (path: string) => void, number, RegExp]>([
    ['modules/lvs', fileThere, 3, /^lvs-puppet: cannot read modules\/lvs: it is not a folder/],
    ['modules/lvs/README.md', folderThere, 1, /scaffold would refuse/],
    ['.lvs-puppet/lock.json', folderThere, 3, /^lvs-puppet: \.lvs-puppet\/lock\.json is no plain file; move/],
    ['.lvs-puppet/lock.json', linkThere, 3, /^lvs-puppet: \.lvs-puppet\/lock\.json is no plain file; move/],
    ['.lvs-puppet/base.jsonl', linkThere, 3, /^lvs-puppet: \.lvs-puppet\/base\.jsonl is no plain file; move/],
    ['.lvs-puppet/base.jsonl', pipeThere, 3, /^lvs-puppet: \.lvs-puppet\/base\.jsonl is no plain file; move/],
  ])('%s is something else (%#)', async (path, make, code, message) => {
    await scaffolded();
    expect(existsSync(at('.lvs-puppet/local/checked.json'))).toBe(true);
    replace(path, make);
    // Without the record the base is read.
    if (path.endsWith('base.jsonl')) rmSync(at('.lvs-puppet/local/checked.json'));
    const { exitCode, stderr } = await run('scaffold', '--check');
    expect({ exitCode, stderr }).toEqual({ exitCode: code, stderr: expect.stringMatching(message) });
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

it.each<[string, (path: string) => void]>([
  ['a folder', folderThere],
  ['a link', linkThere],
])('%s in the place of the record of a check is no matter', async (_name, make) => {
  await scaffolded();
  replace('.lvs-puppet/local/checked.json', make);
  expect(await run('scaffold', '--check')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await run('scaffold')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await run('undo')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(existsSync(at('modules'))).toBe(false);
});

it.each<[string, (path: string) => void, string]>([
  ['a folder', folderThere, 'is not a file'],
  ['a link', linkThere, 'is a symbolic link'],
])('%s in the place of the way back is named, and no run was interrupted', async (_name, make, reason) => {
  await scaffolded();
  replace(UNDO, make);
  expect(await run('undo')).toEqual({
    exitCode: 3,
    stdout: '',
    stderr: `lvs-puppet: ${UNDO} is no plain file; move it away\n`,
  });
  writeFileSync(at('lvs.yaml'), heavier);
  expect(await run('scaffold')).toEqual({
    exitCode: 3,
    stdout: '',
    stderr: `lvs-puppet: ${UNDO} ${reason}; move it away\n`,
  });
});

it('what lies under the names of the journal and of the lock is no bug, either', async () => {
  await scaffolded();
  writeFileSync(at('lvs.yaml'), heavier);
  for (const name of ['journal.json.tmp', 'run.lock.x', 'stage', 'checked.json.tmp'])
    mkdirSync(at('.lvs-puppet/local', name));
  expect(await run('scaffold')).toMatchObject({ exitCode: 0, stderr: '' });
  mkdirSync(at('.lvs-puppet/local/journal.json'));
  expect(await run('scaffold')).toEqual({
    exitCode: 1,
    stdout: '',
    stderr:
      'lvs-puppet: an interrupted run cannot be finished: its journal is no plain file; remove .lvs-puppet/local and run scaffold again, which keeps what was edited by hand\n',
  });
  rmSync(at('.lvs-puppet/local/journal.json'), { recursive: true });
  mkdirSync(at('.lvs-puppet/local/run.lock'));
  appendFileSync(at('lvs.yaml'), '# more\n');
  writeFileSync(at('lvs.yaml'), inventory);
  expect(await run('scaffold')).toEqual({
    exitCode: 3,
    stdout: '',
    stderr: 'lvs-puppet: .lvs-puppet/local/run.lock is no plain file; move it away\n',
  });
});

it('a folder that was swapped for a link is said once, and nothing below it was deleted by hand', async () => {
  await scaffolded();
  renameSync(at('modules/lvs/manifests'), at('elsewhere'));
  symlinkSync('../../elsewhere', at('modules/lvs/manifests'));
  expect(await run('scaffold', '--check')).toEqual({
    exitCode: 1,
    stdout: 'modules/lvs/manifests: is a symbolic link\n',
    stderr: expect.stringMatching(/^scaffold would refuse; .*\n$/),
  });
});

describe('names of files that come with a checkout', () => {
  it('cannot draw on a terminal, nor begin a line of their own', async () => {
    await scaffolded();
    const lock = readFileSync(at('.lvs-puppet/lock.json'), 'utf8');
    const names = ['a\n::error title=x::smuggled', '\n::stop-commands::tok', 'b\u001b[2J', 'c\u009b2J'];
    const records = names.map((name) => `${JSON.stringify(name)}: { "policy": "managed", "hash": "0" },\n`);
    writeFileSync(at('.lvs-puppet/lock.json'), lock.replace('"LICENSE":', `${records.join('')}"LICENSE":`));
    for (const name of names) {
      mkdirSync(at('modules/lvs', name, '..'), { recursive: true });
      writeFileSync(at('modules/lvs', name), 'x');
    }
    for (const args of [['--check'], ['--check', '--strict'], ['--dry-run'], []]) {
      const { stdout, stderr } = await run('scaffold', ...args);
      expect(stdout + stderr).not.toMatch(/^\s*::|smuggled|[^\P{Cc}\n]/mu);
    }
    expect(await run('undo')).toMatchObject({ exitCode: 0 });
  });
});

it('a template that changes only upper and lower case of its name never removes the one file of both', async () => {
  mkdirSync(at('mine'));
  writeFileSync(at('mine/Extra.txt'), 'x\n');
  writeFileSync(at('lvs.yaml'), inventory);
  const scaffold = () => run('scaffold', '--skeleton', 'mine');
  expect((await scaffold()).exitCode).toBe(0);
  renameSync(at('mine/Extra.txt'), at('mine/extra.txt'));
  // As a disk looks where both are the same: the file is there under each name.
  linkSync(at('modules/lvs/Extra.txt'), at('modules/lvs/extra.txt'));
  const { exitCode, stderr } = await scaffold();
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: expect.stringContaining('which are one file where upper and lower case are the same'),
  });
  expect(existsSync(at('modules/lvs/extra.txt'))).toBe(true);
  rmSync(at('modules/lvs/extra.txt'));
  expect((await scaffold()).stdout).toMatch(/1 new, 1 removed, /);
});
