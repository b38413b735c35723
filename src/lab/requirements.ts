import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** What the engine `uml` runs, and the Debian package that brings it. */
const programs = [
  { program: 'linux.uml', package: 'user-mode-linux' },
  { program: 'puppet', package: 'puppet' },
  { program: 'ldirectord', package: 'ldirectord' },
  { program: 'ipvsadm', package: 'ipvsadm' },
  { program: 'ip', package: 'iproute2' },
  { program: 'modprobe', package: 'kmod' },
  { program: 'ps', package: 'procps' },
  { program: 'systemd-tmpfiles', package: 'systemd' },
] as const;

/** Folders of programs for administrators, which a person's PATH may lack. */
const ALSO = ['/usr/sbin', '/sbin', '/usr/bin', '/bin'];

/**
 * The Debian packages that user-mode Linux on this machine lacks, each once.
 * @param path a PATH
 * @param also further folders in which programs are looked for
 */
export async function missingPackages(path: string, also: readonly string[] = ALSO): Promise<string[]> {
  const folders = [...path.split(delimiter), ...also];
  const missing: string[] = [];
  for (const wanted of programs) {
    const found = await Promise.all(folders.map((folder) => isProgram(join(folder, wanted.program))));
    if (!found.includes(true)) missing.push(wanted.package);
  }
  return missing;
}

async function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
