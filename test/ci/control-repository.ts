import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Files of a commit by path; null removes one. */
export type Files = Readonly<Record<string, string | null>>;

export interface ControlRepository {
  /** What a pipeline clones. */
  readonly origin: string;
  /** Where people work. */
  readonly work: string;
  readonly git: (...args: string[]) => string;
  /** Commits files on the current branch and pushes it; gives the commit. */
  readonly commit: (files: Files, message?: string) => string;
}

/** Nothing of the machine's settings, and the same names and times everywhere. */
export const gitEnvironment = {
  GIT_CONFIG_GLOBAL: '/nonexistent/gitconfig',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'someone',
  GIT_AUTHOR_EMAIL: 'someone@oe.example',
  GIT_COMMITTER_NAME: 'someone',
  GIT_COMMITTER_EMAIL: 'someone@oe.example',
} as const;

/** Runs git in a folder, and gives what it prints. */
export function gitIn(folder: string): (...args: string[]) => string {
  return (...args) =>
    execFileSync('git', ['-c', 'init.defaultBranch=main', ...args], {
      cwd: folder,
      env: { ...process.env, ...gitEnvironment },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
}

/** A control repository with one branch, main, in a folder of the test's. It may be copied, and opened there. */
export function createRepository(folder: string): ControlRepository {
  const repository = openRepository(folder);
  mkdirSync(repository.work, { recursive: true });
  repository.git('init', '--quiet', '--bare', '../origin.git');
  repository.git('init', '--quiet', '.');
  repository.git('remote', 'add', 'origin', '../origin.git');
  // As the platforms do: a commit can be asked for by its id.
  gitIn(repository.origin)('config', 'uploadpack.allowAnySHA1InWant', 'true');
  return repository;
}

/** The repository that was created in a folder. */
export function openRepository(folder: string): ControlRepository {
  const work = join(folder, 'work');
  const git = gitIn(work);
  return {
    origin: join(folder, 'origin.git'),
    work,
    git,
    commit: (files, message = 'change') => {
      for (const [path, text] of Object.entries(files)) writeOrRemove(join(work, path), text);
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', message);
      git('push', '--quiet', '--force', 'origin', 'HEAD');
      return git('rev-parse', 'HEAD');
    },
  };
}

function writeOrRemove(path: string, text: string | null): void {
  if (text === null) return rmSync(path);
  mkdirSync(dirname(path), { recursive: true });
  return writeFileSync(path, text);
}

/**
 * What GitHub does when a pull request is pushed: it merges the head into the base as it is now.
 * @returns the event, and the ref with the merge
 */
export function openPullRequest(
  { git, origin }: ControlRepository,
  branch: string,
): { event: object; ref: string } {
  const [base, head] = [git('rev-parse', 'main'), git('rev-parse', branch)];
  git('checkout', '--quiet', '--detach', 'main');
  git('merge', '--quiet', '--no-ff', '--no-edit', head);
  const ref = 'refs/pull/12/merge';
  git('push', '--quiet', '--force', origin, `HEAD:${ref}`);
  git('checkout', '--quiet', branch);
  return {
    event: { pull_request: { number: 12, base: { sha: base }, head: { sha: head, ref: branch } } },
    ref,
  };
}

/** What the checkout of a pipeline does. Through file:// a clone can be shallow. */
export function checkOut(repository: ControlRepository, ref: string, workspace: string, depth = 0): void {
  mkdirSync(workspace, { recursive: true });
  const git = gitIn(workspace);
  git('init', '--quiet', '.');
  git('remote', 'add', 'origin', `file://${repository.origin}`);
  const shallow = depth === 0 ? [] : [`--depth=${depth}`];
  git('fetch', '--quiet', '--no-tags', ...shallow, 'origin', ref);
  git('checkout', '--quiet', '--detach', 'FETCH_HEAD');
}
