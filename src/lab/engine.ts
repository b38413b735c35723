import type { Needs } from '../rehearse/needs.ts';
import type { Run } from '../validate/runner.ts';
import type { Kernel } from './kernel.ts';
import type { Machine } from './machine.ts';

/** The names that `rehearse --engine` takes. */
export const labEngineNames = ['auto', 'netns', 'uml', 'qemu', 'docker'] as const;
export type LabEngineName = (typeof labEngineNames)[number];

/** Something that gives the lab a kernel with IPVS. */
export interface LabEngine {
  readonly name: Exclude<LabEngineName, 'auto'>;
  /** What kind of kernel it gives. */
  readonly title: string;
  /** Whether nftables can mark packets there: user-mode Linux lacks the families ip, ip6 and inet. */
  readonly marksPackets: boolean;
  /** Makes the machine on which the programs run that the lab needs outside of its kernel. */
  machine(): Promise<Machine>;
  boot(machine: Machine): Promise<Kernel>;
}

/** What engines need from outside. */
export interface LabEngineContext extends Needs {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly run: Run;
  /** The folder of the stage. */
  readonly stage: string;
  /** Told what takes long, so that a first run that builds an image does not look like a hang. */
  readonly progress: (text: string) => void;
}

/** An engine, or a sentence that says why there is none. */
export type Found = { readonly engine: LabEngine } | { readonly obstacle: string };
