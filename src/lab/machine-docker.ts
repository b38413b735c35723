import { randomUUID } from 'node:crypto';
import { asCaller, removeContainer, withoutRights } from '../docker/client.ts';
import { EnvironmentError } from '../validate/environment-error.ts';
import type { Machine } from './machine.ts';
import { ownPrograms } from './own-programs.ts';
import { endOf, killProgram, startProgram, type Program } from './program.ts';

const START_SECONDS = 60;
const END_SECONDS = 10;

/**
 * Starts a container without rights and without a network. It sees the stage where it is outside, as the user who made it.
 * Its first program, `cat`, lasts as long as its input: the container ends with us, whatever ends us.
 * @param signal ends a container that is being started
 * @throws EnvironmentError when it does not start
 */
export async function containerMachine(
  image: string,
  stage: string,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<Machine> {
  const name = `lvs-puppet-lab-${randomUUID()}`;
  const client = (args: readonly string[]): Program => startProgram(['docker', ...args], { cwd: stage, env });
  const container = client([
    'run',
    '--rm',
    '--interactive',
    `--name=${name}`,
    ...withoutRights,
    ...asCaller(),
    // User-mode Linux keeps the memory of its kernel there, and runs what is in it.
    '--tmpfs=/dev/shm:rw,exec,size=3g,mode=1777',
    `--mount=type=bind,source=${stage},target=${stage}`,
    `--workdir=${stage}`,
    '--env=LC_ALL=C.UTF-8',
    `--env=HOME=${stage}`,
    `--env=TMPDIR=${stage}`,
    image,
    'cat',
  ]);
  const ended = endOf(container);
  const programs = ownPrograms((command) => client(['exec', '--interactive', name, ...command]));
  const end = async (): Promise<void> => {
    programs.close();
    container.stdin.end();
    await removeContainer(name);
    // A client that was stopped between making and starting the container would leave it behind: it gets its time.
    const hangs = setTimeout(() => killProgram(container), END_SECONDS * 1000);
    await ended.finally(() => clearTimeout(hangs));
    await programs.end();
  };

  const cancel = (): void => void end();
  signal.addEventListener('abort', cancel);
  try {
    await answer(container);
    signal.throwIfAborted();
  } catch (error) {
    await end();
    throw error;
  } finally {
    signal.removeEventListener('abort', cancel);
  }

  return {
    stage,
    start: programs.start,
    // The client of a program that hangs in there cannot end it; without its container it ends.
    kill: () => void end(),
    end,
  };
}

/** Waits until the container says what it has heard. */
async function answer(container: Program): Promise<void> {
  let complaints = '';
  container.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString('utf8')));
  const timer = setTimeout(() => killProgram(container), START_SECONDS * 1000);
  await new Promise<void>((resolve, reject) => {
    container.stdout.once('data', () => resolve());
    container.once('close', () =>
      reject(new EnvironmentError(`the container of the lab does not start: ${complaints.trim()}`)),
    );
    container.stdin.write('here\n');
  }).finally(() => clearTimeout(timer));
}
