import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, runOrThrow } from './command.ts';
import { installDebianPackages } from './debian-packages.ts';
import type { Say } from './progress.ts';

export type Release = 'bookworm' | 'trixie';

/**
 * Makes the smallest Debian of a release in a folder, as the public slim images are: no documentation, no waiting for the
 * disk, no service starts.
 */
export async function makeDebianRoot(release: Release, root: string, say: Say): Promise<void> {
  await installDebianPackages(['debootstrap'], say);
  await debootstrap(release, root);
  makeSlim(root);
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
