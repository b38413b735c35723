import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Nothing of the person who runs the tests: no configuration, a fixed author, fixed times. */
export const gitEnvironment = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'oe',
  GIT_AUTHOR_EMAIL: 'oe@oe.example',
  GIT_COMMITTER_NAME: 'oe',
  GIT_COMMITTER_EMAIL: 'oe@oe.example',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
};

/** Runs git in a folder and gives what it prints. */
export function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, env: gitEnvironment, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** Makes an empty repository with the branch main. */
export function initRepository(cwd: string): void {
  mkdirSync(cwd, { recursive: true });
  git(cwd, 'init', '-q', '-b', 'main');
}

/** Writes files and commits all that has changed; gives the name of the commit. */
export function commit(cwd: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  git(cwd, 'add', '-A');
  git(cwd, 'commit', '-q', '--allow-empty', '-m', Object.keys(files).join(', ') || 'nothing');
  return git(cwd, 'rev-parse', 'HEAD');
}
