import { mkdtempSync, rmSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './command.ts';
import { makeDebianRoot, type Release } from './debootstrap.ts';
import type { Say } from './progress.ts';

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
  const root = mkdtempSync(join(tmpdir(), `lvs-puppet-${release}-`));
  try {
    await makeDebianRoot(release, root, say);
    await importAsImage(root, image);
  } finally {
    rmSync(root, { recursive: true, force: true });
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
