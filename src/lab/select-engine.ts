import { resolve } from 'node:path';
import { dockerAnswers } from '../docker/client.ts';
import { prepareImage } from '../docker/image.ts';
import { EnvironmentError } from '../validate/environment-error.ts';
import type { Found, LabEngine, LabEngineContext, LabEngineName } from './engine.ts';
import { enterNamespaces } from './kernel-netns.ts';
import { bootVirtualMachine } from './kernel-qemu.ts';
import { bootUserModeLinux } from './kernel-uml.ts';
import { LabLost } from './agent.ts';
import { initramfsPrograms } from './initramfs.ts';
import { findLinuxImage } from './linux-image.ts';
import { thisMachine } from './machine.ts';
import { containerMachine } from './machine-docker.ts';
import { findMemoryFolder, findProgram, kernelHasIpvs, missingPackages } from './requirements.ts';

const IMAGE = 'lvs-puppet/rehearse:puppet7';
/** A tmpfs of the container's own; see `containerMachine`. */
const MEMORY_IN_CONTAINER = '/dev/shm';

/** Names a folder in which a package of a kernel was unpacked, for a machine on which none is to be installed. */
const KERNEL_FOLDER = 'LVS_PUPPET_KERNEL';

const engines: Readonly<Record<LabEngine['name'], (context: LabEngineContext) => Promise<Found>>> = {
  netns: findNamespaces,
  uml: findUserModeLinux,
  qemu: findVirtualMachine,
  docker: findDocker,
};

/**
 * What `auto` tries: kernels of the lab's own first, which leave that of the machine alone. Only for marks of packets it takes
 * the slow one before those that have none.
 */
function namesInOrder(marks: boolean): LabEngine['name'][] {
  return marks ? ['qemu', 'netns', 'uml', 'docker'] : ['uml', 'netns', 'docker'];
}

/**
 * Gives the engine that was asked for, with `auto` the first that can be used.
 * @throws EnvironmentError with all that is missing, in one message
 */
export async function selectLabEngine(name: LabEngineName, context: LabEngineContext): Promise<LabEngine> {
  const names = name === 'auto' ? namesInOrder(context.marks) : [name];
  const obstacles: string[] = [];
  for (const one of names) {
    const found = await engines[one](context);
    context.signal.throwIfAborted();
    if ('engine' in found) return found.engine;
    obstacles.push(`--engine ${one}: ${found.obstacle}`);
  }
  throw new EnvironmentError(
    obstacles.length === 1
      ? `rehearse cannot be run with ${obstacles[0]}`
      : ['rehearse needs a kernel with IPVS, and there is none:', ...obstacles].join('\n  '),
  );
}

/** Tries it: only the kernel knows what it lets the caller do. */
async function findNamespaces(context: LabEngineContext): Promise<Found> {
  if (!(await kernelHasIpvs())) return { obstacle: 'the kernel of this machine has no ip_vs' };
  const missing = await missingPackages(context.run, 'netns', requirementsOf(context));
  if (missing.length > 0) return { obstacle: `apt install ${missing.join(' ')}` };
  const engine: LabEngine = {
    name: 'netns',
    title: 'Linux',
    marksPackets: true,
    machine: async () => thisMachine(context.stage, context.env),
    boot: (machine) => enterNamespaces(machine, context.schedulers),
  };
  const machine = await engine.machine();
  const cancel = (): void => void machine.end();
  context.signal.addEventListener('abort', cancel);
  try {
    const kernel = await engine.boot(machine);
    await kernel.end();
    return { engine };
  } catch (error) {
    if (error instanceof LabLost) return { obstacle: error.message };
    throw error;
  } finally {
    context.signal.removeEventListener('abort', cancel);
    await machine.end();
  }
}

async function findUserModeLinux(context: LabEngineContext): Promise<Found> {
  const missing = await missingPackages(context.run, 'uml', requirementsOf(context));
  if (missing.length > 0) return { obstacle: `apt install ${missing.join(' ')}` };
  const memoryFolder = await findMemoryFolder(context.env);
  if (memoryFolder === undefined) {
    return {
      obstacle:
        'user-mode Linux needs a tmpfs with room for 1 GB that is not mounted noexec: /dev/shm, or name another one in TMPDIR ' +
        '(in a container: docker run --tmpfs /dev/shm:rw,exec,size=3g)',
    };
  }
  return {
    engine: {
      name: 'uml',
      title: 'user-mode Linux',
      marksPackets: false,
      machine: async () => thisMachine(context.stage, context.env),
      boot: (machine) => bootUserModeLinux(machine, memoryFolder),
    },
  };
}

async function findVirtualMachine(context: LabEngineContext): Promise<Found> {
  if (process.arch !== 'x64') return { obstacle: 'it knows machines of the architecture amd64 alone' };
  const folder = context.env[KERNEL_FOLDER] ?? '';
  const image = await findLinuxImage(resolve(folder === '' ? '/' : folder));
  const missing = await missingPackages(context.run, 'qemu', requirementsOf(context));
  if (image === undefined && folder === '') missing.unshift('linux-image-amd64');
  if (missing.length > 0) return { obstacle: `apt install ${missing.join(' ')}` };
  if (image === undefined)
    return {
      obstacle:
        `below ${folder}, which ${KERNEL_FOLDER} names, is no kernel with its modules ` +
        '(dpkg -x linux-image-….deb FOLDER, then depmod --basedir FOLDER VERSION)',
    };
  const path = context.env['PATH'] ?? '';
  const found = await Promise.all(initramfsPrograms.map(({ program }) => findProgram(program, path)));
  const programs = found.filter((program) => program !== undefined);
  return {
    engine: {
      name: 'qemu',
      title: 'Linux',
      marksPackets: true,
      machine: async () => thisMachine(context.stage, context.env),
      boot: (machine) => bootVirtualMachine(machine, context.run, image, programs),
    },
  };
}

async function findDocker({ env, signal, run, stage, progress }: LabEngineContext): Promise<Found> {
  if (!(await dockerAnswers(run)))
    return { obstacle: 'no Docker daemon answers (apt install docker.io, and start it)' };
  return {
    engine: {
      name: 'docker',
      title: 'user-mode Linux',
      marksPackets: false,
      async machine() {
        await prepareImage(run, IMAGE, 'rehearse', progress);
        return containerMachine(IMAGE, stage, env, signal);
      },
      boot: (machine) => bootUserModeLinux(machine, MEMORY_IN_CONTAINER),
    },
  };
}

function requirementsOf({ env, packages }: LabEngineContext): { path: string; packages: readonly string[] } {
  return { path: env['PATH'] ?? '', packages };
}
