import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * A private folder with copies of the files under names of our own making. No program ever sees a name from
 * outside (a leading dash, a line break, a quote), and none can touch the files themselves.
 */
export interface Stage {
  readonly root: string;
  add(path: string, content: Uint8Array | string): Promise<void>;
  remove(): Promise<void>;
}

/** Makes a stage; whoever makes it removes it. */
export async function createStage(): Promise<Stage> {
  const root = await mkdtemp(join(tmpdir(), 'lvs-puppet-'));
  await chmod(root, 0o700);
  return {
    root,
    async add(path, content) {
      const target = join(root, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content, { mode: 0o600 });
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
