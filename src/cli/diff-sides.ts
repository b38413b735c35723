import { statSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import { quoted } from '../diagnostics/escape.ts';
import { formerName, whyAbsent } from '../git/repository.ts';
import { isNullRevision } from '../git/revision-names.ts';
import type { Source } from '../inventory/source.ts';
import { besideNames, knownFromDisk, knownOf, type KnownSources } from './diff-known.ts';
import { usageFailure } from './failure.ts';
import type { Io } from './io.ts';
import { locateSides, type LocatedSide, type LocatedSides, type RevisionSide } from './locate-sides.ts';
import { HEAD, nameSides, type SideNames } from './name-sides.ts';
import {
  commitName,
  fileName,
  objectsOf,
  openRepository,
  unknownRevision,
  unreadable,
  type Lookup,
  type OpenRepository,
} from './open-repository.ts';
import { pathFromFolder } from './path-from-folder.ts';
import type { KnownFlags } from './program.ts';
import { decodeText, readInventory } from './read-inventory.ts';
import { shellWord } from './shell-word.ts';

/** One of the two inventories that are compared, and what is known besides on that side. */
export interface Side {
  /** What it is called: a file, or a revision and a file; never an absolute path. */
  readonly name: string;
  /** Undefined where there is no inventory yet, so that all of the other is new. */
  readonly source: Source | undefined;
  readonly known: KnownSources;
}

export interface Sides {
  readonly before: Side;
  readonly after: Side & { readonly source: Source };
  /** What a person should know about where the sides came from. */
  readonly notes: readonly string[];
}

/** What the person named. */
export interface WantedSides extends KnownFlags {
  readonly base: string | undefined;
  readonly head: string | undefined;
  /** The file that is meant where only a revision is named; undefined where nobody says it. */
  readonly inventory?: string | undefined;
}

/**
 * Reads the two sides of a comparison, from files and from revisions of the repository of the current folder.
 * @throws Failure where one of them is not there, or cannot be read
 */
export async function readSides(wanted: WantedSides, io: Io): Promise<Sides> {
  const names = nameSides(wanted.base, wanted.head, wanted.inventory, (path) => isFile(path, io));
  refuseSwallowed(wanted, io);
  const notes = await ambiguities(wanted, names, io);
  const { before, after } = names;
  if (before.kind === 'file' && after.kind === 'file') {
    const known = knownFromDisk(wanted, io);
    const [old, next] = [await readFile(before.path, io), await readFile(after.path, io)];
    return { before: { ...old, known }, after: { ...next, known }, notes };
  }
  const sides = await readFromRepository(names, wanted, io);
  return { ...sides, notes: [...notes, ...sides.notes] };
}

/** A pipe is one, too: only a folder cannot be an inventory. */
function isFile(path: string, io: Io): boolean {
  const stat = statSync(resolve(io.cwd, path), { throwIfNoEntry: false });
  return stat !== undefined && !stat.isDirectory();
}

/** `--hiera` takes everything up to the next option: a revision behind it is no file, and nobody would know why. */
function refuseSwallowed({ head, hiera = [] }: WantedSides, io: Io): void {
  if (head !== undefined) return;
  const file = hiera.find((name) => !/\.(?:ya?ml|json)$/.test(name) && !isFile(name, io));
  if (file !== undefined)
    throw usageFailure(
      `there is no file ${quoted(file)} for --hiera; write revisions and inventories in front of it`,
    );
}

/** Which arguments are names of files and of revisions, too: git refuses them, here a person should know what was taken. */
async function ambiguities(
  { base, head }: WantedSides,
  { before, after }: SideNames,
  io: Io,
): Promise<string[]> {
  const files = [before, after].flatMap((side) => (side.kind === 'file' ? [side.path] : []));
  const doubtful = files.filter(
    (path) => (path === base || path === head) && /^\w[^:]*$/.test(path) && !/\.ya?ml$/.test(path),
  );
  if (doubtful.length === 0) return [];
  const repository = await openRepository(io).catch(() => undefined);
  if (repository === undefined) return [];
  const lookup = await objectsOf(repository, doubtful.map(commitName));
  return doubtful
    .filter((path) => lookup(commitName(path)).kind === 'commit')
    .map(
      (path) =>
        `${quoted(path)} is a file and a revision: the file is taken; for the revision write ${path}^0`,
    );
}

async function readFile(path: string, io: Io): Promise<{ name: string; source: Source }> {
  const { source } = await readInventory(path, io);
  const name = path === '-' ? source.path : pathFromFolder(path, io);
  return { name, source: { ...source, path: name } };
}

async function readFromRepository(names: SideNames, wanted: WantedSides, io: Io): Promise<Sides> {
  const repository = await openRepository(io);
  const located = await locateSides(names, wanted.inventory, repository, io);
  const { sides, lookup, renamed } = await followed(located, wanted, repository, io);
  const { before, after } = sides;
  const notes: string[] = [...renamed];
  const known = (side: LocatedSide, other: LocatedSide, shown: (path: string) => string): KnownSources => {
    if (side.kind === 'file') return knownFromDisk(wanted, io);
    const result = knownOf(wanted, side, other, lookup, shown, repository, io);
    notes.push(...result.notes);
    return result.known;
  };
  const old =
    before.kind === 'file' ? await readFile(before.path, io) : await readOld(before, lookup, repository);
  if (after.kind === 'file' && old.source !== undefined) refuseDeleted(after.path, before, io);
  const next =
    after.kind === 'file' ? await readFile(after.path, io) : await readNew(after, lookup, repository);
  if ('note' in old) notes.push(old.note);
  const ofOld = (path: string): string => (before.kind === 'file' ? path : fileName(before.revision, path));
  return {
    before: {
      name: old.name,
      source: old.source,
      known: old.source === undefined ? NOTHING : known(before, after, ofOld),
    },
    after: { ...next, known: known(after, before, (path) => path) },
    notes,
  };
}

/** The sides with what git has of them, the old one under the name that the inventory had there. */
interface Followed {
  readonly sides: LocatedSides;
  readonly lookup: Lookup;
  /** What a person should know about another name. */
  readonly renamed: readonly string[];
}

async function followed(
  sides: LocatedSides,
  wanted: WantedSides,
  repository: OpenRepository,
  io: Io,
): Promise<Followed> {
  const { before, after } = sides;
  const lookup = await objectsOf(repository, [
    ...inventoryNames(before),
    ...inventoryNames(after),
    ...besideNames(wanted, sides, repository, io),
  ]);
  const former = await formerSide(sides, lookup, repository);
  if (former === undefined) return { sides, lookup, renamed: [] };
  const note = `${former.shown} of ${former.revision} is called ${after.kind === 'file' ? after.path : after.shown} now`;
  const again = await followed({ before: former, after }, wanted, repository, io);
  return { ...again, renamed: [note] };
}

/** The old side under its former name; undefined where it has the file, or never had it. */
async function formerSide(
  { before, after }: LocatedSides,
  lookup: Lookup,
  repository: OpenRepository,
): Promise<RevisionSide | undefined> {
  if (before.kind === 'file' || !before.implied) return undefined;
  if (lookup(fileName(before.revision, before.path)).kind !== 'missing') return undefined;
  const since = lookup(commitName(before.revision));
  const until = after.kind === 'file' || after.revision === '' ? undefined : commitName(after.revision);
  const known = until === undefined ? undefined : lookup(until);
  if (since.kind !== 'commit' || (known !== undefined && known.kind !== 'commit')) return undefined;
  const former = await formerName(repository.git, since.id, known?.id, before.path);
  if ('problem' in former) throw unreadable(former.problem);
  if (former.path === undefined) return undefined;
  const shown = posix.relative(repository.prefix, former.path);
  return { ...before, path: former.path, shown, implied: false };
}

/** Who has deleted an inventory by mistake needs no new one. */
function refuseDeleted(path: string, before: LocatedSide, io: Io): void {
  if (
    before.kind === 'file' ||
    !before.implied ||
    path === '-' ||
    statSync(resolve(io.cwd, path), { throwIfNoEntry: false })
  )
    return;
  throw usageFailure(
    `there is no file ${quoted(path)}, but ${before.revision} has it; bring it back with: git restore --source=${shellWord(before.revision)} ${shellWord(path)}`,
  );
}

const NOTHING: KnownSources = { servers: undefined, hiera: undefined };

/** The names that git is asked for: the revision, to know whether it is there at all, and the file. */
function inventoryNames(side: LocatedSide): string[] {
  if (side.kind === 'file') return [];
  const file = fileName(side.revision, side.path);
  return side.revision === '' ? [file] : [commitName(side.revision), file];
}

type OldSide = { readonly name: string } & (
  { readonly source: Source } | { readonly source: undefined; readonly note: string }
);

/** The old inventory; without one, as before the first commit of it, all of the new one is new. */
async function readOld(side: RevisionSide, lookup: Lookup, repository: OpenRepository): Promise<OldSide> {
  const name = fileName(side.revision, side.shown);
  const absent = (reason: string): OldSide => ({
    name,
    source: undefined,
    note: `${reason}: everything is new`,
  });
  if (isNullRevision(side.revision)) return absent('the old side is a revision that does not exist');
  if (!isThere(side, lookup)) {
    if (side.revision === HEAD) return absent('there is no commit yet');
    throw unknownRevision(side.revision, repository);
  }
  const text = await textOf(side, lookup, repository);
  if (text !== undefined) return { name, source: { path: name, text } };
  return absent(
    `there is no ${side.shown} in ${side.revision || 'what is staged'} (if it had another name, compare with ${side.revision}:NAME)`,
  );
}

/** The new inventory. Its places are in the file, as it is called now, so that other tools find them. */
async function readNew(
  side: RevisionSide,
  lookup: Lookup,
  repository: OpenRepository,
): Promise<{ name: string; source: Source }> {
  if (!isThere(side, lookup)) throw unknownRevision(side.revision, repository);
  const text = await textOf(side, lookup, repository);
  if (text === undefined)
    throw usageFailure(`there is no file ${quoted(side.shown)} in ${side.revision || 'what is staged'}`);
  return {
    name: fileName(side.revision, side.shown),
    source: { path: side.shown.replace(/^\.\//, ''), text },
  };
}

function isThere({ revision }: RevisionSide, lookup: Lookup): boolean {
  return revision === '' || lookup(commitName(revision)).kind === 'commit';
}

/** The text of the file; undefined where the revision has none. */
async function textOf(
  side: RevisionSide,
  lookup: Lookup,
  { git }: OpenRepository,
): Promise<string | undefined> {
  const name = fileName(side.revision, side.shown);
  const object = lookup(fileName(side.revision, side.path));
  if (object.kind === 'blob') return decodeText(object.bytes, name);
  if (object.kind === 'link')
    throw usageFailure(`${quoted(name)} is a symbolic link to something that is not in the revision`);
  if (object.kind !== 'missing') throw usageFailure(`${quoted(name)} is no file`);
  const commit = lookup(commitName(side.revision));
  if (commit.kind !== 'commit') return undefined;
  const absence = await whyAbsent(git, commit.id, side.path);
  if (absence.kind === 'nothing') return undefined;
  if (absence.kind === 'unknown') throw unreadable(absence.reason);
  throw usageFailure(
    `${quoted(name)} is in the submodule ${quoted(absence.path)}; compare its revisions in its folder`,
  );
}
