import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toolDigest } from 'virtual:digests';
import { localIdentity } from '../../src/output/folder-local.ts';
import { hashOf } from '../../src/output/hash.ts';
import { runCli } from './run-cli.ts';
import { oneModule } from './stack-inventory.ts';
import { temporaryFolder } from './temporary-folder.ts';

/*
 * A proposed change can bring any file along, what git ignores as well (`git add -f`), and links. Whoever checks it out
 * and runs the command must not thereby write anywhere else, nor be told that all is well.
 */

const folder = temporaryFolder();
const inventory = oneModule;

const run = (...args: string[]) => runCli(args, { cwd: folder.path });
const at = (...parts: string[]) => join(folder.path, ...parts);
const put = (path: string, content: string) => {
  mkdirSync(at(path, '..'), { recursive: true });
  writeFileSync(at(path), content);
};

/** What matters in git's own folder: a file that is there, and hooks that would be run. */
const gitFolder = () => readdirSync(at('.git'), { recursive: true, encoding: 'utf8' }).toSorted();

async function scaffolded(): Promise<void> {
  put('lvs.yaml', inventory);
  put('.git/description', 'precious');
  mkdirSync(at('.git/hooks'));
  expect((await run('scaffold')).exitCode).toBe(0);
}

const script = '#!/bin/sh\n';
const GIT = ['description', 'hooks'];

describe('a journal that comes with a checkout', () => {
  it('is not followed, and the way out keeps everything', async () => {
    await scaffolded();
    symlinkSync('.', at('link'));
    put('.lvs-puppet-stage-1-1-a/0', script);
    put(
      '.lvs-puppet/local/journal.json',
      JSON.stringify({
        schemaVersion: 1,
        module: 'link',
        stages: { module: '.lvs-puppet-stage-1-1-a', state: 'local/stage' },
        steps: [
          { place: 'module', path: '.git/hooks/pre-commit', from: '0', next: hashOf(script) },
          { place: 'module', path: '.git/description', old: hashOf('precious') },
        ],
      }),
    );
    for (const command of ['scaffold', 'undo']) {
      const { exitCode, stderr } = await run(command);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 1,
        stderr: expect.stringMatching(/cannot be finished: its journal was written in another folder or on/),
      });
      expect(gitFolder()).toEqual(GIT);
    }
    expect((await run('scaffold', '--check')).exitCode).toBe(1);
    rmSync(at('.lvs-puppet/local'), { recursive: true });
    expect((await run('scaffold')).exitCode).toBe(0);
    expect(gitFolder()).toEqual(GIT);
  });
});

describe('what undoes a run and comes with a checkout', () => {
  const forge = ({
    folder: written,
    ...module
  }: {
    folder?: string | undefined;
    files?: readonly object[];
  }) =>
    put(
      `.lvs-puppet/local/undo-${hashOf('modules/lvs').slice(0, 16)}.json`,
      JSON.stringify({
        schemaVersion: 2,
        folder: written,
        modules: [
          {
            key: 'modules/lvs',
            folders: 0,
            files: [{ path: 'hooks/post-checkout', old: { text: script }, mode: 0o755 }],
            ...module,
          },
        ],
        state: { old: {}, next: {} },
      }),
    );

  it('undoes nothing', async () => {
    await scaffolded();
    forge({
      files: [{ path: 'README.md', next: hashOf(readFileSync(at('modules/lvs/README.md'), 'utf8')) }],
    });
    const { exitCode, stderr } = await run('undo');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining('was written in another folder or on another machine'),
    });
    expect(existsSync(at('modules/lvs/README.md'))).toBe(true);
  });

  it.each(['modules/lvs', 'elsewhere'])(
    'does not reach into the folder of git through %s, even where it were ours',
    async (path) => {
      await scaffolded();
      if (path === 'modules/lvs') rmSync(at(path), { recursive: true });
      symlinkSync(path === 'modules/lvs' ? '../.git' : '.git', at(path));
      forge({ folder: localIdentity(at('.lvs-puppet')) });
      const { exitCode, stderr } = await run('undo', ...(path === 'modules/lvs' ? [] : ['-o', path]));
      expect({ exitCode, stderr }).toEqual({
        exitCode: 1,
        stderr: `lvs-puppet: ${path} lies in the folder of git, where nothing is written\n`,
      });
      expect(gitFolder()).toEqual(GIT);
    },
  );
});

describe('a link in the place of the module', () => {
  it('into the folder of git is refused, also where -o names it', async () => {
    await scaffolded();
    rmSync(at('modules/lvs'), { recursive: true });
    symlinkSync('../.git', at('modules/lvs'));
    for (const args of [[], ['--check'], ['-o', 'modules/lvs'], ['-o', '.git/modules/x']]) {
      const { exitCode, stderr } = await run('scaffold', ...args);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 1,
        stderr: expect.stringContaining('lies in the folder of git, where nothing is written'),
      });
    }
    expect(gitFolder()).toEqual(GIT);
  });

  it('out of the folder of the inventory is followed only where -o names it', async () => {
    put('site/lvs.yaml', inventory);
    mkdirSync(at('site/modules'));
    mkdirSync(at('outside'));
    symlinkSync('../../outside', at('site/modules/lvs'));
    const site = (...args: string[]) => runCli(args, { cwd: at('site') });
    const { exitCode, stderr } = await site('scaffold');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr:
        'lvs-puppet: modules/lvs leads out of the folder of the inventory through a symbolic link; if that is meant, say so with: -o modules/lvs\n',
    });
    expect(readdirSync(at('outside'))).toEqual([]);
    expect((await site('scaffold', '-o', 'modules/lvs')).exitCode).toBe(0);
    expect(readdirSync(at('outside'))).toContain('metadata.json');
    expect((await site('undo')).exitCode).toBe(1);
    expect((await site('undo', '-o', 'modules/lvs')).exitCode).toBe(0);
    expect(readdirSync(at('outside'))).toEqual([]);
  });
});

describe('the record of a check that comes with a checkout', () => {
  it('is not believed', async () => {
    await scaffolded();
    // As the person who proposes the change would make it: all that it is made from is known.
    const lock = readFileSync(at('.lvs-puppet/lock.json'), 'utf8');
    const boot = readFileSync(at('modules/lvs/manifests/config.pp'), 'utf8');
    const tampered = `${boot}# evil\n`;
    const forged = lock.replace(hashOf(boot), hashOf(tampered));
    expect(forged).not.toBe(lock);
    put('modules/lvs/manifests/config.pp', tampered);
    put('.lvs-puppet/lock.json', forged);
    const inputs = hashOf(JSON.stringify([toolDigest, inventory, forged]));
    const seen = { module: 'lvs', kicker: false, inputs };
    const record = { schemaVersion: 1, modules: { 'modules/lvs': seen } };
    put('.lvs-puppet/local/checked.json', JSON.stringify(record));
    expect((await run('scaffold', '--check')).exitCode).toBe(1);
    // What keeps it from being believed is that alone: in this folder it would be.
    const folderHere = localIdentity(at('.lvs-puppet'));
    put('.lvs-puppet/local/checked.json', JSON.stringify({ ...record, folder: folderHere }));
    expect((await run('scaffold', '--check')).exitCode).toBe(0);
    for (const part of ['lvs.yaml', 'modules', '.lvs-puppet'])
      cpSync(at(part), at('copy', part), { recursive: true });
    expect((await runCli(['scaffold', '--check'], { cwd: at('copy') })).exitCode).toBe(1);
  });
});

it('templates of one’s own bring no names along that reach elsewhere or draw on a terminal', async () => {
  await scaffolded();
  for (const name of ['.git~', 'GIT~1', 'a\n::error::x']) {
    rmSync(at('mine'), { recursive: true, force: true });
    put(`mine/${name}`, 'x');
    const { exitCode, stderr } = await run('scaffold', '--skeleton', 'mine');
    expect({ name, exitCode }).toEqual({ name, exitCode: name === '.git~' ? 0 : 1 });
    if (name !== '.git~')
      expect(stderr).toMatch(
        /^lvs-puppet: the module would have "[^"\n]*", a path that no module may have\n$/,
      );
  }
});
