import type { RunResult } from './runner.ts';

export interface ToolOptions {
  readonly timeoutSeconds: number;
  readonly input?: string;
}

/** A place where the real programs run on the files of one stage: this machine, or a container. */
export interface Toolbox {
  /** The version of Puppet there, as the program itself says it. */
  readonly puppetVersion: string;
  /** The folder of the stage as programs in this place see it. */
  readonly root: string;
  run(program: string, args: readonly string[], options: ToolOptions): Promise<RunResult>;
  /**
   * Makes host names known where there is no network to ask.
   * @returns whether that was necessary: then nobody has checked that the names exist
   */
  pretendHosts(names: readonly string[]): boolean;
}
