import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InTheWay } from '../../../src/output/folder-error.ts';
import { acquireRunLock, FolderBusy } from '../../../src/output/folder-lock.ts';
import { ownIdentity, printIdentity } from '../../../src/output/folder-process.ts';

let top: string;
let state: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'lvs-puppet-lock-'));
  state = join(top, '.lvs-puppet');
});
afterEach(() => {
  rmSync(top, { recursive: true, force: true });
});

const { signal } = new AbortController();
const acquire = (milliseconds: number) => acquireRunLock(state, { milliseconds, signal });

function leaveLock(content: string): void {
  mkdirSync(join(state, 'local'), { recursive: true });
  writeFileSync(join(state, 'local/run.lock'), content);
}

describe('acquireRunLock', () => {
  it('leaves no trace when it is given back', async () => {
    const lock = await acquire(0);
    expect(readdirSync(join(state, 'local'))).toContain('run.lock');
    lock.release();
    expect(readdirSync(top)).toEqual([]);
  });

  it('says who is at work where that takes too long', async () => {
    const lock = await acquire(0);
    await expect(acquire(0)).rejects.toEqual(new FolderBusy(process.pid, join(state, 'local/run.lock')));
    lock.release();
    (await acquire(0)).release();
  });

  it('waits for the other one, and then goes on', async () => {
    const lock = await acquire(0);
    const second = acquire(60_000);
    lock.release();
    (await second).release();
    expect(readdirSync(top)).toEqual([]);
  });

  it('stops waiting when the person interrupts', async () => {
    const lock = await acquire(0);
    await expect(
      acquireRunLock(state, { milliseconds: 60_000, signal: AbortSignal.abort() }),
    ).rejects.toThrow(/abort/);
    lock.release();
  });

  it.each([
    ['a process that has ended', '1999999999-1\n'],
    ['an earlier process with the number of a living one', `${process.pid}-1\n`],
    ['nobody', ''],
  ])('takes over from %s', async (_name, content) => {
    leaveLock(content);
    const lock = await acquire(0);
    expect(readFileSync(join(state, 'local/run.lock'), 'utf8')).toBe(`${printIdentity(ownIdentity())}\n`);
    lock.release();
    expect(readdirSync(top)).toEqual([]);
  });

  it.each<[string, (path: string) => void]>([
    ['a folder', (path) => mkdirSync(path)],
    ['a link that leads nowhere', (path) => symlinkSync('nowhere', path)],
    ['a link to a file', (path) => symlinkSync('../../victim', path)],
  ])('does not wait for %s in the place of the lock', async (_name, make) => {
    writeFileSync(join(top, 'victim'), '1999999999-1');
    mkdirSync(join(state, 'local'), { recursive: true });
    make(join(state, 'local/run.lock'));
    await expect(acquire(60_000)).rejects.toEqual(
      new InTheWay(join(state, 'local/run.lock'), 'is no plain file'),
    );
    expect(readdirSync(join(state, 'local'))).toEqual(['run.lock']);
    expect(readFileSync(join(top, 'victim'), 'utf8')).toBe('1999999999-1');
  });

  it('neither confirms nor removes a lock that another run has by now', async () => {
    const lock = await acquire(0);
    lock.confirm();
    rmSync(join(state, 'local/run.lock'));
    leaveLock(`${process.ppid}-0\n`);
    expect(() => lock.confirm()).toThrow(FolderBusy);
    lock.release();
    expect(readdirSync(join(state, 'local'))).toEqual(['run.lock']);
  });

  it('takes over only alone: from a process that lives and does it, nobody else does', async () => {
    leaveLock('1999999999-1\n');
    const guard = join(state, 'local/run.lock.takeover');
    writeFileSync(guard, `${process.ppid}-0\n`);
    await expect(acquire(0)).rejects.toThrow(FolderBusy);
    expect(readFileSync(join(state, 'local/run.lock'), 'utf8')).toBe('1999999999-1\n');
    // Killed in the middle of it.
    writeFileSync(guard, '1999999998-1\n');
    const lock = await acquire(60_000);
    expect(readdirSync(join(state, 'local'))).not.toContain('run.lock.takeover');
    lock.release();
    expect(readdirSync(top)).toEqual([]);
  });

  it('lets one after the other write where many find the lock of a process that has ended', async () => {
    leaveLock('1999999999-1\n');
    let holders = 0;
    const one = async () => {
      const lock = await acquire(60_000);
      holders += 1;
      expect(holders).toBe(1);
      await new Promise((done) => setImmediate(done));
      lock.confirm();
      holders -= 1;
      lock.release();
    };
    await Promise.all(Array.from({ length: 8 }, one));
    expect(readdirSync(top)).toEqual([]);
  });
});
