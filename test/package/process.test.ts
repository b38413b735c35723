import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { largeInventory } from '../../bench/large-inventory.mjs';
import { runOrThrow } from '../setup/command.ts';
import { buildCommand } from './built-command.ts';

/* What only a real process shows: signals, pipes, users. The command is built into a folder of the test's own. */

const repository = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-process-'));
let bin: string;
const oeStack = join(repository, 'fixtures/oe-stack/lvs.yaml');

beforeAll(async () => {
  bin = await buildCommand(folder);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** An empty folder with an inventory. */
function workFolder(name: string, inventory: string): string {
  const work = join(folder, name);
  mkdirSync(work);
  writeFileSync(join(work, 'lvs.yaml'), inventory);
  return work;
}

/** Paths and contents of the module, in one text. */
function snapshot(work: string): string {
  const root = join(work, 'modules/lvs');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(join(root, file)).isFile(),
  );
  return files
    .toSorted()
    .map((file) => `${file}\n${readFileSync(join(root, file), 'utf8')}`)
    .join('\n');
}

const scaffold = (work: string) =>
  spawnSync(process.execPath, [bin, 'scaffold'], { cwd: work, encoding: 'utf8' });

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.on('exit', (code) => resolve(code));
  });
}

test('Ctrl-C at any moment leaves the old module or the new one', { timeout: 180_000 }, async () => {
  const before = largeInventory(60);
  const after = before.replaceAll('port: 80', 'port: 81');
  const old = workFolder('old', before);
  const fresh = workFolder('fresh', after);
  expect([scaffold(old).status, scaffold(fresh).status]).toEqual([0, 0]);
  const whole = [snapshot(old), snapshot(fresh)];
  const seen = new Set<number | null>();
  for (let delay = 20; delay <= 400; delay += 20) {
    const work = join(folder, `interrupted-${delay}`);
    cpSync(old, work, { recursive: true });
    writeFileSync(join(work, 'lvs.yaml'), after);
    const child = spawn(process.execPath, [bin, 'scaffold'], { cwd: work, stdio: 'ignore' });
    setTimeout(() => child.kill('SIGINT'), delay);
    seen.add(await ended(child));
    expect(whole).toContain(snapshot(work));
    // Whatever happened, the next run brings it to the new state.
    expect(scaffold(work).status).toBe(0);
    expect(snapshot(work)).toBe(whole[1]);
  }
  // Some runs must have been interrupted, else nothing was tried: by the signal itself, or by our handling of it.
  expect([...seen].some((code) => code !== 0)).toBe(true);
});

test('a reader that goes away is no error', () => {
  const line = `"$0" "$1" render "$2" | head -n 1; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', line, process.execPath, bin, oeStack], {
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/^# Managed by Puppet .*\n(?:0|141)\n$/);
  expect(stderr).toBe('');
});

test('a reader that goes away is no error of diff, either', () => {
  const work = workFolder('compared', readFileSync(oeStack, 'utf8'));
  writeFileSync(join(work, 'new.yaml'), largeInventory(60));
  const line = `"$0" "$1" diff --level files lvs.yaml new.yaml --max-removals 1000 | head -n 1; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', line, process.execPath, bin], {
    cwd: work,
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/^lvs\.yaml → new\.yaml: .*\n(?:0|141)\n$/);
  expect(stderr).toBe('');
});

test('Ctrl-C ends diff and the git that it waits for', async () => {
  const work = workFolder('waiting', readFileSync(oeStack, 'utf8'));
  const started = join(work, 'started');
  writeFileSync(
    join(work, 'git'),
    `#!/bin/sh\necho $$ > '${started}.tmp' && mv '${started}.tmp' '${started}'\nexec sleep 600\n`,
    {
      mode: 0o755,
    },
  );
  const child = spawn(process.execPath, [bin, 'diff', 'HEAD~1', 'HEAD'], {
    cwd: work,
    env: { ...process.env, PATH: `${work}:${process.env['PATH']}` },
    stdio: 'ignore',
  });
  const exit = ended(child);
  while (!existsSync(started)) await sleep(20);
  child.kill('SIGINT');
  expect(await exit).toBe(130);
  const processId = Number(readFileSync(started, 'utf8'));
  await expect.poll(() => isAlive(processId)).toBe(false);
});

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

test('a full output is said in one line', () => {
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [bin, 'render', oeStack], {
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  });
  expect(status).toBe(3);
  expect(stderr).toMatch(/^lvs-puppet: .*no space.*\n$/);
});

test('an output folder that the user may not write, or not even read, is the environment', (context) => {
  const mustRun = process.env['LVS_PUPPET_ALL'] === '1';
  if (process.getuid?.() !== 0 && !mustRun) context.skip('becoming another user needs root');
  for (const mode of [0o555, 0o000]) {
    const work = workFolder(`mode-${mode}`, readFileSync(oeStack, 'utf8'));
    mkdirSync(join(work, 'modules/lvs'), { recursive: true });
    chmodSync(join(work, 'modules/lvs'), mode);
    const nobody = { cwd: work, encoding: 'utf8', uid: 65_534, gid: 65_534 } as const;
    const { status, stderr } = spawnSync(process.execPath, [bin, 'scaffold'], nobody);
    expect({ mode, status, stderr }).toEqual({
      mode,
      status: 3,
      stderr: expect.stringMatching(/^lvs-puppet: cannot .* modules\/lvs: permission denied\n$/),
    });
  }
});

test('one folder of the module that the user may not write leaves the old module', (context) => {
  if (process.getuid?.() !== 0 && process.env['LVS_PUPPET_ALL'] !== '1')
    context.skip('becoming another user needs root');
  const inventory = readFileSync(oeStack, 'utf8');
  const work = workFolder('folder', inventory);
  const nobody = { cwd: work, encoding: 'utf8', uid: 65_534, gid: 65_534 } as const;
  spawnSync('chown', ['-R', '65534:65534', work]);
  expect(spawnSync(process.execPath, [bin, 'scaffold'], nobody).status).toBe(0);
  const before = snapshot(work);
  chmodSync(join(work, 'modules/lvs/manifests'), 0o555);
  writeFileSync(join(work, 'lvs.yaml'), inventory.replace('weight: 2', 'weight: 3'));
  const { status, stderr } = spawnSync(process.execPath, [bin, 'scaffold'], nobody);
  expect({ status, stderr }).toEqual({
    status: 3,
    stderr: 'lvs-puppet: cannot write modules/lvs: permission denied\n',
  });
  expect(snapshot(work)).toBe(before);
  chmodSync(join(work, 'modules/lvs/manifests'), 0o755);
  expect(spawnSync(process.execPath, [bin, 'scaffold'], nobody).status).toBe(0);
  expect(snapshot(work)).not.toBe(before);
});

test('a folder that another run makes a moment earlier is no error', () => {
  const work = workFolder('race', readFileSync(oeStack, 'utf8'));
  const args = ['--require', join(import.meta.dirname, 'race-hook.cjs'), bin, 'scaffold'];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: work, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(spawnSync(process.execPath, [bin, 'scaffold', '--check', '--strict'], { cwd: work }).status).toBe(0);
});

test('a lock that the user may not read ends the run at once', (context) => {
  if (process.getuid?.() !== 0 && process.env['LVS_PUPPET_ALL'] !== '1')
    context.skip('becoming another user needs root');
  const work = workFolder('unreadable', readFileSync(oeStack, 'utf8'));
  mkdirSync(join(work, '.lvs-puppet/local'), { recursive: true });
  spawnSync('chown', ['-R', '65534:65534', work]);
  writeFileSync(join(work, '.lvs-puppet/local/run.lock'), '1-0\n', { mode: 0o600 });
  const nobody = {
    cwd: work,
    encoding: 'utf8',
    uid: 65_534,
    gid: 65_534,
    timeout: 30_000,
    killSignal: 'SIGKILL',
  } as const;
  const { status, stderr } = spawnSync(process.execPath, [bin, 'scaffold'], nobody);
  expect({ status, stderr }).toEqual({
    status: 3,
    stderr: 'lvs-puppet: .lvs-puppet/local/run.lock cannot be read; move it away\n',
  });
});

test('a record of another build of the tool is not believed', { timeout: 120_000 }, async () => {
  const work = workFolder('record', readFileSync(oeStack, 'utf8'));
  expect(scaffold(work).status).toBe(0);
  const check = (command: string) =>
    spawnSync(process.execPath, [command, 'scaffold', '--check'], { cwd: work, encoding: 'utf8' });
  expect(check(bin).status).toBe(0);
  expect(existsSync(join(work, '.lvs-puppet/local/checked.json'))).toBe(true);
  // The templates are the same; what fills them is not.
  const view = join(folder, 'tool/src/module/view.ts');
  const source = readFileSync(view, 'utf8');
  expect(source).toContain("'direct routing'");
  writeFileSync(view, source.replace("'direct routing'", "'the direct way'"));
  await runOrThrow(join(repository, 'node_modules/.bin/rolldown'), ['-c', 'rolldown.config.ts'], {
    cwd: join(folder, 'tool'),
    timeoutSeconds: 60,
  });
  const { status, stdout, stderr } = check(bin);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringContaining('lvs-puppet or its templates were changed since the last scaffold\n'),
  });
  expect(stdout).toContain('modules/lvs/README.md: out of date\n');
});
