import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import { startKernel } from '../../src/lab/kernel.ts';
import { buildNetwork, hostsOf } from '../../src/lab/hosts.ts';
import { thisMachine } from '../../src/lab/machine.ts';
import { makeStage } from '../../src/lab/stage.ts';
import { must, type Ran, type RunOptions, type Running } from '../../src/rehearse/lab.ts';
import type { LabHost, LabPlan } from '../../src/rehearse/model.ts';

/** A host of the lab: namespaces of its own, and a disk of its own above the root that all have. */
export interface Host {
  readonly certname: string;
  readonly address: string;
  /** Runs a program to its end, which comes after 60 seconds unless it is said otherwise. */
  run(command: readonly string[], options?: RunOptions): Promise<Ran>;
  /** As {@link run}; anything other than exit code 0 is an error. */
  must(command: readonly string[], options?: RunOptions): Promise<string>;
  /** Starts a program that goes on. */
  start(command: readonly string[]): Running;
  /** Writes a file, with the folders on the way. */
  write(path: string, content: string): Promise<void>;
  /** The text of a file, nothing where it is not there. */
  read(path: string): Promise<string>;
}

/** Hosts on one bridge, cut off from everything else. */
export interface ServerLab {
  readonly hosts: ReadonlyMap<string, Host>;
  /** A folder that all hosts see as /run/stage. */
  readonly stage: string;
  /** Ends all processes of all hosts and leaves nothing behind. */
  end(): Promise<void>;
}

export const DOMAIN = 'kick.test';

/** Leads nowhere, as there is nothing else. */
const ROUTER = '10.99.0.254';

/** The inventory of the lab. */
export const inventoryPath = join(import.meta.dirname, 'lvs.yaml');

/**
 * Starts hosts above a root. They end with this process however it ends: their first process reads what it has to do from it.
 * @param root a folder with everything that the hosts need
 * @param addresses the hosts by their short names
 */
export async function startServerLab(
  root: string,
  addresses: Readonly<Record<string, string>>,
): Promise<ServerLab> {
  const stage = await makeStage();
  await stage.write('init-server-lab.sh', readFileSync(join(import.meta.dirname, 'init-server-lab.sh')));
  const machine = thisMachine(stage.folder, process.env);
  const plan = planOf(addresses);
  try {
    const kernel = await startKernel(machine, [
      // In a group of its own, which neither Ctrl-C nor the end of this process reaches: it cleans up after both.
      'sh',
      '-c',
      '"$@"; rm -rf "$0"',
      stage.folder,
      'unshare',
      '--mount',
      '--net',
      '--pid',
      '--uts',
      '--ipc',
      '--fork',
      '--kill-child',
      'sh',
      `${stage.folder}/init-server-lab.sh`,
      root,
      stage.folder,
    ]);
    const { agent } = kernel;
    endWithMain();
    await buildNetwork(agent, plan);
    const hosts = hostsOf(agent, plan, []);
    for (const host of plan.hosts) await hosts.start(host);
    const entries = plan.hosts.map((host): [string, Host] => {
      const number = hosts.process(host);
      const run: Host['run'] = (command, options) => agent.run(command, options, number);
      return [
        shortName(host),
        {
          certname: host.hostname,
          address: addresses[shortName(host)] ?? '',
          run,
          must: async (command, options) =>
            (await must(run(command, options), `${host.hostname}: ${command.join(' ')}`)).stdout,
          start: (command) => agent.start(command, number),
          write: async (path, content) => {
            await must(
              run(['sh', '-c', 'mkdir -p "$(dirname "$0")" && cat > "$0"', path], { input: content }),
            );
          },
          read: async (path) => (await run(['sh', '-c', 'cat "$0" 2>/dev/null || :', path])).stdout,
        },
      ];
    });
    return {
      hosts: new Map(entries),
      stage: stage.folder,
      async end() {
        await kernel.end();
        await machine.end();
        await stage.remove();
      },
    };
  } catch (error) {
    await machine.end();
    await stage.remove();
    throw error;
  }
}

/** A worker of vitest that has lost its main process would go on, and the lab with it. */
function endWithMain(): void {
  if (process.connected === true) process.once('disconnect', () => process.exit(1));
}

function shortName({ hostname }: LabHost): string {
  return hostname.replace(`.${DOMAIN}`, '');
}

/** All hosts on one link, with nothing around it. */
function planOf(addresses: Readonly<Record<string, string>>): LabPlan {
  const { value: inventory } = parseInventory({
    path: inventoryPath,
    text: readFileSync(inventoryPath, 'utf8'),
  });
  if (inventory === undefined) throw new Error(`${inventoryPath} does not parse`);
  return {
    inventory,
    reduced: [],
    segments: [{ bridge: 'seg0', name: 'the only segment' }],
    hosts: Object.entries(addresses).map(([name, address], index) => ({
      id: `h${index}`,
      hostname: `${name}.${DOMAIN}`,
      kind: 'client',
      roles: [],
      interfaces: [{ name: 'eth0', bridge: 'seg0', addresses: [`${address}/24`] }],
      // Facter takes the interface of this route for the one that counts.
      routes: [{ to: 'default', family: 4, via: ROUTER, device: 'eth0' }],
      standIns: [],
    })),
    router: { routes: [], addresses: [`${ROUTER}/24`] },
    boundByOthers: [],
    notRehearsed: [],
  };
}
