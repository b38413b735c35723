import { startKernel, type Kernel } from './kernel.ts';
import type { Machine } from './machine.ts';

/**
 * Takes namespaces of the machine's own kernel for the lab. Root has them by itself; others get a user namespace, in which
 * they are root of the lab and of nothing else; some kernels (Debian 12 has such a one) refuse them IPVS there. Modules of the kernel that the lab
 * needed stay loaded. Files, processes, interfaces and settings of the network are the lab's own; other settings below
 * /proc/sys and /sys are the machine's.
 * @param schedulers whose kernel modules the lab needs
 * @throws LabLost when the kernel has no IPVS, or does not let the caller use it
 */
export function enterNamespaces(machine: Machine, schedulers: readonly string[]): Promise<Kernel> {
  return startKernel(machine, [
    'unshare',
    ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']),
    '--mount',
    '--net',
    '--pid',
    '--uts',
    '--ipc',
    '--fork',
    '--kill-child',
    'sh',
    `${machine.stage}/programs/init-netns.sh`,
    machine.stage,
    ...schedulers,
  ]);
}
