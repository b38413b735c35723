import type { LabHost, LabPlan } from './model.ts';

/** What a program in the lab said. */
export interface Ran {
  /** 128 plus the signal where a signal ended it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  /** 60 unless it is said; then the program is killed and the exit code is 137. */
  readonly timeoutSeconds?: number;
}

/** A program that goes on in the lab. */
export interface Running {
  /** Everything that it has written so far. */
  readonly output: () => string;
  write(input: string): void;
  /** Ends it with SIGTERM, with SIGKILL when that does not help, and tells what it said. */
  stop(): Promise<Ran>;
  readonly ended: Promise<Ran>;
}

/** A running lab: its hosts are up and have their addresses, and programs can be run on them. */
export interface Lab {
  readonly plan: LabPlan;
  /** Runs a program on a host to its end. */
  run(host: LabHost, command: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Starts a program on a host and lets it run. */
  start(host: LabHost, command: readonly string[]): Promise<Running>;
  /** As `run`, in the router's namespace, which is the lab's own. */
  runOutside(command: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Takes the power from a host: every process on it ends at once, its disk stays. */
  powerOff(host: LabHost): Promise<void>;
  /** Starts a host again, with the disk that it had: kernel settings and units come as at any start. */
  powerOn(host: LabHost): Promise<void>;
}
