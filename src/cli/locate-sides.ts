import { posix } from 'node:path';
import { quoted } from '../diagnostics/escape.ts';
import { partingOf, pathInRepository } from '../git/repository.ts';
import { usageFailure } from './failure.ts';
import type { Io } from './io.ts';
import { HEAD, type SideName, type SideNames } from './name-sides.ts';
import { commitName, objectsOf, unknownRevision, type OpenRepository } from './open-repository.ts';
import { pathFromFolder } from './path-from-folder.ts';

/** An inventory of a revision, or of what is staged where the revision is empty. */
export interface RevisionSide {
  readonly kind: 'revision';
  readonly revision: string;
  /** Its path in the repository. */
  readonly path: string;
  /** Its path as the person wrote it. */
  readonly shown: string;
}

/** Where an inventory is to be read from. */
export type LocatedSide = Extract<SideName, { kind: 'file' }> | RevisionSide;

export interface LocatedSides {
  readonly before: LocatedSide;
  readonly after: LocatedSide;
}

/**
 * Finds the paths of the sides in the repository, and the commit where two revisions have parted.
 * @param inventory the file that is meant where only a revision is named
 * @throws Failure where a path lies outside, or the revisions have nothing in common
 */
export async function locateSides(
  names: SideNames,
  inventory: string,
  repository: OpenRepository,
  io: Io,
): Promise<LocatedSides> {
  const before = locate(names.before, inventory, repository, io);
  const after = locate(names.after, inventory, repository, io);
  if (!names.sinceParting || before.kind === 'file' || after.kind === 'file') return { before, after };
  const revision = await parting(before.revision, after.revision, repository);
  return { before: { ...before, revision }, after };
}

function locate(side: SideName, inventory: string, repository: OpenRepository, io: Io): LocatedSide {
  if (side.kind === 'file') return side;
  const { revision, path } = side;
  if (path === undefined && inventory === '-')
    throw usageFailure(`standard input has no revisions; name the file, as in ${revision || HEAD}:lvs.yaml`);
  const shown = path ?? pathFromFolder(inventory, io);
  const fromFolder = path === undefined || /^\.\.?\//.test(path);
  const inside = fromFolder ? pathInRepository(repository, shown) : posix.normalize(shown);
  if (inside === undefined || inside === '' || inside.startsWith('/') || inside.startsWith('../'))
    throw usageFailure(`${quoted(shown)} is no file of the repository of the current folder`);
  return { kind: 'revision', revision, path: inside, shown };
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
