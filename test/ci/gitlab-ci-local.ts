import { createRequire } from 'node:module';
import { execa } from 'execa';
import { gitEnvironment } from './control-repository.ts';

const program = createRequire(import.meta.url).resolve('gitlab-ci-local');

/** It wants one function of a newer Node; with it, it runs on the oldest that the package supports. */
const newerNode = 'Set.prototype.union ??= function (other) { return new Set([...this, ...other]); };';

/**
 * Runs `gitlab-ci-local`, which reads a pipeline as GitLab does (includes, rules, its JSON Schema) and runs jobs with the shell.
 * @param env what the machine of a runner has in its environment
 */
export async function gitlabCiLocal(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ exitCode: number | undefined; all: string }> {
  const result = await execa(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(newerNode)}`, program, '--color=false', ...args],
    {
      cwd,
      reject: false,
      all: true,
      stdin: 'ignore',
      timeout: 120_000,
      extendEnv: false,
      env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...gitEnvironment, ...env },
    },
  );
  return { exitCode: result.exitCode, all: result.all };
}
