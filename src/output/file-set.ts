/** The texts of emitted files by path, relative to the module, with forward slashes; sorted by path. */
export type FileSet = ReadonlyMap<string, string>;
