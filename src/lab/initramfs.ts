import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EnvironmentError } from '../validate/environment-error.ts';
import type { Run } from '../validate/runner.ts';
import { cpioArchive, type ArchiveEntry } from './cpio.ts';
import type { LinuxImage } from './linux-image.ts';

/** What `lab/initramfs.sh` runs, and the Debian package that brings it. */
export const initramfsPrograms = [
  { program: 'sh', package: 'dash' },
  { program: 'insmod', package: 'kmod' },
  { program: 'mount', package: 'mount' },
  { program: 'switch_root', package: 'util-linux' },
] as const;

/** Where programs keep things of their own before the root is there, and where it is mounted. */
const folders = ['bin', 'dev', 'empty', 'modules', 'proc', 'root', 'run', 'sys'];

/**
 * Makes the first file system of a virtual machine, from which it comes to its root: the modules for that, and programs of this very
 * machine with their libraries.
 * @param init the text of the first program
 * @param programs where {@link initramfsPrograms} are on this machine
 * @throws EnvironmentError when a library of theirs cannot be found
 */
export async function makeInitramfs(
  run: Run,
  image: LinuxImage,
  init: Uint8Array,
  programs: readonly string[],
): Promise<Buffer> {
  const { stdout, stderr } = await run('ldd', programs, { cwd: '/', timeoutSeconds: 30 });
  if (stdout.includes('not found') || stdout === '')
    throw new EnvironmentError(
      `the libraries of ${programs.join(', ')} are not to be found: ${stdout}${stderr}`,
    );
  const libraries = librariesIn(stdout);
  const inside = [...folders, ...libraries.flatMap((path) => foldersAbove(path.slice(1)))];
  return cpioArchive([
    ...[...new Set(inside)].map((path): ArchiveEntry => ({ path, kind: 'folder' })),
    { path: 'init', kind: 'file', executable: true, content: init },
    ...(await Promise.all(programs.map((path) => fileOf(path, `bin/${basename(path)}`)))),
    ...(await Promise.all(libraries.map((path) => fileOf(path, path.slice(1))))),
    ...(await Promise.all(
      image.first.map((path, index) =>
        fileOf(join(image.modules, image.version, path), inOrder(path, index)),
      ),
    )),
  ]);
}

/** What ldd says: `NAME => PATH (address)` for a library, `PATH (address)` for the loader. */
export function librariesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/(\/\S+) \(0x[0-9a-f]+\)$/gm)].flatMap(([, path]) => path ?? []))];
}

/** Files are loaded in the order of their names. */
function inOrder(path: string, index: number): string {
  return `modules/${String(index).padStart(2, '0')}-${basename(path)}`;
}

async function fileOf(source: string, path: string): Promise<ArchiveEntry> {
  return { path, kind: 'file', executable: true, content: await readFile(source) };
}

/** The folders above a file, the outermost first. */
function foldersAbove(path: string): string[] {
  const above = dirname(path);
  return above === '.' ? [] : [...foldersAbove(above), above];
}
