import type { CommandResult } from '../setup/command.ts';
import type { Container } from '../containers/container.ts';
import type { Golden, Stage } from '../goldens/goldens.ts';
import { interfacesOf } from '../goldens/inventory-facts.ts';
import { helpersInContainer } from './compile-catalogs.ts';

/** What `puppet apply --detailed-exitcodes` means by its exit codes. */
export const nothingChanged = 0;
export const changed = 2;

/** The director; the kernel belongs to the machine that runs the container, and may lack IPVS and nftables. */
export function directorManifest({ moduleName }: Golden): string {
  return `class { '${moduleName}': manage_kernel => false, mark_packets => false }`;
}

/** Runs the real `puppet apply`, strict, as an administrator would. */
export function apply(
  container: Container,
  stage: Stage,
  golden: Golden,
  manifest: string,
  options: readonly string[] = [],
): Promise<CommandResult> {
  const strict = ['--strict=error', '--strict_variables', '--color=false', '--detailed-exitcodes'];
  const command = [
    'puppet',
    'apply',
    ...strict,
    '--modulepath',
    [stage.modulesOf(golden), `${helpersInContainer}/modules`].join(':'),
    '--hiera_config',
    `${helpersInContainer}/hiera/hiera.yaml`,
    ...options,
    '-e',
    manifest,
  ];
  return container.run(command);
}

/**
 * Makes a container look like a director before its first run: its network interfaces are there,
 * and ipvsadm answers although the kernel has no IPVS (it records how it was called instead).
 */
export async function dressAsDirector(container: Container, golden: Golden): Promise<void> {
  for (const name of interfacesOf(golden)) {
    // A pair, because every kernel that runs containers has those.
    await runInside(container, [
      'ip',
      'link',
      'add',
      name,
      'type',
      'veth',
      'peer',
      'name',
      `${name.slice(0, 13)}-p`,
    ]);
    await runInside(container, ['ip', 'link', 'set', name, 'up']);
  }
  // A way to the real servers, though none answers: without one ldirectord dies at its first RADIUS check.
  const [first] = interfacesOf(golden);
  if (first !== undefined) await runInside(container, ['ip', 'route', 'add', 'default', 'dev', first]);
  // An image may forbid that services start; a director does not.
  await runInside(container, ['rm', '-f', '/usr/sbin/policy-rc.d']);
  await runInside(container, ['tee', '/usr/sbin/ipvsadm'], recordingIpvsadm);
}

/** Where the stand-in for ipvsadm writes its arguments, one call a line. */
export const ipvsadmCalls = '/tmp/ipvsadm-calls';
const recordingIpvsadm = `#!/bin/sh\necho "$*" >> ${ipvsadmCalls}\n`;

async function runInside(container: Container, command: readonly string[], input?: string): Promise<void> {
  const { exitCode, stderr } = await container.run(command, input === undefined ? {} : { input });
  if (exitCode !== 0) {
    throw new Error(`${command.join(' ')}: ${stderr}`);
  }
}
