import { posix } from 'node:path';
import type { Git } from './run-git.ts';

/** The repository of the current folder. */
export interface Repository {
  /** The current folder in it, with `/` at its end; empty at the top. */
  readonly prefix: string;
  /** It holds the last commits only. */
  readonly shallow: boolean;
}

/** Why there is no repository to ask. */
export type NoRepository =
  { readonly kind: 'no-git' | 'none' | 'foreign' } | { readonly kind: 'other'; readonly reason: string };

/** Finds the repository of the current folder, bare ones and linked work trees, too. */
export async function findRepository(git: Git): Promise<Repository | NoRepository> {
  const { exitCode, stdout, complaint, missing } = await git([
    'rev-parse',
    '--is-shallow-repository',
    '--show-prefix',
  ]);
  if (missing) return { kind: 'no-git' };
  if (exitCode !== 0) return noRepository(complaint);
  const [shallow = '', ...prefix] = Buffer.from(stdout).toString('utf8').split('\n');
  return { shallow: shallow === 'true', prefix: prefix.join('\n').replace(/\n$/, '') };
}

/** Where git keeps the repository of the current folder, as an absolute path; undefined where it does not say. */
export async function gitFolder(git: Git): Promise<string | undefined> {
  const { exitCode, stdout } = await git(['rev-parse', '--absolute-git-dir']);
  return exitCode === 0 ? Buffer.from(stdout).toString('utf8').replace(/\n$/, '') : undefined;
}

function noRepository(complaint: string): NoRepository {
  if (complaint.startsWith('not a git repository')) return { kind: 'none' };
  if (complaint.startsWith('detected dubious ownership')) return { kind: 'foreign' };
  return { kind: 'other', reason: complaint || 'git did not answer' };
}

/** A path from the current folder as the repository has it; undefined where it lies outside. */
export function pathInRepository({ prefix }: Repository, path: string): string | undefined {
  const inside = posix.normalize(posix.join(prefix, path));
  return inside === '..' || inside.startsWith('../') || inside.startsWith('/') ? undefined : inside;
}

/** The commit where two revisions have parted; undefined where they have none in common, or one is unknown. */
export async function partingOf(git: Git, from: string, to: string): Promise<string | undefined> {
  const { exitCode, stdout } = await git(['merge-base', '--end-of-options', from, to]);
  return exitCode === 0 ? Buffer.from(stdout).toString('utf8').trim() : undefined;
}

/** More files that came and went than this are not compared by their contents: git then knows unchanged ones only. */
const RENAMES = 1000;
const MAX_RENAMES = 8 * 1024 * 1024;

/** What a file was called before, undefined where it was not renamed; or what git says instead. */
export type FormerName = { readonly path: string | undefined } | { readonly problem: string };

/**
 * What a file was called in a commit, by its content. Nothing that a person has configured decides.
 * @param since the commit in which it may have another name
 * @param until the commit that has it under the path; without it, what is staged
 */
export async function formerName(
  git: Git,
  since: string,
  until: string | undefined,
  path: string,
): Promise<FormerName> {
  const { exitCode, stdout, complaint } = await git(
    [
      ...(until === undefined ? ['diff-index', '--cached'] : ['diff-tree', '-r']),
      '-z',
      '--name-status',
      '--diff-filter=R',
      '--find-renames=50%',
      `-l${RENAMES}`,
      '-O/dev/null',
      '--no-ext-diff',
      '--no-textconv',
      ...(until === undefined ? [since] : [since, until]),
      '--',
    ],
    { maxBytes: MAX_RENAMES },
  );
  if (exitCode !== 0) return { problem: complaint };
  const parts = Buffer.from(stdout).toString('utf8').split('\0');
  // Each rename: how similar, the old name, the new one.
  const index = parts.findIndex((part, number) => number % 3 === 2 && part === path);
  return { path: index === -1 ? undefined : parts[index - 1] };
}

const GITLINK = '160000';

/** Why a commit has no file of a path: there is nothing, or a submodule, whose files are in a repository of their own. */
export type Absence =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'submodule'; readonly path: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Looks in the trees of a commit for the reason why a file of a path could not be read. */
export async function whyAbsent(git: Git, commit: string, path: string): Promise<Absence> {
  const parts = path.split('/');
  const paths = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  const { exitCode, stdout, complaint } = await git([
    '--literal-pathspecs',
    'ls-tree',
    '-z',
    '-t',
    '--full-tree',
    '--end-of-options',
    commit,
    ...paths,
  ]);
  if (exitCode !== 0) return { kind: 'unknown', reason: complaint };
  const entries = new Map(
    Buffer.from(stdout)
      .toString('utf8')
      .split('\0')
      .map((entry) => [entry.replace(/^[^\t]*\t/, ''), entry.slice(0, GITLINK.length)]),
  );
  const submodule = paths.find((part) => entries.get(part) === GITLINK);
  if (submodule !== undefined) return { kind: 'submodule', path: submodule };
  return entries.has(path) ? { kind: 'unknown', reason: `the clone lacks ${path}` } : { kind: 'nothing' };
}
