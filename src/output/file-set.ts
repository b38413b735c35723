/** One emitted file. */
export interface EmittedFile {
  readonly text: string;
  /** Whether it is a program that a person or unit runs. */
  readonly executable: boolean;
}

/** Emitted files by path, relative to the module, with forward slashes; sorted by path. */
export type FileSet = ReadonlyMap<string, EmittedFile>;
