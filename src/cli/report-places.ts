import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { printable } from '../diagnostics/escape.ts';
import { usageFailure } from './failure.ts';
import type { Io } from './io.ts';
import { STATE_FOLDER } from './target.ts';

/**
 * Refuses places of reports where something would be lost: what was read, what is remembered of modules, and each other.
 * @param files the reports, as the person wrote their places
 * @param read what the result was made from; what is no file is no matter
 * @throws Failure for the first such place
 */
export function checkPlaces(files: readonly string[], read: readonly string[], io: Io): void {
  const inUse = new Set(read.flatMap((path) => identity(resolve(io.cwd, path)) ?? []));
  const taken = new Map<string, string>();
  for (const file of files) {
    const path = realPlace(resolve(io.cwd, file));
    const own = identity(path);
    if (own !== undefined && inUse.has(own)) throw refusal(file, 'it is read here');
    if (path.split(sep).some((part) => part.toLowerCase() === STATE_FOLDER))
      throw refusal(file, "it is lvs-puppet's own memory of modules");
    for (const key of [path, ...(own === undefined ? [] : [own])]) {
      const other = taken.get(key);
      if (other !== undefined && other !== file)
        throw usageFailure(`two formats cannot go to one file, ${printable(other)} and ${printable(file)}`);
      taken.set(key, file);
    }
  }
}

function refusal(file: string, reason: string): Error {
  return usageFailure(`a report cannot go to ${printable(file)}: ${reason}`);
}

/** Where a file lies, without links on the way; without a folder it cannot be written, which is said later. */
function realPlace(path: string): string {
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return path;
  }
}

/** What two names of one file have in common; undefined where there is none that can be looked at. */
function identity(path: string): string | undefined {
  try {
    const stat = statSync(path, { bigint: true });
    return stat.isFile() ? `${stat.dev}:${stat.ino}` : undefined;
  } catch {
    return undefined;
  }
}
