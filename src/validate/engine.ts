import type { Verdicts } from './check-result.ts';
import type { SourceFile } from './file.ts';

/** The names that `--engine` takes. */
export const engineNames = ['auto', 'embedded', 'puppet', 'docker'] as const;
export type EngineName = (typeof engineNames)[number];

/** The major versions of Puppet that the emitted modules support. */
export const puppetVersions = ['7', '8'] as const;
export type PuppetVersion = (typeof puppetVersions)[number];

/** Something that has the real programs. It is asked once for all files of a run. */
export interface Engine {
  /** The engine and the versions it has, for example `docker (puppet 7.23.0, 8.10.0)`. */
  readonly name: string;
  /**
   * Gives a verdict for every one of the files.
   * @param metadata the metadata.json files of their modules, which name the modules
   */
  check(files: readonly SourceFile[], metadata: readonly SourceFile[]): Promise<Verdicts>;
}

/** What engines need from outside. */
export interface EngineContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  readonly versions: readonly PuppetVersion[];
  /** Whether somebody named the versions: then all of them must check, and not just any. */
  readonly versionsAsked: boolean;
  /** Told what takes long, so that a first run that builds an image does not look like a hang. */
  readonly progress: (text: string) => void;
}
