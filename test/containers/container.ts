import { run, runOrThrow, type CommandOptions, type CommandResult } from '../setup/command.ts';
import { suiteImage, type PuppetVersion } from '../setup/images.ts';

export interface ContainerOptions {
  /** Defaults to the image with all programs of the suites. */
  readonly image?: string;
  /** Host folders that the container sees read-only, by their place in the container. */
  readonly mounts?: Readonly<Record<string, string>>;
  /** Lets the container change addresses, interfaces and kernel settings of its own network. */
  readonly ownNetwork?: boolean;
}

export interface Container {
  run(command: readonly string[], options?: Partial<CommandOptions>): Promise<CommandResult>;
  remove(): Promise<void>;
}

/**
 * Nothing that a test starts outlives this, not even when the test run is killed. It is longer than the longest run,
 * for one container serves all goldens of a suite: `.ci/run --full` may take 5000 s.
 */
const lifetimeSeconds = 9000;

/** Starts a container without a network, in which a suite then runs command after command. */
export async function startContainer(
  version: PuppetVersion,
  options: ContainerOptions = {},
): Promise<Container> {
  const args = [
    'run',
    '--detach',
    '--rm',
    '--network',
    'none',
    '--label',
    'lvs-puppet.test',
    // The idle shell ignores a polite request to end, which would hold up the end of the engine.
    '--stop-signal',
    'KILL',
    ...toFlags(options),
  ];
  // The shell, as first process, collects daemons that ended: else they would look alive.
  const idle = ['bash', '-c', `sleep ${lifetimeSeconds} & wait $!`];
  const { stdout } = await runOrThrow('docker', [...args, options.image ?? suiteImage(version), ...idle], {
    timeoutSeconds: 60,
  });
  const id = stdout.trim();
  return {
    run: (command, { timeoutSeconds = 240, ...rest } = {}) => {
      const input = rest.input === undefined ? [] : ['--interactive'];
      return run('docker', ['exec', ...input, id, ...command], { timeoutSeconds, ...rest });
    },
    remove: async () => {
      await run('docker', ['rm', '--force', id], { timeoutSeconds: 60 });
    },
  };
}

function toFlags({ mounts = {}, ownNetwork = false }: ContainerOptions): string[] {
  const volumes = Object.entries(mounts).flatMap(([inside, outside]) => [
    '--volume',
    `${outside}:${inside}:ro`,
  ]);
  const ipv6 = ['all', 'default'].flatMap((name) => ['--sysctl', `net.ipv6.conf.${name}.disable_ipv6=0`]);
  const network = ['--cap-add', 'NET_ADMIN', '--security-opt', 'systempaths=unconfined', ...ipv6];
  return ownNetwork ? [...volumes, ...network] : volumes;
}
