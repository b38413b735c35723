import { access, constants, readFile, statfs } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { release, tmpdir } from 'node:os';
import type { Run } from '../validate/runner.ts';
import { initramfsPrograms } from './initramfs.ts';

/** What every lab on this machine runs, and the Debian package that brings it. */
const programs = [
  { program: 'puppet', package: 'puppet' },
  // It loads Puppet, which other packages than Debian's bring with a Ruby of their own.
  { program: 'ruby', package: 'ruby' },
  { program: 'ldirectord', package: 'ldirectord' },
  { program: 'ipvsadm', package: 'ipvsadm' },
  { program: 'ip', package: 'iproute2' },
  { program: 'modprobe', package: 'kmod' },
  { program: 'openssl', package: 'openssl' },
  { program: 'ps', package: 'procps' },
  { program: 'systemd-tmpfiles', package: 'systemd' },
] as const;

/** What engines run besides. */
const programsOf = {
  netns: [],
  uml: [{ program: 'linux.uml', package: 'user-mode-linux' }],
  qemu: [{ program: 'qemu-system-x86_64', package: 'qemu-system-x86' }, ...initramfsPrograms],
} as const;

/** Folders of programs for administrators, which a person's PATH may lack. */
const ALSO = ['/usr/sbin', '/sbin', '/usr/bin', '/bin'];

/** What the lab needs of a machine on which it runs. */
export interface Requirements {
  readonly path: string;
  /** Packages that the module installs on a director: nothing can be installed in a lab, which has no network. */
  readonly packages: readonly string[];
}

/**
 * The Debian packages that this machine lacks, each once.
 * @param engine whose programs are needed
 */
export async function missingPackages(
  run: Run,
  engine: keyof typeof programsOf,
  { path, packages }: Requirements,
): Promise<string[]> {
  const missing = new Set<string>();
  for (const wanted of [...programsOf[engine], ...programs]) {
    if ((await findProgram(wanted.program, path)) === undefined) missing.add(wanted.package);
  }
  return [...missing, ...(await notInstalled(run, packages))];
}

/** Where a program is: in a folder of PATH, or in one of those for administrators. */
export async function findProgram(name: string, path: string): Promise<string | undefined> {
  for (const folder of [...path.split(delimiter), ...ALSO]) {
    if (folder !== '' && (await isProgram(join(folder, name)))) return join(folder, name);
  }
  return undefined;
}

async function notInstalled(run: Run, packages: readonly string[]): Promise<string[]> {
  if (packages.length === 0) return [];
  const format = '${Package} ${db:Status-Status}\\n';
  const options = { cwd: tmpdir(), timeoutSeconds: 30 };
  const { stdout, missing } = await run('dpkg-query', ['-W', '-f', format, ...packages], options);
  const installed = new Set(stdout.split('\n').filter((line) => line.endsWith(' installed')));
  return missing ? [] : packages.filter((name) => !installed.has(`${name} installed`));
}

function isProgram(path: string): Promise<boolean> {
  return isThere(path, constants.X_OK);
}

function isThere(path: string, mode = constants.F_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

/** Whether the kernel of this machine has IPVS, loaded or as a module that belongs to it. */
export async function kernelHasIpvs(): Promise<boolean> {
  if (await isThere('/proc/net/ip_vs')) return true;
  const modules = await readFile(`/lib/modules/${release()}/modules.dep`, 'utf8').catch(() => '');
  return /\/ip_vs\.ko/.test(modules);
}

/** What the lab takes of its memory, at the least. */
const MEMORY_BYTES = 1e9;

/**
 * A folder in which user-mode Linux can keep the memory of its kernel: on a tmpfs, with room, from which programs may be run.
 * /dev/shm is one on most machines, and mounted noexec in most containers.
 * @returns undefined when there is none
 */
export async function findMemoryFolder(
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const mounts = parseMounts(await readFile('/proc/self/mounts', 'utf8'));
  const folders = [env['TMPDIR'], '/dev/shm', env['XDG_RUNTIME_DIR']].filter(
    (folder) => folder !== undefined,
  );
  for (const folder of folders) {
    const mount = mountOf(folder, mounts);
    if (mount?.type !== 'tmpfs' || mount.options.includes('noexec')) continue;
    if (!(await isThere(folder, constants.W_OK | constants.X_OK))) continue;
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize >= MEMORY_BYTES) return folder;
  }
  return undefined;
}

export interface Mount {
  readonly folder: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** Reads /proc/mounts, where blanks in names are octal numbers. */
export function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [, folder, type, options] = line.split(' ');
    if (folder === undefined || type === undefined || options === undefined) return [];
    const name = folder.replaceAll(/\\([0-7]{3})/g, (_all, code: string) =>
      String.fromCharCode(Number.parseInt(code, 8)),
    );
    return [{ folder: name, type, options: options.split(',') }];
  });
}

/** What is mounted where a folder lies: the longest name counts, of several in one place the last. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  const above = mounts.filter(
    ({ folder }) => folder === '/' || path === folder || path.startsWith(`${folder}/`),
  );
  const longest = Math.max(...above.map(({ folder }) => folder.length));
  return above.findLast(({ folder }) => folder.length === longest);
}
