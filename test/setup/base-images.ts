import { chmodSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, runOrThrow } from './command.ts';
import { installDebianPackages } from './debian-packages.ts';
import type { Say } from './progress.ts';

export type Release = 'bookworm' | 'trixie';

/** The image of a Debian release to build on: the public one, else one of our own making. */
export async function ensureBaseImage(release: Release, say: Say): Promise<string> {
  const official = `debian:${release}-slim`;
  const own = `lvs-puppet/debian:${release}`;
  for (const image of [own, official]) {
    if (await imageExists(image)) {
      return image;
    }
  }
  const pulled = await run('docker', ['pull', '--quiet', official], { timeoutSeconds: 120 });
  if (pulled.exitCode === 0) {
    say(`pulled ${official}`);
    return official;
  }
  say(`${official} cannot be pulled: making ${own} with debootstrap`);
  await makeBaseImage(release, own, say);
  return own;
}

export async function imageExists(image: string): Promise<boolean> {
  const { exitCode } = await run('docker', ['image', 'inspect', image], { timeoutSeconds: 20 });
  return exitCode === 0;
}

/** The name of our own stand-in says what it is: it never passes for the public image. */
async function makeBaseImage(release: Release, image: string, say: Say): Promise<void> {
  await installDebianPackages(['debootstrap'], say);
  const root = mkdtempSync(join(tmpdir(), `lvs-puppet-${release}-`));
  try {
    await debootstrap(release, root);
    makeSlim(root);
    await importAsImage(root, image);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** In its own mount namespace, so that a run killed halfway leaves no /proc mounted in the folder. */
async function debootstrap(release: Release, root: string): Promise<void> {
  const mirror = await debianMirror();
  const command = ['debootstrap', '--variant=minbase', release, root, ...mirror];
  await runOrThrow('unshare', ['--mount', '--propagation', 'private', ...command], { timeoutSeconds: 600 });
}

/** The mirror that this machine's own packages come from; none leaves the choice to debootstrap. */
async function debianMirror(): Promise<string[]> {
  const { stdout } = await run('apt-get', ['indextargets', '--format', '$(ORIGIN) $(LABEL) $(REPO_URI)'], {
    timeoutSeconds: 30,
  });
  const line = stdout.split('\n').find((text) => text.startsWith('Debian Debian http'));
  return line === undefined ? [] : [line.slice('Debian Debian '.length)];
}

/** As the public slim images: no documentation, no waiting for the disk, no service starts. */
function makeSlim(root: string): void {
  const settings = join(root, 'etc/dpkg/dpkg.cfg.d/slim');
  writeFileSync(
    settings,
    ['force-unsafe-io', 'path-exclude /usr/share/doc/*', 'path-exclude /usr/share/man/*', ''].join('\n'),
  );
  const policy = join(root, 'usr/sbin/policy-rc.d');
  writeFileSync(policy, '#!/bin/sh\nexit 101\n');
  chmodSync(policy, 0o755);
  for (const folder of ['usr/share/doc', 'usr/share/man', 'var/cache/apt', 'var/lib/apt/lists']) {
    rmSync(join(root, folder), { recursive: true, force: true });
    mkdirSync(join(root, folder), { recursive: true });
  }
}

/** `tar` writes straight into `docker import`: no second copy of the tree on disk. */
async function importAsImage(root: string, image: string): Promise<void> {
  const timeout = 300_000;
  const tar = spawn('tar', ['-C', root, '-c', '.'], { stdio: ['ignore', 'pipe', 'inherit'], timeout });
  const load = spawn('docker', ['import', '-', image], { stdio: [tar.stdout, 'ignore', 'inherit'], timeout });
  const [[tarCode], [loadCode]] = await Promise.all([once(tar, 'exit'), once(load, 'exit')]);
  if (tarCode !== 0 || loadCode !== 0) {
    throw new Error(
      `${image} could not be imported (tar ${String(tarCode)}, docker import ${String(loadCode)})`,
    );
  }
}
