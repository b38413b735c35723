import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { missingPackages } from '../../../src/lab/requirements.ts';

const packages = [
  'user-mode-linux',
  'puppet',
  'ldirectord',
  'ipvsadm',
  'iproute2',
  'kmod',
  'procps',
  'systemd',
];
const programs = ['linux.uml', 'puppet', 'ldirectord', 'ipvsadm', 'ip', 'modprobe', 'ps', 'systemd-tmpfiles'];

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-requirements-'));
  mkdirSync(join(folder, 'sbin'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function install(name: string, where = '', mode = 0o755): void {
  writeFileSync(join(folder, where, name), '#!/bin/sh\n');
  chmodSync(join(folder, where, name), mode);
}

describe('the packages that a machine lacks', () => {
  it('are all where nothing is installed, or no PATH is set', async () => {
    expect(await missingPackages(folder, [])).toEqual(packages);
    expect(await missingPackages('', [])).toEqual(packages);
  });

  it('are none where every program is there, whichever folder has it', async () => {
    programs.forEach((name, index) => install(name, index % 2 === 0 ? 'sbin' : ''));
    expect(await missingPackages(`${folder}:/no/such/folder`, [join(folder, 'sbin')])).toEqual([]);
    expect(await missingPackages(`${folder}:${join(folder, 'sbin')}`, [])).toEqual([]);
  });

  it('are those of the programs that are missing, or cannot be run', async () => {
    for (const name of programs) install(name, '', name === 'ps' ? 0o644 : 0o755);
    rmSync(join(folder, 'ip'));
    expect(await missingPackages(folder, [])).toEqual(['iproute2', 'procps']);
  });

  it('are looked for where administrators have their programs, too', async () => {
    const missing = await missingPackages('');
    expect(missing).toEqual(packages.filter((name) => missing.includes(name)));
    // `ps` and `ip` may be missing on a small machine; that of the folders which PATH has is the same then.
    expect(await missingPackages('/usr/sbin:/sbin:/usr/bin:/bin', [])).toEqual(missing);
  });
});
