import { pathInRepository } from '../git/repository.ts';
import type { Source } from '../inventory/source.ts';
import type { Io } from './io.ts';
import type { LocatedSide, LocatedSides } from './locate-sides.ts';
import { fileName, type Lookup, type OpenRepository } from './open-repository.ts';
import { pathFromFolder } from './path-from-folder.ts';
import type { KnownFlags } from './program.ts';
import { decodeText, readBeside } from './read-inventory.ts';

/** What is known besides an inventory, as texts. */
export interface KnownSources {
  readonly servers: Source | undefined;
  readonly hiera: readonly Source[] | undefined;
}

/** The texts of one side, and what a person should know about them. */
export interface KnownSide {
  readonly known: KnownSources;
  readonly notes: readonly string[];
}

/** What is known of a side that is a file: the files as they are now. */
export function knownFromDisk({ servers, hiera }: KnownFlags, io: Io): KnownSources {
  const read = (path: string): Source => ({ ...readBeside(path, io), path: pathFromFolder(path, io) });
  return {
    servers: servers === undefined ? undefined : read(servers),
    hiera: hiera?.map(read),
  };
}

/** The names under which git may have the files of `--servers` and `--hiera`: in each revision, else staged. */
export function besideNames(
  { servers, hiera = [] }: KnownFlags,
  sides: LocatedSides,
  repository: OpenRepository,
  io: Io,
): string[] {
  return [...(servers === undefined ? [] : [servers]), ...hiera].flatMap((file) => {
    const path = pathInRepository(repository, pathFromFolder(file, io));
    return path === undefined ? [] : [sides.before, sides.after].map((side) => nameOn(side, path));
  });
}

/** A file at hand is under version control where it is staged, which all is that was ever committed. */
function nameOn(side: LocatedSide, path: string): string {
  return fileName(side.kind === 'revision' ? side.revision : '', path);
}

/**
 * What is known of a side that is a revision. A file that the revision has is read from it, so that a change of Hiera data
 * is a change of meaning; one that only the other side has is not there yet, or no more; one that neither has is not under
 * version control, and is read as it is now.
 * @param side the one that is read; `other` the one that it is compared with
 */
export function knownOf(
  flags: KnownFlags,
  side: Extract<LocatedSide, { kind: 'revision' }>,
  other: LocatedSide,
  lookup: Lookup,
  shown: (path: string) => string,
  repository: OpenRepository,
  io: Io,
): KnownSide {
  const notes: string[] = [];
  const read = (file: string): Source | undefined => {
    const own = pathFromFolder(file, io);
    const path = pathInRepository(repository, own);
    const object = path === undefined ? undefined : lookup(nameOn(side, path));
    if (object?.kind === 'blob') return { path: shown(own), text: decodeText(object.bytes, shown(own)) };
    if (path !== undefined && lookup(nameOn(other, path)).kind === 'blob') {
      notes.push(`${own} is not in ${side.revision || 'what is staged'}: that side knows nothing of it`);
      return undefined;
    }
    notes.push(`${own} is not under version control: it is read as it is now`);
    return { ...readBeside(file, io), path: own };
  };
  const servers = flags.servers === undefined ? undefined : read(flags.servers);
  const hiera = flags.hiera?.flatMap((file) => read(file) ?? []);
  return { known: { servers, hiera }, notes };
}
