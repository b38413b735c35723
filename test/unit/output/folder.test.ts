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
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderBusy, readFiles, stageChanges } from '../../../src/output/folder.ts';
import type { Change } from '../../../src/output/plan.ts';

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'lvs-puppet-folder-'));
});
afterEach(() => {
  rmSync(top, { recursive: true, force: true });
});

const create = (path: string, want: string): Change => ({ kind: 'create', path, want });

describe('stageChanges', () => {
  it('shows nothing before commit and everything after it', () => {
    const root = join(top, 'modules/lvs');
    const staged = stageChanges(root, [create('a/b.pp', 'x\n'), create('run.sh', '#!/bin/sh\n')]);
    expect(existsSync(join(root, 'a/b.pp'))).toBe(false);
    staged.commit();
    expect(readFileSync(join(root, 'a/b.pp'), 'utf8')).toBe('x\n');
    expect(statSync(join(root, 'a/b.pp')).mode & 0o777).toBe(0o644 & ~process.umask());
    expect(readdirSync(root).toSorted()).toEqual(['a', 'run.sh']);
  });

  it('leaves no trace when discarded', () => {
    stageChanges(join(top, 'modules/lvs'), [create('a/b.pp', 'x\n')]).discard();
    expect(readdirSync(top)).toEqual([]);
  });

  it('takes everything back when a file cannot be staged', () => {
    const bad = create(`a/${'n'.repeat(300)}/b`, 'x');
    expect(() => stageChanges(join(top, 'lvs'), [create('ok/a.pp', 'x'), bad])).toThrow(/ENAMETOOLONG/);
    expect(readdirSync(top)).toEqual([]);
  });

  it('removes files and the folders that they leave empty, and what a killed run left behind', () => {
    mkdirSync(join(top, 'old/deep'), { recursive: true });
    mkdirSync(join(top, '.lvs-puppet-stage-dead'));
    writeFileSync(join(top, 'old/deep/f'), 'x');
    writeFileSync(join(top, 'keep'), 'x');
    const have = { text: 'x' };
    stageChanges(top, [{ kind: 'remove', path: 'old/deep/f', have }]).commit();
    expect(readdirSync(top)).toEqual(['keep']);
  });
});

describe('two runs at once', () => {
  it('leaves the files of a run that lives, and clears those of one that ended', () => {
    // The parent of this process lives.
    mkdirSync(join(top, `.lvs-puppet-stage-${process.ppid}-abc`));
    expect(() => stageChanges(top, [create('a', 'x')])).toThrow(FolderBusy);
    expect(readdirSync(top)).toEqual([`.lvs-puppet-stage-${process.ppid}-abc`]);
  });
});

describe('readFiles', () => {
  it('does not follow links, neither of files nor of folders', () => {
    writeFileSync(join(top, 'outside'), 'secret');
    const root = join(top, 'root');
    mkdirSync(root);
    symlinkSync('../outside', join(root, 'file.pp'));
    symlinkSync('..', join(root, 'manifests'));
    const { files, obstacles } = readFiles(root, ['file.pp', 'manifests/outside', 'none/at/all']);
    expect([...files]).toEqual([]);
    expect(obstacles).toEqual([
      { path: 'file.pp', reason: 'is a symbolic link' },
      { path: 'manifests', reason: 'is a symbolic link' },
    ]);
  });

  it('says what is no file, and reads text', () => {
    mkdirSync(join(top, 'x'));
    writeFileSync(join(top, 'y'), 'text');
    writeFileSync(join(top, 'z'), Buffer.from([0xff, 0xfe]));
    const { files, obstacles } = readFiles(top, ['x', 'y', 'z']);
    expect(obstacles).toEqual([{ path: 'x', reason: 'is not a file' }]);
    expect(files.get('y')).toEqual({ text: 'text' });
    expect(files.get('z')).toEqual({ text: undefined });
  });
});
