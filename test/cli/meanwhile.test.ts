import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { alone, applyChanges } from '../../src/cli/apply-changes.ts';
import { inspect } from '../../src/cli/inspect-module.ts';
import type { Io } from '../../src/cli/io.ts';
import { targetOf } from '../../src/cli/target.ts';
import { temporaryFolder } from './temporary-folder.ts';

/* What a person does while `scaffold` is at work: between the plan and the moment when it is carried out. */

const folder = temporaryFolder();
const at = (...parts: string[]) => join(folder.path, ...parts);
const inModule = (path: string) => at('modules/lvs', path);

const silent = { write: () => {}, isTerminal: false };
const io = (): Io => ({
  cwd: folder.path,
  env: {},
  stdin: () => Promise.resolve(new Uint8Array()),
  stdout: silent,
  stderr: silent,
  signal: new AbortController().signal,
});

/** Writes a module of these files; something happens between plan and commit. */
async function write(files: Record<string, string>, meanwhile: () => void = () => {}): Promise<void> {
  const target = targetOf({ folder: folder.path }, 'lvs', undefined, io());
  const emitted = { files: new Map(Object.entries(files)), digests: { inventory: 'i', skeleton: 's' } };
  await alone(target, io(), async (lock) => {
    const plan = inspect([{ emitted, target, wishes: {} }]);
    meanwhile();
    await applyChanges(plan, target, lock, io());
  });
}

const first = { 'changed.pp': 'old\n', 'removed.pp': 'old\n', 'other.pp': 'old\n' };
const second = { 'changed.pp': 'new\n', 'created.pp': 'new\n', 'other.pp': 'new\n' };

it.each(['changed.pp', 'removed.pp', 'created.pp'])(
  'an edit of %s between plan and commit is kept, and nothing is written',
  async (path) => {
    await write(first);
    const lock = readFileSync(at('.lvs-puppet/lock.json'), 'utf8');
    await expect(write(second, () => writeFileSync(inModule(path), 'mine\n'))).rejects.toThrow(
      `modules/lvs/${path} was changed at this very moment; run it again`,
    );
    expect(readFileSync(inModule(path), 'utf8')).toBe('mine\n');
    expect(readFileSync(inModule('other.pp'), 'utf8')).toBe('old\n');
    expect(readFileSync(at('.lvs-puppet/lock.json'), 'utf8')).toBe(lock);
  },
);

it('a file deleted between plan and commit is not written again', async () => {
  await write(first);
  await expect(write(second, () => rmSync(inModule('changed.pp')))).rejects.toThrow(/at this very moment/);
  expect(existsSync(inModule('changed.pp'))).toBe(false);
});

it.each(['lock.json', 'base.jsonl'])('%s that git changes meanwhile stays as it is', async (name) => {
  await write(first);
  const text = `${readFileSync(at('.lvs-puppet', name), 'utf8')}\n`;
  await expect(write(second, () => writeFileSync(at('.lvs-puppet', name), text))).rejects.toThrow(
    /at this very moment/,
  );
  expect(readFileSync(at('.lvs-puppet', name), 'utf8')).toBe(text);
  expect(readFileSync(inModule('changed.pp'), 'utf8')).toBe('old\n');
});

it('a folder in the place of a new file is no bug', async () => {
  await write(first);
  await expect(write(second, () => mkdirSync(inModule('created.pp')))).rejects.toThrow(
    /created\.pp was changed at this very moment/,
  );
});
