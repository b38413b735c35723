import { execFile, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localIdentity } from '../../src/output/folder-local.ts';
import { runCli } from '../cli/run-cli.ts';
import { buildCommand } from './built-command.ts';

/*
 * `kill -9` at every step of the built command: each operation that changes the file system is one. Whatever is left,
 * the next run finishes it or begins anew, and lock, base and module fit together.
 */

const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-kill-'));
const hook = join(import.meta.dirname, 'kill-hook.cjs');
const oeStack = readFileSync(join(import.meta.dirname, '../../fixtures/oe-stack/lvs.yaml'), 'utf8');
/** A small module, because each step is tried on a copy of its own: what is tested is how it is written. */
const unmanaged = 'regenerate: { unmanaged: [spec/, types/, functions/, files/, lib/] }\n';
const inventory = `${oeStack}${unmanaged}`;
/** One role more, which changes the module kicker as well. */
const search = `  search:
    servers: { search1.oe.example: 172.31.8.71 }
    services: { search: { virtual_ip: web, port: 9200 } }
`;
let bin: string;
/** Runs while the other tests do: it waits most of its time. */
let busy: Promise<{ status: number | null; stderr: string }>;

const changed = `${oeStack.replace('weight: 2', 'weight: 3')}${search}${unmanaged}`;

beforeAll(async () => {
  bin = await buildCommand(folder);
  busy = scaffoldBesideAnother();
}, 120_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What is under version control: every file below a folder with its content, but for what is local. */
function tree(path: string): Record<string, string> {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter(
    (file) => lstatSync(join(path, file)).isFile() && !file.startsWith('.lvs-puppet/local/'),
  );
  return Object.fromEntries(files.toSorted().map((file) => [file, readFileSync(join(path, file), 'utf8')]));
}

/** What a run may leave in the folders of the module and of the lock. */
function leftovers(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.lvs-puppet-stage|local\/(?:stage|journal|run\.lock)|\.tmp$/.test(file),
  );
}

function killed(cwd: string, args: readonly string[], env: Record<string, string>): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--require', hook, bin, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: 'ignore',
    });
    child.on('exit', (_code, signal) => resolve(signal));
  });
}

/** A run in a folder where this process, which lives as long as the tests, seems to write. */
function scaffoldBesideAnother(): Promise<{ status: number | null; stderr: string }> {
  const work = join(folder, 'busy');
  mkdirSync(join(work, '.lvs-puppet/local'), { recursive: true });
  writeFileSync(join(work, 'lvs.yaml'), inventory);
  writeFileSync(join(work, '.lvs-puppet/local/run.lock'), `${process.pid}-0\n`);
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, 'scaffold'], { cwd: work }, (error, _stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code), stderr });
    });
  });
}

/** Copies the state before a run. What it keeps for this machine alone names its folder, and shall be the copy's own. */
function copyFolder(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  const [old, copied] = [from, to].map((path) => localIdentity(join(path, '.lvs-puppet')));
  if (old === undefined || copied === undefined) return;
  const local = join(to, '.lvs-puppet/local');
  for (const name of readdirSync(local)) {
    const text = readFileSync(join(local, name), 'utf8');
    writeFileSync(join(local, name), text.replace(old, copied));
  }
}

/** How many steps a run has. */
function countSteps(from: string, args: readonly string[]): number {
  const work = join(folder, 'counted');
  copyFolder(from, work);
  const counts = join(folder, 'count');
  const env = { ...process.env, KILL_COUNT: counts };
  const { status } = spawnSync(process.execPath, ['--require', hook, bin, ...args], { cwd: work, env });
  expect(status).toBe(0);
  rmSync(work, { recursive: true });
  const count = Number(readFileSync(counts, 'utf8'));
  rmSync(counts);
  return count;
}

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  /** The state before the run, in a folder. */
  readonly before: (work: string) => Promise<void>;
  /** The same command finishes it; `undo` cannot be asked twice. */
  readonly again: readonly string[];
}

const run = async (cwd: string, ...args: string[]) => {
  const result = await runCli(args, { cwd });
  expect({ args, ...result }).toMatchObject({ exitCode: 0 });
};

/** Two modules: an edit that is merged, an update in each, a file that goes and one that is new. */
async function edited(work: string): Promise<void> {
  mkdirSync(join(work, 'mine'));
  writeFileSync(join(work, 'mine/stale.txt'), 'x\n');
  writeFileSync(join(work, 'lvs.yaml'), inventory);
  await run(work, 'scaffold', '--skeleton', 'mine');
  appendFileSync(join(work, 'modules/lvs/manifests/config.pp'), '# by hand\n');
  rmSync(join(work, 'mine/stale.txt'));
  writeFileSync(join(work, 'mine/fresh.txt'), 'y\n');
  writeFileSync(join(work, 'lvs.yaml'), changed);
}

const cases: readonly Case[] = [
  {
    name: 'scaffold of changes',
    before: edited,
    args: ['scaffold', '--skeleton', 'mine'],
    again: ['scaffold', '--skeleton', 'mine'],
  },
  {
    name: 'undo',
    before: async (work) => {
      await edited(work);
      await run(work, 'scaffold', '--skeleton', 'mine');
    },
    args: ['undo'],
    again: ['undo'],
  },
];

test.each(cases)('$name, killed at every step', { timeout: 400_000 }, async ({ args, before, again }) => {
  const start = join(folder, 'start');
  mkdirSync(start);
  await before(start);
  const old = tree(start);
  const done = join(folder, 'done');
  copyFolder(start, done);
  await run(done, ...args);
  const next = tree(done);
  for (const path of ['modules/lvs/manifests/config.pp', 'modules/kicker/files/edges.yaml'])
    expect(next[path]).not.toBe(old[path]);
  const steps = countSteps(start, args);
  expect(steps).toBeGreaterThan(20);
  const seen = new Set<string>();
  const attempt = async (step: number, half: string): Promise<void> => {
    const work = join(folder, `step-${step}-${half}`);
    copyFolder(start, work);
    const signal = await killed(work, args, { KILL_AT: String(step), KILL_HALF: half });
    expect({ step, signal }).toEqual({ step, signal: 'SIGKILL' });
    const between = tree(work);
    // Each file is the old or the new one, never half of one.
    for (const [path, text] of Object.entries(between).filter(
      ([name]) => !name.includes('.lvs-puppet-stage-'),
    ))
      expect([old[path], next[path]], `${path} at step ${step}`).toContain(text);
    const result = await runCli([...again], { cwd: work });
    seen.add(result.exitCode === 0 ? 'done' : result.stderr);
    expect(tree(work), `after step ${step}`).toEqual(next);
    expect(leftovers(work), `after step ${step}`).toEqual([]);
    rmSync(work, { recursive: true });
  };
  for (let step = 1; step <= steps; step += 2) {
    await Promise.all([attempt(step, '0'), ...(step < steps ? [attempt(step + 1, '1')] : [])]);
  }
  // An undo that was finished by the next one leaves that nothing to do.
  expect([...seen].filter((text) => text !== 'done')).toEqual(
    args[0] === 'undo' ? ['modules/lvs: there is nothing to undo\n'] : [],
  );
  rmSync(start, { recursive: true });
  rmSync(done, { recursive: true });
});

test('the first scaffold, killed now and then', { timeout: 200_000 }, async () => {
  const start = join(folder, 'first');
  mkdirSync(start);
  writeFileSync(join(start, 'lvs.yaml'), inventory);
  const done = join(folder, 'first-done');
  copyFolder(start, done);
  await run(done, 'scaffold');
  const steps = countSteps(start, ['scaffold']);
  // Some on the way, and the last ones, where the record for the next check is written.
  const tried = [1, 2, 3, 4, 5, 6, 7].map((part) => Math.ceil((steps * part) / 8));
  for (const step of [...tried, steps - 3, steps - 2, steps - 1, steps]) {
    const work = join(folder, `first-${step}`);
    copyFolder(start, work);
    expect(await killed(work, ['scaffold'], { KILL_AT: String(step) })).toBe('SIGKILL');
    // The inventory goes on meanwhile: what was begun is finished before it is judged.
    writeFileSync(join(work, 'lvs.yaml'), changed);
    await run(work, 'scaffold');
    writeFileSync(join(work, 'lvs.yaml'), inventory);
    await run(work, 'scaffold');
    expect(tree(work), `after step ${step}`).toEqual(tree(done));
    expect(leftovers(work), `after step ${step}`).toEqual([]);
    rmSync(work, { recursive: true });
  }
});

test('an edit after the kill is not overwritten by what finishes the run', { timeout: 120_000 }, async () => {
  const start = join(folder, 'edited-start');
  mkdirSync(start);
  await edited(start);
  const args = ['scaffold', '--skeleton', 'mine'];
  const steps = countSteps(start, args);
  const config = 'modules/lvs/manifests/config.pp';
  let refused = 0;
  for (let step = steps; step > 0 && refused < 3; step -= 1) {
    const work = join(folder, `edited-${step}`);
    copyFolder(start, work);
    await killed(work, args, { KILL_AT: String(step) });
    if (!existsSync(join(work, '.lvs-puppet/local/journal.json'))) continue;
    const check = await runCli(['scaffold', '--check'], { cwd: work });
    expect(check.stdout).toContain('.lvs-puppet: a run was interrupted, or is at work now\n');
    appendFileSync(join(work, config), '# later\n');
    const { exitCode, stderr } = await runCli(args, { cwd: work });
    expect(readFileSync(join(work, config), 'utf8')).toMatch(/# later\n$/);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining(
        'an interrupted run cannot be finished: manifests/config.pp was changed since; remove .lvs-puppet/local and run scaffold again,',
      ),
    });
    // The way out that it names, and that --check has named.
    expect(check.stderr).toContain('remove .lvs-puppet/local and run scaffold again');
    rmSync(join(work, '.lvs-puppet/local'), { recursive: true });
    await run(work, ...args);
    expect(readFileSync(join(work, config), 'utf8')).toMatch(/weight => 3[^]*# by hand\n# later\n$/);
    await run(work, ...args, '--check');
    expect(leftovers(work)).toEqual([]);
    refused += 1;
  }
  expect(refused).toBe(3);
});

test('two runs at once: the second waits, and both are done', { timeout: 120_000 }, async () => {
  const work = join(folder, 'two');
  mkdirSync(work);
  writeFileSync(join(work, 'lvs.yaml'), inventory);
  // Only one inventory emits the module kicker; this one leaves it to the other.
  writeFileSync(join(work, 'other.yaml'), `${changed}kicker: { module: external }\n`);
  const started = [['lvs.yaml'], ['other.yaml', '-o', 'modules/other'], ['lvs.yaml']].map((args) =>
    killed(work, ['scaffold', ...args], {}),
  );
  expect(await Promise.all(started)).toEqual([null, null, null]);
  await run(work, 'scaffold', '--check', '--strict');
  await run(work, 'scaffold', 'other.yaml', '-o', 'modules/other', '--check', '--strict');
  expect(leftovers(work)).toEqual([]);
});

test(
  'a run that finds another one at work waits a while and says so in one line',
  { timeout: 60_000 },
  async () => {
    expect(await busy).toEqual({
      status: 3,
      stderr: `lvs-puppet: another lvs-puppet (process ${process.pid}) is writing modules/lvs now, as .lvs-puppet/local/run.lock says; remove that if the process is no lvs-puppet\n`,
    });
  },
);
