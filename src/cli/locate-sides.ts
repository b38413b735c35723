import { posix } from 'node:path';
import { quoted } from '../diagnostics/escape.ts';
import { partingOf, pathInRepository } from '../git/repository.ts';
import { usageFailure } from './failure.ts';
import type { Io } from './io.ts';
import { HEAD, type SideName, type SideNames } from './name-sides.ts';
import { commitName, objectsOf, unknownRevision, type OpenRepository } from './open-repository.ts';
import { pathFromFolder } from './path-from-folder.ts';
import { DEFAULT_INVENTORY } from './read-inventory.ts';

/** An inventory of a revision, or of what is staged where the revision is empty. */
export interface RevisionSide {
  readonly kind: 'revision';
  readonly revision: string;
  /** Its path in the repository. */
  readonly path: string;
  /** Its path as the person wrote it. */
  readonly shown: string;
  /** Only the revision was named: the file may have had another name there. */
  readonly implied: boolean;
}

/** Where an inventory is to be read from. */
export type LocatedSide = Extract<SideName, { kind: 'file' }> | RevisionSide;

export interface LocatedSides {
  readonly before: LocatedSide;
  readonly after: LocatedSide;
}

/**
 * Finds the paths of the sides in the repository, and the commit where two revisions have parted.
 * @param inventory the file that is meant where only a revision is named; without it, the file of the other side is
 * @throws Failure where a path lies outside, or the revisions have nothing in common
 */
export async function locateSides(
  names: SideNames,
  inventory: string | undefined,
  repository: OpenRepository,
  io: Io,
): Promise<LocatedSides> {
  const find = (side: SideName, other: SideName): LocatedSide =>
    side.kind === 'file' ? side : locate(side, inventory, other, repository, io);
  const before = find(names.before, names.after);
  const after = find(names.after, names.before);
  if (!names.sinceParting || before.kind === 'file' || after.kind === 'file') return { before, after };
  const revision = await parting(before.revision, after.revision, repository);
  return { before: { ...before, revision }, after };
}

type NamedRevision = Extract<SideName, { kind: 'revision' }>;

function locate(
  { revision, path }: NamedRevision,
  inventory: string | undefined,
  other: SideName,
  repository: OpenRepository,
  io: Io,
): RevisionSide {
  if (path !== undefined) return { ...placeOf(path, repository), revision, implied: false };
  if (inventory === '-')
    throw usageFailure(`standard input has no revisions; name the file, as in ${revision || HEAD}:lvs.yaml`);
  const place =
    inventory === undefined && other.kind === 'revision' && other.path !== undefined
      ? placeOf(other.path, repository)
      : placeAtHand(inventory ?? fileOf(other, repository, io), repository, io);
  return { ...place, revision, implied: true };
}

/** The file of a side that has one in the repository: it is the inventory of the other side, too. */
function fileOf(side: SideName, repository: OpenRepository, io: Io): string {
  if (side.kind !== 'file' || side.path === '-') return DEFAULT_INVENTORY;
  const inside = pathInRepository(repository, pathFromFolder(side.path, io));
  return inside === undefined ? DEFAULT_INVENTORY : side.path;
}

type PlaceInRepository = Pick<RevisionSide, 'kind' | 'path' | 'shown'>;

/** A path as git has it: from the top, unless it begins with a dot. */
function placeOf(shown: string, repository: OpenRepository): PlaceInRepository {
  const fromFolder = /^\.\.?\//.test(shown);
  return inRepository(fromFolder ? pathInRepository(repository, shown) : posix.normalize(shown), shown);
}

function placeAtHand(file: string, repository: OpenRepository, io: Io): PlaceInRepository {
  const shown = pathFromFolder(file, io);
  return inRepository(pathInRepository(repository, shown), shown);
}

function inRepository(inside: string | undefined, shown: string): PlaceInRepository {
  if (inside === undefined || inside === '' || inside.startsWith('/') || inside.startsWith('../'))
    throw usageFailure(`${quoted(shown)} is no file of the repository of the current folder`);
  return { kind: 'revision', path: inside, shown };
}

const SHORT_ID = 12;

/** The commit where two revisions have parted, as short as git shows commits. */
async function parting(from: string, to: string, repository: OpenRepository): Promise<string> {
  const commit = await partingOf(repository.git, from, to);
  if (commit !== undefined) return commit.slice(0, SHORT_ID);
  const objects = await objectsOf(repository, [from, to].map(commitName));
  const unknown = [from, to].find((revision) => objects(commitName(revision)).kind !== 'commit');
  if (unknown !== undefined) throw unknownRevision(unknown, repository);
  if (repository.shallow) throw unknownRevision(`${from}...${to}`, repository);
  throw usageFailure(
    `${quoted(from)} and ${quoted(to)} have no commit in common; compare them as ${from}..${to}`,
  );
}
