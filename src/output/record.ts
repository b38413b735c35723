/**
 * What is done with a path. `managed`: kept up to date. `deleted`: a person deleted it, and it stays so.
 * `unmanaged`: the inventory says that it is the person's; what was written last is kept for the day when it no
 * longer says so.
 */
export type Policy = (typeof policies)[number];

export const policies = ['managed', 'deleted', 'unmanaged'] as const;

/** A text that was written: its hash, and itself where it is known (a lock of version 1 has hashes alone). */
export interface Written {
  readonly hash: string;
  readonly text?: string | undefined;
}

/** What is remembered of one path. */
export interface FileRecord {
  readonly policy: Policy;
  /** The base: what was written last and not in conflict. None where the file was a person's from the beginning. */
  readonly base?: Written | undefined;
  /** The new text of a conflict that a person has not resolved yet; it becomes the base when they have. */
  readonly pending?: Written | undefined;
}

/** Records by path, relative to the module. */
export type Records = ReadonlyMap<string, FileRecord>;

/** What is remembered of one module. */
export interface ModuleRecord {
  /** Digests of the decoded inventory and of the skeleton that the records come from; none in version 1. */
  readonly inventory?: string | undefined;
  readonly skeleton?: string | undefined;
  /** Of a module `kicker`: the key of the module that it was written with, whose inventory emits it. */
  readonly beside?: string | undefined;
  readonly files: Records;
}

/** What is remembered beside an inventory: a record for each module, by its path from the inventory's folder. */
export type Lock = ReadonlyMap<string, ModuleRecord>;

/** Whether two records of one path are the same; texts follow from their hashes. */
export function isSameRecord(a: FileRecord | undefined, b: FileRecord | undefined): boolean {
  return a?.policy === b?.policy && a?.base?.hash === b?.base?.hash && a?.pending?.hash === b?.pending?.hash;
}

/** Whether two sets of records are the same. */
export function areSameRecords(a: Records, b: Records): boolean {
  return a.size === b.size && [...a].every(([path, record]) => isSameRecord(record, b.get(path)));
}

/**
 * Whether two sets of records remember the same of the inventory. They may differ in what a person did: deleted a file,
 * or brought it back, or resolved a conflict, where the waiting text becomes the base.
 */
export function areSameWritings(before: Records, after: Records): boolean {
  return (
    before.size === after.size &&
    [...before].every(([path, record]) => isSameWriting(record, after.get(path)))
  );
}

function isSameWriting(before: FileRecord, after: FileRecord | undefined): boolean {
  if (after === undefined) return false;
  if (isSameRecord(before, after)) return true;
  if (before.policy === 'unmanaged' || after.policy === 'unmanaged' || after.pending !== undefined)
    return false;
  return after.policy === 'deleted' || after.base?.hash === (before.pending ?? before.base)?.hash;
}
