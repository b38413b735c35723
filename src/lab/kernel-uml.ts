import { startKernel, type Kernel } from './kernel.ts';
import type { Machine } from './machine.ts';

/** Memory of the lab; the machine gives it out as it is used. */
const MEMORY = '2500M';
const MODULES = '/usr/lib/uml/modules';

/** A kernel that halts sometimes leaves one of its processes behind, running: its group ends with it, also when we are gone. */
const whole = ['sh', '-c', '"$@"; kill -KILL 0', 'sh'];

/**
 * Boots Debian's user-mode Linux as an ordinary process. It sees the file system of the machine as its root, read-only;
 * its serial port is the standard input and output of the process, its console the error output.
 * @param memoryFolder a folder on a tmpfs of the machine that is not mounted noexec
 * @throws LabLost when it does not come up
 */
export function bootUserModeLinux(machine: Machine, memoryFolder: string): Promise<Kernel> {
  return startKernel(machine, [
    ...whole,
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
