import type { Inventory } from '../inventory/model.ts';
import type { LabHost, LabPlan } from './model.ts';

/** The lab does not do what it must, whatever the module is: nothing more can be tried in it. */
export class LabBroken extends Error {}

/** What a program in the lab said. */
export interface Ran {
  /** 128 plus the signal where a signal ended it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * What a program said that cannot fail in a lab that works.
 * @param failure what did not come about when it fails, in a few words
 * @throws LabBroken where it did
 */
export async function must(running: Promise<Ran>, failure = 'a program failed'): Promise<Ran> {
  const ran = await running;
  if (ran.exitCode === 0) return ran;
  throw new LabBroken(`${failure} (${ran.exitCode}): ${ran.stderr.trim() || ran.stdout.trim()}`);
}

export interface RunOptions {
  readonly input?: string;
  /** 60 unless it is said; then the program is killed and the exit code is 137. */
  readonly timeoutSeconds?: number;
}

/** A program that goes on in the lab. */
export interface Running {
  /** Everything that it has written to its standard output so far. */
  readonly output: () => string;
  /** Tells all that it has written so far, whenever it has written more. */
  onOutput(listener: (output: string) => void): void;
  /** Waits until its output matches, and gives the output. */
  heard(pattern: RegExp, seconds: number): Promise<string>;
  write(input: string): void;
  /** Ends its standard input. */
  close(): void;
  /** Sends a signal to it and to all that it started. */
  signal(name: 'TERM' | 'KILL' | 'USR1' | 'USR2' | 'STOP' | 'CONT'): void;
  /** Ends it with SIGTERM, with SIGKILL when that does not help, and tells what it said. */
  stop(): Promise<Ran>;
  /** When it has ended. */
  readonly ended: Promise<Ran>;
}

/** What a run of Puppet on a host did. */
export interface PuppetRun {
  /** As `--detailed-exitcodes` has it: 0 nothing changed, 2 changed, 4 failures, 6 both; 1 where nothing was applied. */
  readonly exitCode: number;
  /** What changed, a line each, without the stage. */
  readonly changes: readonly string[];
  /** Warnings and errors. */
  readonly problems: readonly string[];
  readonly log: string;
}

/** A running lab: its hosts are up and have their addresses, and programs can be run on them. */
export interface Lab {
  readonly plan: LabPlan;
  /** Runs a program on a host to its end. */
  run(host: LabHost, command: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Starts a program on a host and lets it run. */
  start(host: LabHost, command: readonly string[]): Running;
  /** As `run`, in the router's namespace, which is the lab's own. */
  runOutside(command: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Gives Puppet another environment of this name: the module of the inventory after a change, with the data of the lab. */
  addEnvironment(name: string, change: (inventory: Inventory) => Inventory): Promise<void>;
  /** Runs Puppet on a host, in the environment `new` unless another one is named. */
  runPuppet(host: LabHost, environment?: string): Promise<PuppetRun>;
  /** Takes the power from a host: every process on it ends at once, its disk stays. */
  powerOff(host: LabHost): Promise<void>;
  /** Starts a host again, with the disk that it had: kernel settings and units come as at any start. */
  powerOn(host: LabHost): Promise<void>;
}
