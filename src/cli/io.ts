/** Where a stream of text goes to. */
export interface Output {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  /** The width of the terminal; undefined where there is none. */
  readonly columns?: number | undefined;
}

/** All that a command may touch besides the file system and the programs it runs. */
export interface Io {
  /** Absolute path of the current folder. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Standard input to its end, or as many bytes of it as `limit` says. */
  readonly stdin: (limit: number) => Promise<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted when the person presses Ctrl-C. */
  readonly signal: AbortSignal;
}
