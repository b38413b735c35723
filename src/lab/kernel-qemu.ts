import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../validate/runner.ts';
import { makeInitramfs } from './initramfs.ts';
import { startKernel, type Kernel } from './kernel.ts';
import type { LinuxImage } from './linux-image.ts';
import type { Machine } from './machine.ts';

/** Memory of the lab; the machine gives it out as it is used. */
const MEMORY = '2500M';
/** Nobody in the lab attacks anybody, so the kernel does without protections that cost time. */
const FAST = 'mitigations=off';

/**
 * Boots a kernel of the distribution in a virtual machine of QEMU, which any user may: its processors are computed, not lent.
 * It sees the file system of the machine as its root, read-only, and has no network. The agent's port is the standard input and
 * output of the process, the console is a file.
 * @param programs what the first file system needs of this machine, see `makeInitramfs`
 * @throws LabLost when it does not come up
 */
export async function bootVirtualMachine(
  machine: Machine,
  run: Run,
  image: LinuxImage,
  programs: readonly string[],
): Promise<Kernel> {
  const init = await readFile(join(machine.stage, 'programs/initramfs.sh'));
  const initramfs = join(machine.stage, 'initramfs');
  await writeFile(initramfs, await makeInitramfs(run, image, init, programs));
  const console = join(machine.stage, 'console');
  return startKernel(
    machine,
    ['qemu-system-x86_64', ...qemuArguments(image, machine.stage, initramfs, console)],
    console,
  ).finally(() => rm(initramfs));
}

/**
 * The words for QEMU.
 * @param stage the folder that the lab shares with this program
 * @param console the file for what the kernel says
 */
export function qemuArguments(
  { kernel, modules }: LinuxImage,
  stage: string,
  initramfs: string,
  console: string,
): string[] {
  const words = ['console=ttyS0', 'quiet', 'panic=-1', FAST, `stage="${stage}"`, `modules="${modules}"`];
  const options: readonly (readonly string[])[] = [
    ['-no-user-config', '-nodefaults', '-no-reboot'],
    ['-display', 'none'],
    ['-nic', 'none'],
    // KVM is not asked for: where it is there for the caller it may yet not work, as on machines that are virtual themselves.
    ['-accel', 'tcg,thread=multi'],
    ['-smp', '2'],
    ['-m', MEMORY],
    ['-kernel', kernel],
    ['-initrd', initramfs],
    ['-append', words.join(' ')],
    ['-chardev', `file,id=console,path=${escaped(console)}`],
    ['-serial', 'chardev:console'],
    // A port of its own for the agent: what is written on a console is mixed with what the kernel says.
    ['-chardev', 'stdio,id=agent,signal=off'],
    ['-device', 'virtio-serial-pci'],
    ['-device', 'virtserialport,chardev=agent,name=agent'],
    sharedFolder('root', '/', true),
    sharedFolder('stage', stage, false),
  ];
  return options.flat();
}

/** Files keep the owner that they have here; whoever is no root cannot give them another one, and that does no harm. */
function sharedFolder(tag: string, folder: string, readOnly: boolean): string[] {
  const options = `security_model=none,multidevs=remap${readOnly ? ',readonly=on' : ''}`;
  const share = `local,id=${tag},path=${escaped(folder)},${options}`;
  return ['-fsdev', share, '-device', `virtio-9p-pci,fsdev=${tag},mount_tag=${tag}`];
}

/** A comma ends a value, two of them are one in it. */
function escaped(value: string): string {
  return value.replaceAll(',', ',,');
}
