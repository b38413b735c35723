import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findLinuxImage } from '../../src/lab/linux-image.ts';
import { runOrThrow } from './command.ts';
import { unpackDebianPackage } from './debian-packages.ts';
import type { Say } from './progress.ts';

/** Where the tests have the kernel for virtual machines. Installed, it would be the one that this machine starts with next. */
export const imageFolder = '/var/cache/lvs-puppet-tests/linux-image';

/** Unpacks Debian's ordinary kernel, where that has not been done. */
export async function ensureLinuxImage(say: Say): Promise<void> {
  if ((await findLinuxImage(imageFolder)) !== undefined) return;
  mkdirSync(dirname(imageFolder), { recursive: true });
  const folder = mkdtempSync(join(dirname(imageFolder), 'new-'));
  try {
    const name = await currentImage();
    say(`unpacking ${name}`);
    await unpackDebianPackage(name, folder);
    const version = name.replace('linux-image-', '');
    await runOrThrow('depmod', ['--basedir', folder, version], { timeoutSeconds: 120 });
    rmSync(imageFolder, { recursive: true, force: true });
    renameSync(folder, imageFolder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The package that stands behind the name that always means the newest one. */
async function currentImage(): Promise<string> {
  const { stdout } = await runOrThrow('apt-cache', ['depends', 'linux-image-amd64'], { timeoutSeconds: 60 });
  const name = /Depends: (linux-image-\S+)/.exec(stdout)?.[1];
  if (name === undefined) throw new Error(`linux-image-amd64 depends on no kernel:\n${stdout}`);
  return name;
}
