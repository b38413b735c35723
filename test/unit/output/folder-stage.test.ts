import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CannotFinish, journalPath, rootsBeside } from '../../../src/output/folder-journal.ts';
import { localIdentity } from '../../../src/output/folder-local.ts';
import { FolderBusy } from '../../../src/output/folder-lock.ts';
import {
  ChangedMeanwhile,
  hasLeftovers,
  recover,
  stageWrites,
  type Write,
} from '../../../src/output/folder-stage.ts';
import { hashOf } from '../../../src/output/hash.ts';

let top: string;
let roots: { module: string; kicker: string; state: string };
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'lvs-puppet-stage-'));
  roots = {
    module: join(top, 'modules/lvs'),
    kicker: join(top, 'modules/kicker'),
    state: join(top, '.lvs-puppet'),
  };
});
afterEach(() => {
  rmSync(top, { recursive: true, force: true });
});

const KEY = 'modules/lvs';
const create = (path: string, content: string): Write => ({ place: 'module', path, content, old: undefined });
const stage = (...writes: Write[]) => stageWrites(roots, KEY, writes);
const inModule = (path: string) => readFileSync(join(roots.module, path), 'utf8');

/** Every file and folder below the top. */
const everything = () => readdirSync(top, { recursive: true, encoding: 'utf8' }).toSorted();

function put(path: string, content: string): void {
  mkdirSync(join(roots.module, path, '..'), { recursive: true });
  writeFileSync(join(roots.module, path), content);
}

describe('stageWrites', () => {
  it('shows nothing before commit and everything after it', () => {
    const staged = stage(create('a/b.pp', 'x\n'), create('run.sh', '#!/bin/sh\n'));
    expect(existsSync(join(roots.module, 'a/b.pp'))).toBe(false);
    staged.commit();
    expect(inModule('a/b.pp')).toBe('x\n');
    expect(statSync(join(roots.module, 'a/b.pp')).mode & 0o777).toBe(0o644 & ~process.umask());
    expect(readdirSync(roots.module).toSorted()).toEqual(['a', 'run.sh']);
    expect(hasLeftovers(roots)).toBe(false);
  });

  it('is nothing to git while it waits', () => {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: top, encoding: 'utf8' });
    git('init', '-q');
    put('there', 'x');
    const staged = stage(create('a/b.pp', 'x\n'));
    git('add', '-A', 'modules');
    expect(git('ls-files')).toMatch(/^\S+\/there\n$/);
    staged.discard();
  });

  it('leaves no trace in the module when discarded', () => {
    stage(create('a/b.pp', 'x\n')).discard();
    expect(existsSync(join(top, 'modules'))).toBe(false);
    expect(hasLeftovers(roots)).toBe(false);
  });

  it('takes everything back when a file cannot be staged', () => {
    const bad = create(`a/${'n'.repeat(300)}/b`, 'x');
    expect(() => stage(create('ok/a.pp', 'x'), bad)).toThrow(/ENAMETOOLONG/);
    expect(existsSync(join(top, 'modules'))).toBe(false);
  });

  it('removes files and the folders that they leave empty, and what a killed run left behind', () => {
    put('old/deep/f', 'x');
    put('keep', 'x');
    mkdirSync(join(roots.module, '.lvs-puppet-stage-dead'));
    mkdirSync(join(roots.module, `.lvs-puppet-stage-${process.pid}-1-abc`));
    stage(
      { place: 'module', path: 'old/deep/f', content: undefined, old: hashOf('x') },
      create('new', 'y'),
    ).commit();
    expect(readdirSync(roots.module).toSorted()).toEqual(['keep', 'new']);
  });

  it('keeps the permissions of the file that it replaces', () => {
    mkdirSync(roots.module, { recursive: true });
    writeFileSync(join(roots.module, 'run'), 'old', { mode: 0o750 });
    stage({ place: 'module', path: 'run', content: 'new', old: hashOf('old') }).commit();
    expect(statSync(join(roots.module, 'run')).mode & 0o777).toBe(0o750 & ~process.umask());
  });

  it('does not write over what was changed between plan and commit', () => {
    put('f', 'old');
    put('g', 'old');
    const staged = stage(
      { place: 'module', path: 'f', content: 'new', old: hashOf('old') },
      { place: 'module', path: 'g', content: 'new', old: hashOf('old') },
    );
    put('g', 'mine');
    expect(() => staged.commit()).toThrow(ChangedMeanwhile);
    staged.discard();
    expect(hasLeftovers(roots)).toBe(false);
    expect([inModule('f'), inModule('g')]).toEqual(['old', 'mine']);
  });

  it('leaves the files of a run that lives', () => {
    // The parent of this process lives.
    const other = `.lvs-puppet-stage-${process.ppid}-0-abc`;
    mkdirSync(join(roots.module, other), { recursive: true });
    expect(() => stage(create('a', 'x'))).toThrow(FolderBusy);
    expect(readdirSync(roots.module)).toEqual([other]);
  });

  it('leaves what another inventory’s run has to finish', () => {
    const other = join(top, 'elsewhere/.lvs-puppet');
    leaveJournal(other, [{ place: 'module', path: 'a', from: '0', next: hashOf('x') }], {
      module: '../modules/lvs',
    });
    expect(() => stage(create('b', 'y'))).toThrow(/belongs to the inventory beside/);
    recover({ ...roots, state: other });
    expect(inModule('a')).toBe('x');
    stage(create('b', 'y')).commit();
    expect(readdirSync(roots.module).toSorted()).toEqual(['a', 'b']);
  });
});

describe('the module kicker beside it', () => {
  const inKicker = (path: string) => join(roots.kicker, path);
  const both = () =>
    stage(create('a.pp', 'x\n'), { place: 'kicker', path: 'b/c.pp', content: 'y\n', old: undefined });

  it('shows nothing before commit, and then everything of both', () => {
    const staged = both();
    expect([existsSync(join(roots.module, 'a.pp')), existsSync(inKicker('b'))]).toEqual([false, true]);
    expect(existsSync(inKicker('b/c.pp'))).toBe(false);
    expect(hasLeftovers({ ...roots, module: join(top, 'none') })).toBe(true);
    staged.commit();
    expect([inModule('a.pp'), readFileSync(inKicker('b/c.pp'), 'utf8')]).toEqual(['x\n', 'y\n']);
    expect(hasLeftovers(roots)).toBe(false);
    expect(readdirSync(roots.kicker)).toEqual(['b']);
  });

  it('leaves no trace when discarded, nor where it cannot be staged', () => {
    both().discard();
    expect(existsSync(join(top, 'modules'))).toBe(false);
    mkdirSync(join(top, 'modules'));
    writeFileSync(roots.kicker, 'a file');
    expect(both).toThrow(/kicker/);
    expect(readdirSync(join(top, 'modules'))).toEqual(['kicker']);
  });

  it('does not write one module where the other was changed meanwhile', () => {
    const staged = both();
    writeFileSync(inKicker('b/c.pp'), 'mine');
    expect(() => staged.commit()).toThrow(ChangedMeanwhile);
    staged.discard();
    expect(existsSync(join(roots.module, 'a.pp'))).toBe(false);
    expect(readFileSync(inKicker('b/c.pp'), 'utf8')).toBe('mine');
  });

  it('is finished from the journal with the other one', () => {
    mkdirSync(join(roots.kicker, DEAD), { recursive: true });
    writeFileSync(join(roots.kicker, DEAD, '0'), 'y');
    const steps = [
      { place: 'module', path: 'a', from: '0', next: hashOf('x') },
      { place: 'kicker', path: 'b', from: '0', next: hashOf('y') },
    ];
    leaveJournal(roots.state, steps, { stages: { module: DEAD, kicker: DEAD, state: 'local/stage' } });
    recover(roots);
    expect([inModule('a'), readFileSync(inKicker('b'), 'utf8')]).toEqual(['x', 'y']);
    expect(hasLeftovers(roots)).toBe(false);
  });

  it('is not finished through a link in its place, nor over what was changed since', () => {
    const steps = [
      { place: 'module', path: 'a', from: '0', next: hashOf('x') },
      { place: 'kicker', path: 'b', from: '0', next: hashOf('y') },
    ];
    mkdirSync(join(top, 'modules'));
    mkdirSync(join(tmpdir(), `outside-${process.pid}`, DEAD), { recursive: true });
    writeFileSync(join(tmpdir(), `outside-${process.pid}`, DEAD, '0'), 'y');
    symlinkSync(join(tmpdir(), `outside-${process.pid}`), roots.kicker);
    leaveJournal(roots.state, steps, { stages: { module: DEAD, kicker: DEAD, state: 'local/stage' } });
    expect(() => recover(roots)).toThrow(/a symbolic link is in the place of the module kicker/);
    rmSync(join(tmpdir(), `outside-${process.pid}`), { recursive: true });
    rmSync(roots.kicker);
    mkdirSync(roots.kicker);
    writeFileSync(inKicker('b'), 'mine');
    expect(() => recover(roots)).toThrow(new CannotFinish('kicker/b was changed since'));
    expect(existsSync(join(roots.module, 'a'))).toBe(false);
  });
});

const DEAD = '.lvs-puppet-stage-1999999999-1-abc';

/** What a run leaves that was killed after its journal was written: one staged file, `x`, and what was to be done. */
function leaveJournal(state: string, steps: readonly object[], more: object = {}): void {
  mkdirSync(join(roots.module, DEAD), { recursive: true });
  writeFileSync(join(roots.module, DEAD, '0'), 'x');
  writeFileSync(join(roots.module, DEAD, 'owner'), relative(roots.module, state));
  mkdirSync(join(state, 'local'), { recursive: true });
  const stages = { module: DEAD, state: 'local/stage' };
  writeFileSync(
    journalPath(state),
    JSON.stringify({ schemaVersion: 1, folder: localIdentity(state), module: KEY, stages, steps, ...more }),
  );
}

describe('recover', () => {
  it('finishes what a killed run has written down, the second time as well', () => {
    put('stale', 'x');
    const steps = [
      { place: 'module', path: 'stale', old: hashOf('x') },
      { place: 'module', path: 'a/b', from: '0', next: hashOf('x') },
    ];
    leaveJournal(roots.state, steps);
    expect(hasLeftovers(roots)).toBe(true);
    recover(roots);
    recover(roots);
    expect(hasLeftovers(roots)).toBe(false);
    expect(everything()).toEqual(
      [
        '.lvs-puppet',
        '.lvs-puppet/local',
        'modules',
        'modules/lvs',
        'modules/lvs/a',
        'modules/lvs/a/b',
      ].toSorted(),
    );
  });

  it('does not write over what somebody did after the run was killed', () => {
    put('a', 'mine');
    leaveJournal(roots.state, [{ place: 'module', path: 'a', from: '0', next: hashOf('x') }]);
    expect(() => recover(roots)).toThrow(new CannotFinish('a was changed since'));
    expect(inModule('a')).toBe('mine');
  });

  it('does not put a torn file into place', () => {
    leaveJournal(roots.state, [{ place: 'module', path: 'a', from: '0', next: hashOf('whole') }]);
    expect(() => recover(roots)).toThrow(/its text for a is lost/);
  });

  it.each<[string, object[], object]>([
    ['a path that leads out', [{ place: 'module', path: '../../victim', old: hashOf('precious') }], {}],
    ['a folder of the person as stage', [], { stages: { module: 'kept', state: 'local/stage' } }],
    ['a stage that leads out', [], { stages: { module: '.lvs-puppet-stage-/../..', state: 'local/stage' } }],
    [
      'another module, far away',
      [{ place: 'module', path: 'victim', old: hashOf('precious') }],
      { module: '..' },
    ],
    [
      'a path in the folder of git',
      [{ place: 'module', path: '.GIT/hooks/x', from: '0', next: hashOf('x') }],
      {},
    ],
    [
      'another module, in the folder of git',
      [{ place: 'module', path: 'victim', old: hashOf('precious') }],
      { module: '.git' },
    ],
    ['no folder', [], { folder: undefined }],
    ['the folder of another machine', [], { folder: '5308417-1795732697683915316' }],
    ['steps that are none', [7 as unknown as object], {}],
    ['another version', [], { schemaVersion: 2 }],
  ])('does not follow a journal with %s', (_name, steps, more) => {
    writeFileSync(join(top, 'victim'), 'precious');
    put('kept/file', 'mine');
    leaveJournal(roots.state, steps, more);
    expect(() => recover(roots)).toThrow(/^its journal (?:is not readable|was written in)|^it belongs to/);
    expect(readFileSync(join(top, 'victim'), 'utf8')).toBe('precious');
    expect(inModule('kept/file')).toBe('mine');
  });

  it.each(['..', '.git'])('does not follow a journal of a module that is a link to %s', (to) => {
    mkdirSync(join(top, 'beside/.git'), { recursive: true });
    const beside = rootsBeside(join(top, 'beside/mine'), join(top, 'beside/.lvs-puppet'));
    symlinkSync(to, join(top, 'beside/other'));
    const steps = [{ place: 'module', path: 'hooks/x', from: '0', next: hashOf('x') }];
    leaveJournal(beside.state, steps, { module: 'other' });
    mkdirSync(join(top, 'beside', to, DEAD), { recursive: true });
    writeFileSync(join(top, 'beside', to, DEAD, '0'), 'x');
    expect(() => recover(beside)).toThrow(/it belongs to other/);
    expect(existsSync(join(top, 'beside', to, 'hooks'))).toBe(false);
  });

  it('does not take staged files from behind a link', () => {
    mkdirSync(join(top, 'outside'));
    writeFileSync(join(top, 'outside/0'), 'x');
    leaveJournal(roots.state, [{ place: 'module', path: 'a', from: '0', next: hashOf('x') }]);
    rmSync(join(roots.module, DEAD), { recursive: true });
    symlinkSync('../../outside', join(roots.module, DEAD));
    expect(() => recover(roots)).toThrow(CannotFinish);
    expect(readFileSync(join(top, 'outside/0'), 'utf8')).toBe('x');
  });

  it('does not write through a link that was put in the way', () => {
    mkdirSync(join(top, 'outside'));
    mkdirSync(roots.module, { recursive: true });
    symlinkSync('../../outside', join(roots.module, 'a'));
    leaveJournal(roots.state, [{ place: 'module', path: 'a/b', from: '0', next: hashOf('x') }]);
    expect(() => recover(roots)).toThrow(/a is a symbolic link/);
    expect(readdirSync(join(top, 'outside'))).toEqual([]);
  });
});
