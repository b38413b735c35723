import { startKernel, type Kernel } from './kernel.ts';
import type { Machine } from './machine.ts';

/** Memory of the lab; the machine gives it out as it is used. */
const MEMORY = '2500M';
const MODULES = '/usr/lib/uml/modules';

/**
 * Boots Debian's user-mode Linux as an ordinary process. It sees the file system of the machine as its root, read-only;
 * its serial port is the standard input and output of the process, its console the error output.
 * @param memoryFolder a folder on a tmpfs of the machine that is not mounted noexec
 * @throws LabLost when it does not come up
 */
export function bootUserModeLinux(machine: Machine, memoryFolder: string): Promise<Kernel> {
  return startKernel(machine, [
    // It makes itself the leader of a session. As the very program that was started it is one already, and its group, by which
    // it can be ended, stays the same: so nothing may stand in front of it that does not become it.
    'env',
    `TMPDIR=${memoryFolder}`,
    'linux.uml',
    `mem=${MEMORY}`,
    'rootfstype=hostfs',
    'rootflags=/',
    'ro',
    'quiet',
    'con=null',
    'con0=null,fd:2',
    'ssl0=fd:0,fd:1',
    `init=${machine.stage}/programs/init-uml.sh`,
    `stage=${machine.stage}`,
    `modules=${MODULES}`,
  ]);
}
