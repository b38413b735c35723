/** Where a stream of text goes to. */
export interface Output {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
}

/** All that a command may touch besides the file system and the programs it runs. */
export interface Io {
  /** Absolute path of the current folder. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: () => Promise<string>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted when the person presses Ctrl-C. */
  readonly signal: AbortSignal;
}
