import { connectAgent, type Agent } from './agent.ts';
import type { Machine } from './machine.ts';

/** A running kernel with the agent in it. */
export interface Kernel {
  readonly agent: Agent;
  /** What the kernel itself said. */
  readonly log: () => string;
  end(): Promise<void>;
}

/** Memory of the lab; the machine gives it out as it is used. */
const MEMORY = '2500M';
const MODULES = '/usr/lib/uml/modules';
const BOOT_SECONDS = 90;

/**
 * Boots Debian's user-mode Linux as an ordinary process. It sees the file system of the machine as its root, read-only;
 * its serial port is the standard input and output of the process, its console the error output.
 * @throws LabLost when it does not come up
 */
export async function bootUserModeLinux(machine: Machine): Promise<Kernel> {
  const program = machine.start([
    'linux.uml',
    `mem=${MEMORY}`,
    'rootfstype=hostfs',
    'rootflags=/',
    'ro',
    'quiet',
    'con=null',
    'con0=null,fd:2',
    'ssl0=fd:0,fd:1',
    `init=${machine.stage}/programs/init.sh`,
    `stage=${machine.stage}`,
    `modules=${MODULES}`,
  ]);
  let log = '';
  program.stderr.on('data', (chunk: Buffer) => (log += chunk.toString('utf8')));
  const ended = new Promise<void>((resolve) => program.once('close', () => resolve()));
  const timer = setTimeout(() => machine.kill(program), BOOT_SECONDS * 1000);
  const agent = await connectAgent(program.stdin, program.stdout).finally(() => clearTimeout(timer));
  return {
    agent,
    log: () => log,
    async end() {
      // The agent ends with its input and takes the power from its machine; a kernel that hangs does not keep us.
      program.stdin.end();
      const hangs = setTimeout(() => machine.kill(program), 3000);
      await ended.finally(() => clearTimeout(hangs));
    },
  };
}
