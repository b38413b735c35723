import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFiles } from '../../../src/output/folder.ts';

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'lvs-puppet-folder-'));
});
afterEach(() => {
  rmSync(top, { recursive: true, force: true });
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
    expect(files.get('y')).toEqual({ text: 'text', executable: false, mode: 0o666 & ~process.umask() });
    expect(files.get('z')).toMatchObject({ text: undefined, bytes: Buffer.from([0xff, 0xfe]) });
  });
});
