import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
    const release = await acquire(0);
    expect(readdirSync(join(state, 'local'))).toContain('run.lock');
    release();
    expect(readdirSync(top)).toEqual([]);
  });

  it('says who is at work where that takes too long', async () => {
    const release = await acquire(0);
    await expect(acquire(0)).rejects.toEqual(new FolderBusy(process.pid));
    release();
    (await acquire(0))();
  });

  it('waits for the other one, and then goes on', async () => {
    const release = await acquire(0);
    const second = acquire(60_000);
    release();
    (await second)();
    expect(readdirSync(top)).toEqual([]);
  });

  it('stops waiting when the person interrupts', async () => {
    const release = await acquire(0);
    await expect(
      acquireRunLock(state, { milliseconds: 60_000, signal: AbortSignal.abort() }),
    ).rejects.toThrow(/abort/);
    release();
  });

  it.each([
    ['a process that has ended', '1999999999-1\n'],
    ['an earlier process with the number of a living one', `${process.pid}-1\n`],
    ['nobody', ''],
  ])('takes over from %s', async (_name, content) => {
    leaveLock(content);
    const release = await acquire(0);
    expect(readFileSync(join(state, 'local/run.lock'), 'utf8')).toBe(`${printIdentity(ownIdentity())}\n`);
    release();
    expect(readdirSync(top)).toEqual([]);
  });
});
