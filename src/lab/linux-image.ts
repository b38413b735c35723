import { access, constants, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadOrder, newestFirst } from './linux-modules.ts';

/** A kernel as a distribution packages it, for a machine of its own. */
export interface LinuxImage {
  /** As `uname -r` has it. */
  readonly version: string;
  /** The file that is booted. */
  readonly kernel: string;
  /** The folder with the modules of all versions: `/lib/modules`. */
  readonly modules: string;
  /** What must be loaded before the root is there, in this order: files below the folder of the version. */
  readonly first: readonly string[];
}

/** By these a virtual machine gets its root, and speaks with us. */
const firstModules = ['virtio_pci', 'virtio_console', '9pnet_virtio', '9p', 'overlay'];
/** What the lab is about. Kernels that are made for clouds lack some of it. */
const labModules = ['bridge', 'veth', 'ip_vs', 'nf_tables'];

/**
 * Finds the newest kernel that the lab can use and the caller may read.
 * @param root `/`, or a folder in which a package of a kernel was unpacked, with a list of its modules by depmod
 * @returns undefined when there is none
 */
export async function findLinuxImage(root: string): Promise<LinuxImage | undefined> {
  const names = await readdir(join(root, 'boot')).catch(() => []);
  const versions = names.flatMap((name) => /^vmlinuz-(.+)$/.exec(name)?.[1] ?? []);
  for (const version of newestFirst(versions)) {
    const kernel = join(root, 'boot', `vmlinuz-${version}`);
    if (!(await isReadable(kernel))) continue;
    for (const modules of [join(root, 'lib/modules'), join(root, 'usr/lib/modules')]) {
      const first = await firstOf(join(modules, version));
      if (first !== undefined) return { version, kernel, modules, first };
    }
  }
  return undefined;
}

async function firstOf(folder: string): Promise<readonly string[] | undefined> {
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8').catch(() => '');
  const lists = { dependencies: await read('modules.dep'), builtIn: await read('modules.builtin') };
  const order = loadOrder(firstModules, lists);
  return 'paths' in order && 'paths' in loadOrder(labModules, lists) ? order.paths : undefined;
}

function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}
