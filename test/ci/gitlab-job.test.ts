import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkOut, createRepository, openRepository, type ControlRepository } from './control-repository.ts';
import { own, runVariables, startForge, token, type ForgeServer } from './forge-server.ts';
import { gitlabCiLocal } from './gitlab-ci-local.ts';
import { needs } from './needed-programs.ts';
import { installPackage, packPackage, startRegistry, type PackedPackage } from './package-registry.ts';

/*
 * What `init --ci gitlab` writes, run by gitlab-ci-local as GitLab runs it: on a clone of a real repository, with npm asking a registry
 * on the loopback, and a server there for the notes.
 */

const sources = join(import.meta.dirname, '../..');
const oeStack = readFileSync(join(sources, 'fixtures/oe-stack/lvs.yaml'), 'utf8');
const heavier = oeStack.replace('weight: 2', 'weight: 3');
const oneLess = oeStack.replace(/^ +websocket2\.oe\.example: .*\n/m, '');
const wrong = oeStack.replace('kicks: [rabbitmq]', 'kicks: [gui]');

const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-gitlab-'));
const pristine = join(folder, 'pristine');
needs('rsync');
let packed: PackedPackage;
let registry: Awaited<ReturnType<typeof startRegistry>>;
let program: string;

beforeAll(async () => {
  packed = await packPackage(folder);
  program = join(await installPackage(packed, folder), 'bin/lvs-puppet.cjs');
  registry = await startRegistry(packed);
  const repository = createRepository(pristine);
  repository.commit({ 'lvs.yaml': oeStack });
  lvsPuppet(repository, ['init', '--ci', 'gitlab']);
  lvsPuppet(repository, ['scaffold']);
  repository.commit({}, 'pipeline');
}, 120_000);
afterAll(async () => {
  await registry.close();
  rmSync(folder, { recursive: true, force: true });
});

let repository: ControlRepository;
let forge: ForgeServer;
let place: string;
let workspaces = 0;

beforeEach(async () => {
  place = mkdtempSync(join(folder, 'test-'));
  cpSync(pristine, place, { recursive: true });
  repository = openRepository(place);
  forge = await startForge('gitlab');
  repository.git('checkout', '--quiet', '-b', 'topic');
});
afterEach(async () => {
  await forge.close();
  rmSync(place, { recursive: true, force: true });
});

function lvsPuppet({ work }: ControlRepository, args: readonly string[], below = '.'): void {
  execFileSync(process.execPath, [program, ...args], { cwd: join(work, below), stdio: 'pipe' });
}

interface JobRun {
  readonly exitCode: number | undefined;
  readonly all: string;
  readonly workspace: string;
  /** What the artifacts hold. */
  readonly kept: readonly string[];
}

/** The job in the pipeline of a push to the merge request of a branch. */
async function runJob(
  branch: string,
  variables: Readonly<Record<string, string>> = {},
  depth = 1,
  origin = repository.origin,
): Promise<JobRun> {
  workspaces += 1;
  const workspace = join(place, `workspace-${workspaces}`);
  checkOut({ ...repository, origin }, `refs/heads/${branch}`, workspace, depth);
  const inPipeline: Record<string, string> = {
    ...runVariables('gitlab', forge),
    CI_PROJECT_DIR: workspace,
    CI_PIPELINE_SOURCE: 'merge_request_event',
    CI_MERGE_REQUEST_DIFF_BASE_SHA: repository.git('merge-base', 'main', branch),
    npm_config_registry: registry.url,
    ...variables,
  };
  const options = Object.entries(inPipeline).flatMap(([name, value]) => ['--variable', `${name}=${value}`]);
  const args = ['lvs-puppet', '--force-shell-executor', '--no-json-schema-validation', ...options];
  const result = await gitlabCiLocal(workspace, args);
  expect(result.all).not.toContain(token);
  const reports = join(workspace, 'lvs-puppet-review');
  const kept = existsSync(reports) ? readdirSync(reports).toSorted() : [];
  return { ...result, workspace, kept };
}

/** The module is checked where a test is about that. */
const skip = { LVS_PUPPET_CHECK: 'false' };

function messages(workspace: string): string[] {
  const review = readFileSync(join(workspace, 'lvs-puppet-review/review.json'), 'utf8');
  return (JSON.parse(review) as { changes: { message: string }[] }).changes.map(({ message }) => message);
}

const bodies = (): string[] => forge.comments.map(({ body }) => body);

describe('a merge request', () => {
  it('gets one note, which a second push updates in place', async () => {
    repository.commit({ 'lvs.yaml': heavier });
    lvsPuppet(repository, ['scaffold']);
    repository.commit({});
    const first = await runJob('topic');
    expect(first).toMatchObject({ exitCode: 0, all: expect.stringContaining('posted as a comment') });
    expect(first.kept).toEqual(['lint.md', 'lint.sarif', 'review.html', 'review.json', 'review.md']);
    expect(bodies()).toEqual([expect.stringMatching(/^<!-- lvs-puppet:lvs\.yaml -->\n[^]*weight/)]);
    repository.commit({ 'lvs.yaml': oneLess });
    // The module is what the first push says.
    const second = await runJob('topic');
    expect(second).toMatchObject({ exitCode: 1, all: expect.stringContaining('The module is not what') });
    expect(bodies()).toEqual([expect.stringContaining('websocket2')]);
    expect(forge.writes().map((line) => line.replace(/ .*/, ''))).toEqual(['POST', 'PUT']);
  });

  it('gets no note when nothing changes, and one that is there says so then', async () => {
    repository.commit({ 'README.md': 'words\n' });
    expect(await runJob('topic', skip)).toMatchObject({ exitCode: 0 });
    expect(bodies()).toEqual([]);
    forge.comments.push({ id: 1, author: own, body: '<!-- lvs-puppet:lvs.yaml -->\nweight changed' });
    expect(await runJob('topic', skip)).toMatchObject({ exitCode: 0 });
    expect(bodies()).toEqual([expect.stringContaining('No change of meaning')]);
  });

  it('fails at errors, which take the place of the review', async () => {
    forge.comments.push({ id: 1, author: own, body: '<!-- lvs-puppet:lvs.yaml -->\nweight changed' });
    repository.commit({ 'lvs.yaml': wrong });
    const { exitCode, all } = await runJob('topic');
    expect({ exitCode, all }).toEqual({
      exitCode: 1,
      all: expect.stringContaining('The inventory has errors.'),
    });
    expect(bodies()).toEqual([expect.stringContaining('kick-cycle')]);
  });

  it('cannot bring its review along', async () => {
    repository.git('checkout', '--quiet', 'main');
    repository.commit({ 'lvs.yaml': 'version: [\n' });
    repository.git('checkout', '--quiet', 'topic');
    const review = 'lvs-puppet-review/review';
    repository.commit({
      [`${review}.md`]: '<!-- lvs-puppet:lvs.yaml -->\nnothing to see here',
      [`${review}.json`]: '{ "changes": [{}] }',
    });
    const base = repository.git('rev-parse', 'main');
    const { exitCode, all, kept } = await runJob('topic', { ...skip, CI_MERGE_REQUEST_DIFF_BASE_SHA: base });
    expect({ exitCode, all }).toEqual({ exitCode: 0, all: expect.stringContaining('nothing is compared') });
    expect(kept).toEqual(['lint.md', 'lint.sarif']);
    expect(forge.requests).toEqual([]);
  });

  it('cannot bring the result of its check along, and may be checked strictly', async () => {
    const forged = '.lvs-puppet/local/forged.json';
    mkdirSync(dirname(join(repository.work, forged)), { recursive: true });
    writeFileSync(join(repository.work, forged), '{}');
    repository.git('add', '--force', forged);
    const path = 'modules/lvs/README.md';
    repository.commit({ [path]: `${readFileSync(join(repository.work, path), 'utf8')}by hand\n` });
    const kept = await runJob('topic');
    expect(kept).toMatchObject({ exitCode: 0, all: expect.stringContaining('README.md is kept') });
    expect(existsSync(join(kept.workspace, forged))).toBe(false);
    const strict = await runJob('topic', { LVS_PUPPET_STRICT: 'true' });
    expect(strict).toMatchObject({ exitCode: 1, all: expect.stringContaining('The module is not what') });
  });

  it('is compared with what Hiera and a list of servers say', async () => {
    repository.commit({ 'data/a b.yaml': '{}\n', 'servers.yaml': '{}\n' });
    const base = repository.commit({ 'data/common.yaml': 'lvs::checktimeout: 2\n' });
    repository.commit({ 'data/common.yaml': 'lvs::checktimeout: 4\n' });
    const known = { LVS_PUPPET_HIERA: 'data/a b.yaml\ndata/common.yaml', LVS_PUPPET_SERVERS: 'servers.yaml' };
    const run = { ...skip, CI_MERGE_REQUEST_DIFF_BASE_SHA: base };
    const { exitCode, all, workspace } = await runJob('topic', { ...run, ...known });
    expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
    expect(messages(workspace)).toEqual([expect.stringContaining('checktimeout')]);
    const without = await runJob('topic', run);
    expect(messages(without.workspace)).toEqual([]);
    const missing = await runJob('topic', { ...run, LVS_PUPPET_SERVERS: '$(touch pwned)' });
    expect(missing).toMatchObject({ all: expect.stringContaining('there is no file $(touch pwned)') });
    expect(missing.exitCode).not.toBe(0);
  });

  it('is stopped by the brakes, unless what goes is confirmed', async () => {
    repository.commit({ 'lvs.yaml': oneLess });
    const brakes = { ...skip, LVS_PUPPET_MAX_REMOVALS: '0', LVS_PUPPET_FAIL_ON: 'info' };
    const stopped = await runJob('topic', brakes);
    expect(stopped).toMatchObject({
      exitCode: 1,
      all: expect.stringContaining('a higher risk, or removes more'),
    });
    const confirmed = await runJob('topic', { ...brakes, LVS_PUPPET_CONFIRM_REMOVAL: 'gui\nwebsocket' });
    expect(confirmed.exitCode).toBe(0);
  });

  it('of a pipeline of merged results is compared with its target', async () => {
    repository.commit({ 'lvs.yaml': heavier });
    repository.git('checkout', '--quiet', 'main');
    const target = repository.commit({
      'lvs.yaml': oeStack.replace('checkinterval: 10', 'checkinterval: 11'),
    });
    repository.git('checkout', '--quiet', '-b', 'merged');
    repository.git('merge', '--quiet', '--no-edit', 'topic');
    repository.commit({});
    const { exitCode, workspace } = await runJob('merged', {
      ...skip,
      CI_MERGE_REQUEST_TARGET_BRANCH_SHA: target,
    });
    expect(exitCode).toBe(0);
    expect(messages(workspace)).toEqual([expect.stringContaining('weight')]);
  });

  it('of a fork is compared with the project it goes to, and gets no note', async () => {
    repository.commit({ 'lvs.yaml': heavier });
    // What the merge request starts from is not in the fork.
    const fork = join(place, 'fork.git');
    execFileSync('git', [
      'clone',
      '--quiet',
      '--bare',
      '--depth=1',
      '--branch=topic',
      `file://${repository.origin}`,
      fork,
    ]);
    const target = join(place, 'target.git');
    cpSync(repository.origin, target, { recursive: true });
    const variables = {
      ...skip,
      LVS_PUPPET_TOKEN: '',
      CI_MERGE_REQUEST_PROJECT_URL: `file://${join(place, 'target')}`,
    };
    const { exitCode, all, workspace } = await runJob('topic', variables, 1, fork);
    expect({ exitCode, all }).toEqual({
      exitCode: 0,
      all: expect.stringContaining('there is no token in LVS_PUPPET_TOKEN'),
    });
    expect(messages(workspace)).toEqual([expect.stringContaining('weight')]);
    expect(forge.requests).toEqual([]);
  });

  it('fails where what it starts from is nowhere', async () => {
    repository.commit({});
    const { exitCode, all } = await runJob('topic', {
      ...skip,
      CI_MERGE_REQUEST_DIFF_BASE_SHA: '0123456789012345678901234567890123456789',
      CI_MERGE_REQUEST_PROJECT_URL: `file://${join(place, 'nowhere')}`,
    });
    // What the job says and how it ended are printed in either order.
    expect({ exitCode, all }).toEqual({ exitCode: 1, all: expect.stringContaining('set GIT_DEPTH to 0') });
    expect(all).toContain('FAIL 3');
  });

  it('runs nothing of what names and variables say', async () => {
    const [below, inventory] = ["it's $(touch pwned)", '"a" $HOME `touch pwned`; touch pwned.yaml'];
    repository.git('rm', '--quiet', '-r', '.gitlab', '.gitlab-ci.yml');
    repository.commit({ [`${below}/${inventory}`]: oeStack });
    lvsPuppet(repository, ['init', inventory, '--ci', 'gitlab'], below);
    lvsPuppet(repository, ['scaffold', '--', inventory], below);
    repository.commit({});
    const base = repository.git('rev-parse', 'HEAD');
    repository.commit({ [`${below}/${inventory}`]: heavier });
    const { exitCode, all, workspace } = await runJob('topic', { CI_MERGE_REQUEST_DIFF_BASE_SHA: base });
    expect({ exitCode, all }).toEqual({
      exitCode: 1,
      all: expect.stringContaining('The module is not what'),
    });
    expect(bodies()).toEqual([expect.stringContaining('weight')]);
    expect(messages(workspace)).toEqual([expect.stringContaining('weight')]);
    for (const [name, value] of [
      ['LVS_PUPPET_CONFIRM_REMOVAL', '$(touch pwned)\nROLES\ntouch pwned'],
      ['LVS_PUPPET_MAX_REMOVALS', '1; touch pwned'],
    ] as const) {
      const result = await runJob('topic', {
        CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
        LVS_PUPPET_CHECK: 'no',
        [name]: value,
      });
      expect({ name, failed: result.exitCode === 0 }).toEqual({ name, failed: false });
    }
    expect(execFileSync('find', [place, '-name', 'pwned'], { encoding: 'utf8' })).toBe('');
  });
});

it('a push to the default branch is checked, and nothing else', async () => {
  const { exitCode, kept } = await runJob('main', { CI_PIPELINE_SOURCE: 'push', CI_MERGE_REQUEST_IID: '' });
  expect({ exitCode, kept }).toEqual({ exitCode: 0, kept: ['lint.md', 'lint.sarif'] });
  expect(forge.requests).toEqual([]);
});
