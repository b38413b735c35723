import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  checkOut,
  createRepository,
  openPullRequest,
  openRepository,
  type ControlRepository,
  type Files,
} from './control-repository.ts';
import { own, person, runVariables, startForge, token, type ForgeServer } from './forge-server.ts';
import { installPackage, packPackage, startRegistry, type PackedPackage } from './package-registry.ts';
import { commandsOf } from './runner-commands.ts';
import { runAction, runWorkflow, type RunContext, type RunResult } from './run-workflow.ts';

/*
 * The steps of action.yml and of the workflows, run as GitHub runs them: on a clone of a real repository, with the package as npm
 * installs it, and a server on the loopback for the comments.
 */

const sources = join(import.meta.dirname, '../..');
const oeStack = readFileSync(join(sources, 'fixtures/oe-stack/lvs.yaml'), 'utf8');
const heavier = oeStack.replace('weight: 2', 'weight: 3');
const oneLess = oeStack.replace(/^ +websocket2\.oe\.example: .*\n/m, '');
const wrong = oeStack.replace('kicks: [rabbitmq]', 'kicks: [gui]');

const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-action-'));
const pristine = join(folder, 'pristine');
let packed: PackedPackage;
/** The action as it stands in the installed package. */
let action: string;

beforeAll(async () => {
  packed = await packPackage(folder);
  action = await installPackage(packed, folder);
  createRepository(pristine).commit({ 'lvs.yaml': oeStack, 'README.md': 'control\n' });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let repository: ControlRepository;
let forge: ForgeServer;
let place: string;
let workspaces = 0;

beforeEach(async () => {
  place = mkdtempSync(join(folder, 'test-'));
  cpSync(pristine, place, { recursive: true });
  repository = openRepository(place);
  forge = await startForge('github');
});
afterEach(async () => {
  await forge.close();
  rmSync(place, { recursive: true, force: true });
});

/** Commits files and what the module then is, as a person does. */
function scaffold(control: ControlRepository, files: Files, below = '.', inventory = 'lvs.yaml'): string {
  control.commit(files, 'inventory');
  const args = [join(action, 'bin/lvs-puppet.cjs'), 'scaffold', '--', inventory];
  execFileSync(process.execPath, args, { cwd: join(control.work, below), stdio: 'pipe' });
  return control.commit({}, 'module');
}

interface Review {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly depth?: number;
  readonly event?: object;
  readonly ref?: string;
  readonly eventName?: string;
  /** The action; the installed one unless the test has another one. */
  readonly from?: string;
}

/** What a push to the pull request of a branch starts. */
async function review(branch: string, options: Review = {}): Promise<RunResult & { workspace: string }> {
  const opened = openPullRequest(repository, branch);
  const context = contextOf(options.event ?? opened.event, options.eventName);
  checkOut(repository, options.ref ?? opened.ref, context.workspace, options.depth ?? 2);
  // The module is checked where a test is about that.
  const inputs = { check: 'false', ...options.inputs };
  const result = await runAction(options.from ?? action, inputs, context);
  expect(result.log).not.toContain(token);
  return { ...result, workspace: context.workspace };
}

function contextOf(event: object, eventName = 'pull_request'): RunContext {
  workspaces += 1;
  const temporary = join(place, `temporary-${workspaces}`);
  mkdirSync(temporary);
  const env = runVariables('github', forge);
  delete env['GITHUB_TOKEN'];
  return { workspace: join(place, `workspace-${workspaces}`), temporary, event, eventName, token, env };
}

const bodies = (): string[] => forge.comments.map(({ body }) => body);

describe('a pull request', () => {
  beforeEach(() => {
    repository.git('checkout', '--quiet', '-b', 'topic');
  });

  it('gets one comment, which a second push updates in place', async () => {
    repository.git('checkout', '--quiet', 'main');
    scaffold(repository, {});
    repository.git('checkout', '--quiet', '-B', 'topic');
    forge.comments.push({ id: 1, author: person, body: 'please hurry' });
    scaffold(repository, { 'lvs.yaml': heavier });
    const first = await review('topic', { inputs: { check: 'true' } });
    expect(first).toMatchObject({ conclusion: 'success', outputs: { 'has-changes': 'true', removals: '0' } });
    expect(first.outputs['comment-url']).toBe(`${forge.url}/oe/control/pull/12#issuecomment-101`);
    expect(bodies()).toEqual([
      'please hurry',
      expect.stringMatching(/^<!-- lvs-puppet:lvs\.yaml -->\n[^]*weight/),
    ]);
    expect(first.log).toMatch(/^::\w+ file=lvs\.yaml,line=\d+.*weight/m);
    expect(first.summary).toContain('weight');
    expect(readdirSync(first.outputs['reports'] ?? '').toSorted()).toEqual([
      'lint.md',
      'lint.sarif',
      'review.html',
      'review.json',
      'review.md',
    ]);
    repository.commit({ 'lvs.yaml': oneLess });
    const second = await review('topic');
    expect(second).toMatchObject({ conclusion: 'success', outputs: { removals: '1' } });
    expect(bodies()).toEqual(['please hurry', expect.stringContaining('websocket2')]);
    expect(forge.writes().map((line) => line.replace(/ .*/, ''))).toEqual(['POST', 'PATCH']);
  });

  it('gets no comment when nothing changes, and one that is there says so then', async () => {
    repository.commit({ 'README.md': 'other words\n' });
    const quiet = await review('topic');
    expect(quiet).toMatchObject({
      conclusion: 'success',
      outputs: { 'has-changes': 'false', 'max-risk': 'none', 'comment-url': '' },
    });
    expect(bodies()).toEqual([]);
    forge.comments.push({ id: 1, author: own, body: '<!-- lvs-puppet:lvs.yaml -->\nweight changed' });
    await review('topic');
    expect(bodies()).toEqual([expect.stringContaining('No change of meaning')]);
  });

  it('from a fork has the review in the summary, and does not fail', async () => {
    forge.disturb = ({ method }) =>
      method === 'GET'
        ? undefined
        : { status: 403, body: { message: 'Resource not accessible by integration' } };
    repository.commit({ 'lvs.yaml': heavier });
    const { conclusion, log, summary, outputs } = await review('topic');
    expect({ conclusion, url: outputs['comment-url'] }).toEqual({ conclusion: 'success', url: '' });
    expect(log).toMatch(/^::notice title=lvs-puppet::the review is not posted.*Resource not accessible/m);
    expect(summary).toContain('weight');
  });

  it('fails when the module was not brought up to date, and is reviewed all the same', async () => {
    repository.commit({ 'lvs.yaml': heavier });
    const { conclusion, log, summary } = await review('topic', { inputs: { check: 'true' } });
    expect(conclusion).toBe('failure');
    expect(log).toMatch(/^::error title=lvs-puppet::The module is not what the inventory says/m);
    expect(summary).toContain('### The module is not what the inventory says\n\n    ');
    expect(bodies()).toEqual([expect.stringContaining('weight')]);
    expect((await review('topic', { inputs: { check: 'false', comment: 'false' } })).conclusion).toBe(
      'success',
    );
    expect(forge.comments).toHaveLength(1);
  });

  it('fails at errors, which take the place of the review', async () => {
    repository.commit({ 'lvs.yaml': heavier });
    await review('topic');
    repository.commit({ 'lvs.yaml': wrong });
    const { conclusion, log, outcomes } = await review('topic', { inputs: { check: 'true' } });
    expect(conclusion).toBe('failure');
    expect(log).toMatch(/^::error file=lvs\.yaml,line=\d+.*kick-cycle/m);
    expect(log).toMatch(/^::error title=lvs-puppet::The inventory has errors/m);
    expect(outcomes).toMatchObject({ 'Check the module': 'skipped', 'Compare the inventories': 'skipped' });
    expect(bodies()).toEqual([expect.stringContaining('kick-cycle')]);
  });

  it('that repairs an inventory which cannot be read can be merged', async () => {
    repository.git('checkout', '--quiet', 'main');
    repository.commit({ 'lvs.yaml': 'version: [\n' });
    repository.git('checkout', '--quiet', '-b', 'repair');
    repository.commit({ 'lvs.yaml': oeStack });
    const { conclusion, log } = await review('repair');
    expect(conclusion).toBe('success');
    expect(log).toMatch(/^::warning title=lvs-puppet::The inventory of the base cannot be read/m);
    expect(forge.requests).toEqual([]);
  });

  it('is stopped by the brakes, unless what goes is confirmed', async () => {
    repository.commit({ 'lvs.yaml': oneLess });
    const stopped = await review('topic', { inputs: { 'max-removals': '0' } });
    expect(stopped.conclusion).toBe('failure');
    expect(stopped.log).toMatch(/^::error title=lvs-puppet::The change has a higher risk, or removes more/m);
    expect(bodies()).toEqual([expect.stringContaining('websocket2')]);
    const risky = await review('topic', { inputs: { 'fail-on': 'info' } });
    expect(risky.conclusion).toBe('failure');
    const confirmed = await review('topic', {
      inputs: { 'max-removals': '0', 'fail-on': 'info', 'confirm-removal': '\nwebsocket\n' },
    });
    expect(confirmed.conclusion).toBe('success');
  });

  it('fails at an edit by hand where the workflow is strict', async () => {
    scaffold(repository, {});
    const path = 'modules/lvs/README.md';
    repository.commit({ [path]: `${readFileSync(join(repository.work, path), 'utf8')}by hand\n` });
    const kept = await review('topic', { inputs: { check: 'true' } });
    expect(kept).toMatchObject({ conclusion: 'success', log: expect.stringContaining('README.md is kept') });
    const { conclusion, summary } = await review('topic', { inputs: { check: 'true', strict: 'true' } });
    expect({ conclusion, summary }).toEqual({
      conclusion: 'failure',
      summary: expect.stringContaining('    modules/lvs/README.md: '),
    });
  });

  it('cannot bring the result of its check along', async () => {
    scaffold(repository, {});
    const forged = '.lvs-puppet/local/forged.json';
    mkdirSync(dirname(join(repository.work, forged)), { recursive: true });
    writeFileSync(join(repository.work, forged), '{}');
    repository.git('add', '--force', forged);
    repository.commit({});
    const unchecked = await review('topic');
    expect(existsSync(join(unchecked.workspace, forged))).toBe(true);
    const { conclusion, workspace } = await review('topic', { inputs: { check: 'true' } });
    expect({ conclusion, isThere: existsSync(join(workspace, forged)) }).toEqual({
      conclusion: 'success',
      isThere: false,
    });
  });

  it('cannot have something else removed', async () => {
    mkdirSync(join(place, 'elsewhere/local'), { recursive: true });
    symlinkSync(join(place, 'elsewhere'), join(repository.work, '.lvs-puppet'));
    repository.commit({});
    const { conclusion, outcomes } = await review('topic', { inputs: { check: 'true' } });
    expect({ conclusion, check: outcomes['Check the module'] }).toEqual({
      conclusion: 'failure',
      check: 'failure',
    });
    expect(existsSync(join(place, 'elsewhere/local'))).toBe(true);
  });

  it('is compared with what Hiera and a list of servers say', async () => {
    const discover = readFileSync(join(sources, 'fixtures/discover/lvs.yaml'), 'utf8');
    const servers = ['gui', 'websocket'].map(
      (role, index) => `${role}: { ${role}1.oe.example: 172.31.8.2${index} }\n`,
    );
    repository.git('checkout', '--quiet', 'main');
    repository.commit({
      'site/lvs.yaml': discover,
      'site/data/common.yaml': 'lvs::checktimeout: 2\n',
      'site/data/site.yaml': '{}\n',
      'site/servers.yaml': servers.join(''),
    });
    repository.git('checkout', '--quiet', '-B', 'topic');
    repository.commit({ 'site/data/common.yaml': 'lvs::checktimeout: 4\n' });
    const { conclusion, log, outputs } = await review('topic', {
      inputs: {
        'working-directory': 'site',
        hiera: 'data/site.yaml\ndata/common.yaml\n',
        servers: 'servers.yaml',
      },
    });
    expect({ conclusion, log }).toMatchObject({ conclusion: 'success' });
    expect(outputs['has-changes']).toBe('true');
    expect(bodies()).toEqual([expect.stringContaining('checktimeout')]);
    expect(log).not.toContain('inventory only');
    const without = await review('topic', { inputs: { 'working-directory': 'site' } });
    expect(without.outputs['has-changes']).toBe('false');
    const wrongName = { 'working-directory': 'site', servers: '$(touch pwned)' };
    expect((await review('topic', { inputs: wrongName })).log).toContain('no file site/$(touch pwned)');
  });

  it('cannot run a command of a repository that it pretends to have', async () => {
    repository.commit({
      'site/HEAD': 'ref: refs/heads/main\n',
      'site/objects/keep': '',
      'site/refs/keep': '',
      'site/config': [
        '[core]\n\trepositoryformatversion = 0\n\tbare = true',
        '[protocol "ext"]\n\tallow = always',
        '[remote "origin"]\n\turl = "ext::sh -c touch% ../pwned"\n',
      ].join('\n'),
      'site/lvs.yaml': oeStack,
    });
    const { conclusion, log, workspace } = await review('topic', {
      depth: 1,
      inputs: { 'working-directory': 'site', base: 'main' },
    });
    expect(existsSync(join(workspace, 'pwned'))).toBe(false);
    expect({ conclusion, log }).toMatchObject({ conclusion: 'success' });
  });

  it('of a stranger never runs with a token that writes', async () => {
    repository.commit({ 'lvs.yaml': heavier });
    const { conclusion, log, outcomes } = await review('topic', { eventName: 'pull_request_target' });
    expect({ conclusion, lint: outcomes['Lint the inventory'] }).toEqual({
      conclusion: 'failure',
      lint: 'skipped',
    });
    expect(commandsOf(log)).toEqual([{ name: 'error', text: expect.stringContaining('use pull_request') }]);
    expect(forge.requests).toEqual([]);
  });

  it('gives no commands to the runner but annotations', async () => {
    const comment = 'autoreload: yes # ##[stop-commands]token ##[set-output name=page]/etc/passwd';
    repository.commit({ 'lvs.yaml': heavier.replace('quiescent: false', `quiescent: false\n  ${comment}`) });
    const { log } = await review('topic', { inputs: { check: 'true' } });
    expect(log).toContain(`${comment.replaceAll('##[', String.raw`##\u005b`)}\n`);
    const others = commandsOf(log).filter(({ name }) => !/^(?:error|warning|notice)$/.test(name));
    expect(others).toEqual([]);
    expect(commandsOf(log).map(({ text }) => text)).toContainEqual(
      expect.stringContaining('The module is not what'),
    );
  });

  it('fails at once for an input that is none', async () => {
    repository.commit({ 'lvs.yaml': heavier });
    const { conclusion, outcomes, log } = await review('topic', { inputs: { 'fail-on': 'everything' } });
    expect(conclusion).toBe('failure');
    expect(log).toContain('Allowed choices are blocker');
    expect(outcomes).toMatchObject({ 'Compare the inventories': 'failure', 'Write the comment': 'skipped' });
  });

  describe('is compared with its base as it is now', () => {
    /** Others have merged something after the branch began. */
    beforeEach(() => {
      repository.commit({ 'lvs.yaml': heavier });
      repository.git('checkout', '--quiet', 'main');
      repository.commit({
        'others.txt': 'merged\n',
        'lvs.yaml': oeStack.replace('checkinterval: 10', 'checkinterval: 11'),
      });
    });
    const changes = ({ outputs }: RunResult): string[] => {
      const { changes: list } = JSON.parse(
        readFileSync(join(outputs['reports'] ?? '', 'review.json'), 'utf8'),
      ) as {
        changes: { message: string }[];
      };
      return list.map(({ message }) => message);
    };

    it.each([
      ['in a clone of one commit', 1],
      ['in a full clone', 0],
    ])('%s', async (_what, depth) => {
      const result = await review('topic', { depth });
      expect(result.conclusion).toBe('success');
      expect(changes(result)).toEqual([expect.stringContaining('weight')]);
    });

    it('although the event is older', async () => {
      const { event } = openPullRequest(repository, 'topic');
      const older = structuredClone(event) as { pull_request: { base: { sha: string } } };
      older.pull_request.base.sha = repository.git('rev-parse', 'main~1');
      const result = await review('topic', { event: older });
      expect(changes(result)).toEqual([expect.stringContaining('weight')]);
    });

    it.each([
      ['a shallow clone', 1],
      ['a full clone', 0],
    ])('or with where it began, where its head is checked out: %s', async (_what, depth) => {
      const result = await review('topic', { ref: 'refs/heads/topic', depth });
      expect(result.conclusion).toBe('success');
      expect(changes(result)).toEqual([expect.stringContaining('weight')]);
    });

    it('or with what the workflow says', async () => {
      const base = repository.git('rev-parse', 'main');
      const result = await review('topic', { ref: 'refs/heads/topic', depth: 1, inputs: { base } });
      expect(changes(result)).toHaveLength(2);
      const named = await review('topic', { ref: 'refs/heads/topic', depth: 1, inputs: { base: 'main' } });
      expect(changes(named)).toHaveLength(2);
    });

    it('and fails where the base cannot be fetched', async () => {
      const base = '0123456789012345678901234567890123456789';
      const { conclusion, log } = await review('topic', { inputs: { base } });
      expect(conclusion).toBe('failure');
      expect(log).toContain('check out with fetch-depth: 0');
    });
  });

  it('in a folder below is annotated where its file is', async () => {
    repository.commit({ 'sites/berlin/lb.yaml': oeStack });
    repository.git('checkout', '--quiet', 'main');
    repository.git('merge', '--quiet', 'topic');
    repository.git('checkout', '--quiet', '-b', 'change');
    repository.commit({ 'sites/berlin/lb.yaml': heavier });
    const inputs = { 'working-directory': 'sites/berlin', inventory: './lb.yaml' };
    const { conclusion, log } = await review('change', { inputs });
    expect(conclusion).toBe('success');
    expect(log).toMatch(/^::\w+ file=sites\/berlin\/lb\.yaml,line=\d+.*weight/m);
    expect(bodies()).toEqual([expect.stringMatching(/^<!-- lvs-puppet:sites\/berlin\/lb\.yaml -->\n/)]);
  });

  it('runs nothing of what names and inputs say', async () => {
    const inventory = `$(touch pwned) "'; touch pwned; #\`touch pwned\`.yaml`;
    const branch = '$(touch${IFS}pwned)\'";touch${IFS}pwned';
    repository.git('checkout', '--quiet', '-b', branch);
    // The inventory that was called lvs.yaml, with a change.
    scaffold(repository, { [inventory]: heavier, 'lvs.yaml': null }, '.', inventory);
    const inputs = { inventory, check: 'true', 'confirm-removal': 'websocket\ngui', 'max-removals': '10' };
    const good = await review(branch, { inputs });
    expect(good.conclusion).toBe('success');
    expect(bodies()).toHaveLength(1);
    const bad: Record<string, string>[] = [
      { 'confirm-removal': '$(touch pwned)\n"; touch pwned; "' },
      { 'max-removals': '1; touch pwned' },
      { base: '--upload-pack=touch pwned;' },
      { base: '$(touch pwned)\ntouch pwned' },
    ];
    for (const input of bad) {
      const { conclusion, workspace } = await review(branch, { inputs: { inventory, ...input } });
      expect({ input, conclusion }).toEqual({ input, conclusion: 'failure' });
      expect(existsSync(join(workspace, 'pwned'))).toBe(false);
    }
    const found = execFileSync('find', [place, '-name', 'pwned'], { encoding: 'utf8' });
    expect(found).toBe('');
  }, 120_000);

  it('cannot hide its changes behind a file with the name of the base', async () => {
    repository.commit({ 'lvs.yaml': heavier });
    const base = repository.git('rev-parse', '--short=12', 'main');
    repository.commit({ [base]: heavier });
    const { conclusion, log } = await review('topic');
    expect(conclusion).toBe('failure');
    expect(log).toContain('A file has the name of the base commit');
  });
});

it('a push is checked, and nothing else', async () => {
  scaffold(repository, {});
  const { conclusion, outcomes } = await review('main', {
    ref: 'refs/heads/main',
    eventName: 'push',
    event: { after: 'x' },
    depth: 1,
    inputs: { check: 'true' },
  });
  expect(conclusion).toBe('success');
  expect(outcomes).toEqual({
    'Find or install the program': 'success',
    'Lint the inventory': 'success',
    'Check the module': 'success',
    'Find the base of the comparison': 'skipped',
    'Compare the inventories': 'skipped',
    'Write the comment': 'skipped',
    'Say the verdict': 'success',
  });
  expect(forge.requests).toEqual([]);
});

describe('the program', () => {
  /** The action as a checkout of this repository has it, where nothing is built. */
  const bare = (): string => {
    const target = join(place, 'bare');
    mkdirSync(target);
    for (const file of ['action.yml', 'package.json']) cpSync(join(sources, file), join(target, file));
    return target;
  };
  const push = { ref: 'refs/heads/main', eventName: 'push', event: {}, depth: 1 } as const;

  it('is never one that the repository brings', async () => {
    const registry = await startRegistry(packed);
    const context = contextOf({}, 'push');
    checkOut(repository, 'refs/heads/main', context.workspace);
    mkdirSync(join(context.workspace, 'node_modules/.bin'), { recursive: true });
    const forged = join(context.workspace, 'node_modules/.bin/lvs-puppet');
    writeFileSync(forged, '#!/bin/sh\ntouch "$GITHUB_WORKSPACE/pwned"\n', { mode: 0o755 });
    const env = { ...context.env, npm_config_registry: registry.url };
    const { conclusion } = await runAction(bare(), { check: 'false' }, { ...context, env });
    await registry.close();
    expect(existsSync(join(context.workspace, 'pwned'))).toBe(false);
    expect({ conclusion, asked: registry.asked[0] }).toEqual({ conclusion: 'success', asked: '/lvs-puppet' });
  });

  it('is another one where the workflow says so, and what it prints of the module is no command', async () => {
    repository.commit({ 'site/lvs.yaml': oeStack });
    const context = contextOf({}, 'push');
    checkOut(repository, 'refs/heads/main', context.workspace);
    const stub = [
      '#!/bin/sh',
      `[ "$1" = scaffold ] || exec "${join(action, 'bin/lvs-puppet.cjs')}" "$@"`,
      'echo ::error::smuggled; echo "  ##[set-output name=code]0" >&2; exit 1\n',
    ].join('\n');
    writeFileSync(join(context.workspace, 'site/stub'), stub, { mode: 0o755 });
    const inputs = { 'working-directory': 'site', program: './stub' };
    const { conclusion, log, summary } = await runAction(bare(), inputs, context);
    expect(conclusion).toBe('failure');
    expect(log).toContain(`lvs-puppet ${packed.manifest.version}\n`);
    expect(log).toContain('\n::error::smuggled\n');
    expect(summary).toContain('    ::error::smuggled\n');
    expect(commandsOf(log)).toEqual([
      { name: 'error', text: expect.stringContaining('The module is not what the inventory says') },
    ]);
  });

  it.each([
    ['of the version of the action', ''],
    ['of the version that is asked for', 'latest'],
  ])('comes from npm otherwise: %s', async (_what, version) => {
    const registry = await startRegistry(packed);
    // What a pull request has in its own settings of npm has no say.
    repository.commit({ '.npmrc': 'registry=http://127.0.0.1:9/\n' });
    const context = contextOf({}, 'push');
    checkOut(repository, 'refs/heads/main', context.workspace);
    const env = { ...context.env, npm_config_registry: registry.url };
    const { conclusion, log } = await runAction(bare(), { version, check: 'false' }, { ...context, env });
    await registry.close();
    expect({ conclusion, log }).toMatchObject({ conclusion: 'success' });
    expect(registry.asked[0]).toBe('/lvs-puppet');
  });

  it('cannot be installed: the step fails', async () => {
    const { conclusion, outcomes } = await review('main', {
      ...push,
      from: bare(),
      inputs: { version: 'file:/nowhere' },
    });
    expect({ conclusion, lint: outcomes['Lint the inventory'] }).toEqual({
      conclusion: 'failure',
      lint: 'skipped',
    });
  });
});

describe('a workflow', () => {
  const readme = readFileSync(join(sources, 'README.md'), 'utf8');
  const shown = [...readme.matchAll(/```yaml\n([^]*?)```/g)]
    .map(([, text]) => text ?? '')
    .find((text) => text.includes('uses:'));

  /** Runs a workflow on the pull request of a branch, with npm asking the registry on the loopback. */
  async function runOn(branch: string, path: string): Promise<RunResult & { kept: string[] }> {
    const registry = await startRegistry(packed);
    const { event, ref } = openPullRequest(repository, branch);
    const context = contextOf(event);
    const kept: string[] = [];
    // As a runner has it in its home, where the settings of a project weigh more.
    writeFileSync(join(context.temporary, '.npmrc'), `registry=${registry.url}\n`);
    const result = await runWorkflow(readFileSync(join(repository.work, path), 'utf8'), {
      ...context,
      stands: {
        'actions/checkout': (inputs) => {
          checkOut(repository, ref, context.workspace, Number(inputs['fetch-depth'] ?? 1));
          return Promise.resolve();
        },
        'actions/upload-artifact': ({ path: page = '' }) => {
          kept.push(readFileSync(page, 'utf8').slice(0, 15));
          return Promise.resolve();
        },
      },
    });
    await registry.close();
    expect(registry.asked).toContain('/lvs-puppet');
    return { ...result, kept };
  }

  const init = (below: string, ...args: string[]) =>
    execFileSync(process.execPath, [join(action, 'bin/lvs-puppet.cjs'), 'init', ...args, '--ci', 'github'], {
      cwd: join(repository.work, below),
      stdio: 'pipe',
    });

  beforeEach(() => {
    mkdirSync(dirname(join(repository.work, workflow)), { recursive: true });
  });
  const workflow = '.github/workflows/lvs-puppet.yml';

  it('that init writes reviews a pull request, and keeps the page', async () => {
    init('.');
    repository.commit({}, 'workflow');
    repository.git('checkout', '--quiet', '-b', 'topic');
    scaffold(repository, { 'lvs.yaml': heavier });
    const { conclusion, log, kept } = await runOn('topic', workflow);
    expect({ conclusion, log }).toMatchObject({ conclusion: 'success' });
    expect(bodies()).toEqual([expect.stringContaining('weight')]);
    expect(kept).toEqual(['<!DOCTYPE html>']);
  });

  it('that init writes for names with quotes and expressions does the same', async () => {
    const [below, inventory] = ["it's $(touch pwned)", '"a" ${{ github.token }} $HOME.yaml'];
    mkdirSync(join(repository.work, below));
    writeFileSync(join(repository.work, below, inventory), oeStack);
    init(below, inventory);
    scaffold(repository, {}, below, inventory);
    repository.git('checkout', '--quiet', '-b', 'topic');
    scaffold(repository, { [`${below}/${inventory}`]: heavier }, below, inventory);
    const { conclusion, log } = await runOn('topic', workflow);
    expect({ conclusion, log }).toMatchObject({ conclusion: 'success' });
    expect(bodies()).toEqual([expect.stringContaining('weight')]);
    expect(execFileSync('find', [place, '-name', 'pwned'], { encoding: 'utf8' })).toBe('');
  });

  it.each([
    ['that init writes', '.lvs-puppet-ci', () => init('.')],
    ['of the README', '.ci', () => writeFileSync(join(repository.work, workflow), shown ?? '')],
  ])('%s installs where the repository has no say', async (_what, name, write) => {
    write();
    const settings = { [`${name}/.npmrc`]: 'registry=http://127.0.0.1:9/\n', [`${name}/package.json`]: '{' };
    repository.commit(settings);
    repository.git('checkout', '--quiet', '-b', 'topic');
    scaffold(repository, { 'lvs.yaml': heavier });
    const { conclusion, log } = await runOn('topic', workflow);
    expect({ conclusion, log }).toMatchObject({ conclusion: 'success' });
  });

  it('of the README reviews a pull request', async () => {
    repository.commit({ [workflow]: shown ?? '' }, 'workflow');
    repository.git('checkout', '--quiet', '-b', 'topic');
    scaffold(repository, { 'lvs.yaml': heavier });
    const { conclusion, log } = await runOn('topic', workflow);
    expect({ conclusion, log }).toMatchObject({ conclusion: 'success' });
    expect(bodies()).toEqual([expect.stringContaining('weight')]);
  });
});
