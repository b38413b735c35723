import { setTimeout as sleep } from 'node:timers/promises';
import type { Inventory } from '../inventory/model.ts';
import type { Lab } from '../rehearse/lab.ts';
import type { LabPlan } from '../rehearse/model.ts';
import { configFile, daemonLog } from '../rehearse/rehearsal.ts';
import type { Agent } from './agent.ts';
import { writeEnvironment, type EnvironmentSource } from './environment.ts';
import { buildNetwork, hostsOf } from './hosts.ts';
import { startJournal } from './journal.ts';
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

/** How long a lab that does not answer is asked for its logs. */
const LOG_SECONDS = 30;

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
  const journal = startJournal();
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
      run: (host, command, options) =>
        journal.ran(host, command, agent.run(command, options, hosts.process(host))),
      start: (host, command) => journal.started(host, command, agent.start(command, hosts.process(host))),
      runOutside: (command, options) => agent.run(command, options),
      addEnvironment: (name, change) => writeEnvironment(stage, name, changed(change)),
      runPuppet: async (host, environment = 'new') =>
        journal.puppet(host, await puppet.run(host, environment)),
      powerOff: hosts.stop,
      powerOn: hosts.start,
      async readLogs() {
        const texts = new Map([['kernel', await kernel.log()]]);
        const reading = readFiles(agent, plan, texts).then(async () => {
          for (const [path, text] of await journal.finish()) texts.set(path, text);
        });
        await Promise.race([reading, sleep(LOG_SECONDS * 1000, undefined, { ref: false })]);
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

/** The files of hosts that tell what went on there: only those that somebody wrote in the lab. */
async function readFiles(agent: Agent, plan: LabPlan, texts: Map<string, string>): Promise<void> {
  const log = daemonLog(plan.inventory);
  for (const { id, hostname } of plan.hosts) {
    for (const path of [configFile, ...(log === undefined ? [] : [log])]) {
      const ran = await agent.run(['cat', `/run/lab/${id}/disk${path}`]).catch(() => undefined);
      if (ran?.exitCode === 0) texts.set(`${hostname}${path}`, ran.stdout);
    }
  }
}
