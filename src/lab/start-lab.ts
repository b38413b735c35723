import type { Inventory } from '../inventory/model.ts';
import type { Lab } from '../rehearse/lab.ts';
import { writeEnvironment, type EnvironmentSource } from './environment.ts';
import { buildNetwork, hostsOf } from './hosts.ts';
import type { Kernel } from './kernel.ts';
import type { Machine } from './machine.ts';
import { loadPuppet } from './puppet-runs.ts';
import type { Stage } from './stage.ts';

/** A lab that runs until it is ended. */
export interface RunningLab extends Lab {
  readonly puppetVersion: string;
  /** As `uname -r` has it. */
  readonly kernelRelease: string;
  /** What the kernel has logged, and its hosts as far as it is still there, by the path under which a person finds it. */
  readLogs(): Promise<Map<string, string>>;
  /** Ends the kernel; the machine is for whoever made it to end. */
  end(): Promise<void>;
}

export interface LabParts {
  readonly stage: Stage;
  readonly machine: Machine;
  /** Boots the kernel of the lab. */
  readonly boot: (machine: Machine) => Promise<Kernel>;
  readonly environments: { readonly new: EnvironmentSource; readonly old?: EnvironmentSource };
  /** The environment of the inventory after a change. */
  readonly changed: (change: (inventory: Inventory) => Inventory) => EnvironmentSource;
  /** Called when a step begins, with a few words for a person. */
  readonly step: (what: string) => void;
}

/** The files of a host that tell what went on there. */
const logs = ['/var/log/ldirectord.log', '/etc/ha.d/ldirectord.cf'];

/**
 * Boots the kernel, builds the network of the plan, starts its hosts and loads Puppet. Nothing is managed yet.
 * @throws Error when the lab cannot be built; its kernel has ended then; the machine is the caller's
 */
export async function startLab({
  stage,
  machine,
  boot,
  environments,
  changed,
  step,
}: LabParts): Promise<RunningLab> {
  const { plan } = environments.new;
  for (const [name, source] of Object.entries(environments)) await writeEnvironment(stage, name, source);
  step('booting the kernel');
  const kernel = await boot(machine);
  const { agent } = kernel;
  try {
    const { name: moduleName } = plan.inventory.module;
    const hosts = hostsOf(agent, plan, [`${moduleName}-virtual-ips`, `${moduleName}-marks`, 'ldirectord']);
    const loading = loadPuppet(machine, stage, agent, hosts);
    // Looked at below: what goes wrong before that is told first.
    loading.catch(() => undefined);
    step(`starting ${plan.hosts.length} hosts`);
    await buildNetwork(agent, plan);
    await Promise.all(plan.hosts.map((host) => hosts.start(host)));
    step('loading Puppet');
    const puppet = await loading;
    const { stdout: release } = await agent.run(['uname', '-r']);
    return {
      plan,
      puppetVersion: puppet.version,
      kernelRelease: release.trim(),
      run: (host, command, options) => agent.run(command, options, hosts.process(host)),
      start: (host, command) => agent.start(command, hosts.process(host)),
      runOutside: (command, options) => agent.run(command, options),
      addEnvironment: (name, change) => writeEnvironment(stage, name, changed(change)),
      runPuppet: (host, environment = 'new') => puppet.run(host, environment),
      powerOff: hosts.stop,
      powerOn: hosts.start,
      async readLogs() {
        const texts = new Map([['kernel', await kernel.log()]]);
        for (const { id, hostname } of plan.hosts) {
          for (const path of logs) {
            const ran = await agent.run(['cat', `/run/lab/${id}/disk${path}`]).catch(() => undefined);
            if (ran?.exitCode === 0) texts.set(`${hostname}${path}`, ran.stdout);
          }
        }
        return texts;
      },
      end: () => kernel.end(),
    };
  } catch (error) {
    await kernel.end();
    await stage.writeLogs(new Map([['kernel', await kernel.log()]]));
    throw error;
  }
}
