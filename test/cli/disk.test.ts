import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';
import { oneModule } from './stack-inventory.ts';

/*
 * File systems that say no. Root writes everywhere, so permissions prove nothing in CI: these are real mounts,
 * which need root; on a person's machine without it they are left out.
 */

const inventory = oneModule;
const mustRun = process.env['LVS_PUPPET_ALL'] === '1';
const canMount = process.getuid?.() === 0 && spawnSync('mount', ['--version']).status === 0;

let folder: string;
let disk: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-disk-'));
  disk = join(folder, 'disk');
  mkdirSync(disk);
  writeFileSync(join(folder, 'lvs.yaml'), inventory);
});
afterEach(() => {
  spawnSync('umount', [disk]);
  rmSync(folder, { recursive: true, force: true });
});

const mount = (...options: string[]) =>
  execFileSync('mount', ['-t', 'tmpfs', '-o', options.join(','), 'tmpfs', disk]);
const scaffold = (...args: string[]) => runCli(['scaffold', '-o', 'disk/lvs', ...args], { cwd: folder });

describe('scaffold onto a disk', () => {
  beforeEach((context) => {
    if (!mustRun && !canMount) context.skip('mounting a full or read-only disk needs root');
  });

  it('that is full: exit 3, and nothing of the new module is left', async () => {
    mount('size=64k');
    const { exitCode, stderr } = await scaffold();
    expect(exitCode).toBe(3);
    expect(stderr).toBe('lvs-puppet: cannot write disk/lvs: no space is left on the device\n');
    expect(readdirSync(disk)).toEqual([]);
    expect(readdirSync(folder).toSorted()).toEqual(['disk', 'lvs.yaml']);
  });

  it('that fills up on an update: the old module stays whole', async () => {
    mount('size=1m');
    expect((await scaffold()).exitCode).toBe(0);
    const before = execFileSync('find', [disk, '-type', 'f', '-exec', 'sha256sum', '{}', '+'], {
      encoding: 'utf8',
    });
    const servers = Array.from(
      { length: 9000 },
      (_, i) => `      s${i}.oe.example: 172.31.${10 + (i >> 8)}.${i & 255}\n`,
    ).join('');
    writeFileSync(join(folder, 'lvs.yaml'), `${inventory}  big:\n    servers:\n${servers}`);
    const { exitCode, stderr } = await scaffold();
    expect({ exitCode, stderr: stderr.split('\n').at(-2) }).toEqual({
      exitCode: 3,
      stderr: 'lvs-puppet: cannot write disk/lvs: no space is left on the device',
    });
    expect(
      execFileSync('find', [disk, '-type', 'f', '-exec', 'sha256sum', '{}', '+'], { encoding: 'utf8' }),
    ).toBe(before);
  });

  it('that is read-only: exit 3, while --check and --dry-run work', async () => {
    mount('size=2m');
    expect((await scaffold()).exitCode).toBe(0);
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    expect((await scaffold('--check')).exitCode).toBe(0);
    writeFileSync(join(folder, 'lvs.yaml'), inventory.replace('weight: 2', 'weight: 3'));
    expect((await scaffold('--check')).exitCode).toBe(1);
    expect((await scaffold('--dry-run')).exitCode).toBe(0);
    const { exitCode, stderr } = await scaffold();
    expect(exitCode).toBe(3);
    expect(stderr).toBe('lvs-puppet: cannot write disk/lvs: the file system is read-only\n');
  });

  it('that is read-only altogether: what only looks works, and so does what has nothing to do', async () => {
    mount('size=8m');
    const all = (...args: string[]) => runCli(['scaffold', ...args], { cwd: disk });
    writeFileSync(join(disk, 'lvs.yaml'), inventory);
    expect((await all()).exitCode).toBe(0);
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    for (const args of [['--check'], ['--check', '--strict'], ['--dry-run'], []])
      expect({ args, ...(await all(...args)) }).toMatchObject({ args, exitCode: 0 });
    execFileSync('mount', ['-o', 'remount,rw', disk]);
    // Without the record, with an edit and with something new to say.
    rmSync(join(disk, '.lvs-puppet/local'), { recursive: true });
    appendFileSync(join(disk, 'modules/lvs/README.md'), 'By hand.\n');
    writeFileSync(join(disk, 'lvs.yaml'), inventory.replace('weight: 2', 'weight: 3'));
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    expect((await all('--check')).exitCode).toBe(1);
    expect((await all('--dry-run')).exitCode).toBe(0);
    const { exitCode, stderr } = await all();
    expect({ exitCode, stderr }).toEqual({
      exitCode: 3,
      stderr: 'lvs-puppet: cannot write modules/lvs: the file system is read-only\n',
    });
  });
});
