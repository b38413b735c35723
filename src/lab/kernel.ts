import { readFile } from 'node:fs/promises';
import { connectAgent, LabLost, type Agent } from './agent.ts';
import type { Machine } from './machine.ts';
import { endOf } from './program.ts';

/** A kernel, or a part of one, with the agent in it. */
export interface Kernel {
  readonly agent: Agent;
  /** What the kernel itself said. */
  readonly log: () => Promise<string>;
  end(): Promise<void>;
}

const BOOT_SECONDS = 90;
const END_SECONDS = 3;

/**
 * Starts a program that becomes the lab's kernel: the agent in it speaks on its standard input and output, the kernel itself on
 * its error output.
 * @param console a file in which the kernel speaks besides
 * @throws LabLost with its last words when it does not come up
 */
export async function startKernel(
  machine: Machine,
  command: readonly string[],
  console?: string,
): Promise<Kernel> {
  const program = machine.start(command);
  let said = '';
  program.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const log = async (): Promise<string> =>
    said + (console === undefined ? '' : await readFile(console, 'utf8').catch(() => ''));
  const ended = endOf(program);
  let late = '';
  const timer = setTimeout(() => {
    late = `it did not start within ${BOOT_SECONDS} s: `;
    machine.kill(program);
  }, BOOT_SECONDS * 1000);
  const agent = await connectAgent(program.stdin, program.stdout)
    .catch(async (error: unknown) => {
      machine.kill(program);
      await ended;
      throw new LabLost(`${late}${lastWords(await log())}`, { cause: error });
    })
    .finally(() => clearTimeout(timer));
  return {
    agent,
    log,
    async end() {
      // The agent ends with its input and takes the power from its machine; a kernel that hangs does not keep us.
      program.stdin.end();
      const hangs = setTimeout(() => machine.kill(program), END_SECONDS * 1000);
      await ended.finally(() => clearTimeout(hangs));
    },
  };
}

function lastWords(log: string): string {
  return log.trim().split(/\r?\n/).slice(-10).join('\n') || 'it said nothing';
}
