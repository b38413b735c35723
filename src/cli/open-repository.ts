import { realpathSync } from 'node:fs';
import { relative } from 'node:path';
import { quoted } from '../diagnostics/escape.ts';
import { readObjects, type GitObject } from '../git/read-objects.ts';
import { findRepository, gitFolder, type NoRepository, type Repository } from '../git/repository.ts';
import { createGit, type Git } from '../git/run-git.ts';
import { environmentFailure, usageFailure, type Failure } from './failure.ts';
import type { Io } from './io.ts';
import { MAX_BYTES } from './read-inventory.ts';
import { repositoryRoot } from './repository-root.ts';

/** The repository of the current folder, ready to be asked. */
export interface OpenRepository extends Repository {
  readonly git: Git;
}

/**
 * Opens the repository of the current folder.
 * @throws Failure where there is none, or git cannot be used
 */
export async function openRepository(io: Io): Promise<OpenRepository> {
  const git = createGit(io.cwd, io.env, io.signal);
  const found = await findRepository(git);
  if ('kind' in found) throw noRepository(found);
  if (!io.env.GIT_DIR) await refuseEmbedded(git, io);
  return { ...found, git };
}

/**
 * Files of a repository may look like a bare repository, and whoever proposes a change would then say what its revisions are
 * (git-config, safe.bareRepository). git has no such option before 2.38.
 */
async function refuseEmbedded(git: Git, io: Io): Promise<void> {
  const cwd = realpathSync(io.cwd);
  if (repositoryRoot(cwd) === undefined) return;
  const folder = await gitFolder(git);
  const isInside = folder !== undefined && !/^\.\.(?:[\\/]|$)/.test(relative(folder, cwd));
  if (!isInside) return;
  throw environmentFailure(
    'the current folder looks like a repository, and lies in another one; run this outside of it, or name the one that is meant in GIT_DIR',
  );
}

function noRepository(found: NoRepository): Failure {
  switch (found.kind) {
    case 'no-git':
      return environmentFailure(
        'git is not installed, and revisions are read with it; install the package git',
      );
    case 'none':
      return usageFailure(
        'the current folder is in no git repository; name two files: lvs-puppet diff OLD NEW',
      );
    case 'foreign':
      return environmentFailure(
        'the repository belongs to another user; if you trust it, add its folder to safe.directory in your git configuration',
      );
    case 'other':
      return environmentFailure(`git cannot read the repository: ${quoted(found.reason, 200)}`);
  }
}

/** The object of a name; those that were not asked for are missing. */
export type Lookup = (name: string) => GitObject;

/** The name of a revision as a commit. */
export function commitName(revision: string): string {
  return `${revision}^{commit}`;
}

/** The name of a file of a revision, or of what is staged where the revision is empty. */
export function fileName(revision: string, path: string): string {
  return `${revision}:${path}`;
}

/**
 * The objects of some names, in one process.
 * @throws Failure where git cannot read them
 */
export async function objectsOf({ git }: OpenRepository, names: readonly string[]): Promise<Lookup> {
  const unique = [...new Set(names)];
  const reading = await readObjects(git, unique, MAX_BYTES);
  if (!('objects' in reading)) throw unreadable(reading.problem);
  const byName = new Map(unique.map((name, index) => [name, reading.objects[index]]));
  return (name) => byName.get(name) ?? { kind: 'missing' };
}

/** git cannot read what is there; in a partial clone because that would be fetched first, which is left to the person. */
export function unreadable(reason: string): Failure {
  if (/promisor|^transport |^the clone lacks/.test(reason))
    return environmentFailure(
      'this clone is a partial one and lacks a file of the revisions; fetch it with git show REVISION:FILE, or clone without --filter',
    );
  return environmentFailure(`git cannot read the revisions: ${quoted(reason, 200)}`);
}

/** Why a revision could not be found, and what to do. */
export function unknownRevision(revision: string, { shallow }: Repository): Failure {
  if (shallow)
    return usageFailure(
      `${quoted(revision)} is not in this clone, which is shallow; fetch the rest with: git fetch --unshallow (on GitHub fetch-depth: 0, on GitLab GIT_DEPTH: 0)`,
    );
  const remote = /^(?:refs\/remotes\/)?origin\//.test(revision) ? '; fetch it with: git fetch origin' : '';
  return usageFailure(`there is neither a file nor a revision ${quoted(revision)}${remote}`);
}
