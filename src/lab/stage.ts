import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packageRoot } from '../validate/package-root.ts';

/** The folder that the lab and this program share: programs, modules, and what hosts wrote. */
export interface Stage {
  readonly folder: string;
  /** The same folder as every host of the lab sees it. */
  readonly inside: '/run/stage';
  /** Writes a file below it, with the folders on the way. */
  write(path: string, content: string | Uint8Array): Promise<void>;
  /** Writes logs below `logs`, when the lab has ended: whatever ran in it cannot have them go elsewhere. */
  writeLogs(texts: ReadonlyMap<string, string>): Promise<void>;
  remove(): Promise<void>;
}

/** Makes a stage with the programs that run in the lab. */
export async function makeStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'lvs-puppet-lab-'));
  await cp(join(packageRoot(), 'lab'), join(folder, 'programs'), { recursive: true });
  const write = async (path: string, content: string | Uint8Array): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  };
  return {
    folder,
    inside: '/run/stage',
    write,
    async writeLogs(texts) {
      await rm(join(folder, 'logs'), { recursive: true, force: true });
      for (const [path, text] of texts) await write(`logs/${path}`, text);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
