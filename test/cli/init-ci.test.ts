import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { starterInventory } from '../../src/cli/starter-inventory.ts';
import { version } from '../../src/cli/version.ts';
import { runCli } from './run-cli.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const templates = join(import.meta.dirname, '../../ci');
const at = (...parts: string[]) => join(folder.path, ...parts);
const read = (path: string) => readFileSync(at(path), 'utf8');
const write = (path: string, text: string) => {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
};
const init = (args: readonly string[], cwd = '.') => runCli(['init', ...args], { cwd: at(cwd) });
const files = () =>
  readdirSync(folder.path, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && !entry.parentPath.startsWith(at('.git/')) && entry.parentPath !== at('.git'),
    )
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.path.length + 1))
    .toSorted();

const workflow = '.github/workflows/lvs-puppet.yml';
const job = '.gitlab/lvs-puppet.yml';

beforeEach(() => {
  execFileSync('git', ['init', '--quiet', folder.path]);
});

describe('init --ci', () => {
  it('github writes the inventory and the workflow', async () => {
    expect(await init(['--ci', 'github'])).toEqual({
      exitCode: 0,
      stdout: '',
      stderr:
        `wrote lvs.yaml\nwrote ${workflow}\nnext: edit it, then run: lvs-puppet scaffold\n` +
        'then: commit it; every pull request then gets a review\n',
    });
    expect(files()).toEqual([workflow, 'lvs.yaml']);
    expect(read('lvs.yaml')).toBe(starterInventory);
    expect(parse(read(workflow))).toEqual(parse(readFileSync(join(templates, 'github.yml'), 'utf8')));
  });

  it('gitlab writes the job and the file that includes it', async () => {
    expect((await init(['--ci', 'gitlab'])).exitCode).toBe(0);
    expect(files()).toEqual(['.gitlab-ci.yml', job, 'lvs.yaml']);
    expect(parse(read('.gitlab-ci.yml'))).toEqual({ include: [{ local: `/${job}` }] });
    expect(parse(read(job))).toEqual(parse(readFileSync(join(templates, 'gitlab.yml'), 'utf8')));
  });

  it('gitlab leaves the pipeline that is there alone, and says what to add', async () => {
    write('.gitlab-ci.yml', 'build: { script: [make] }\n');
    const { exitCode, stderr } = await init(['--ci', 'gitlab']);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: expect.stringContaining(
        'add this to .gitlab-ci.yml, which is left as it is:\ninclude:\n  - local: /.gitlab/lvs-puppet.yml\n',
      ),
    });
    expect(read('.gitlab-ci.yml')).toBe('build: { script: [make] }\n');
    expect(existsSync(at(job))).toBe(true);
  });

  it.each(['github', 'gitlab'])('%s takes an inventory that is there as it is', async (platform) => {
    write('lvs.yaml', 'version: 1\n');
    const { exitCode, stderr } = await init(['--ci', platform]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(
      /^lvs\.yaml is there already; it is left as it is\nwrote .*\n(?:wrote .*\n)?next: commit it/,
    );
    expect(read('lvs.yaml')).toBe('version: 1\n');
  });

  it.each([
    ['github', workflow],
    ['gitlab', job],
  ])('%s never overwrites a pipeline, and then writes nothing at all', async (platform, path) => {
    write(path, 'mine\n');
    expect(await init(['--ci', platform])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `lvs-puppet: ${path} exists already; it is left as it is\n`,
    });
    expect(files()).toEqual([path]);
    expect(read(path)).toBe('mine\n');
  });

  it('without --ci an inventory that is there is still wrong usage', async () => {
    write('lvs.yaml', 'version: 1\n');
    expect(await init([])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('exists already') });
  });

  it('from a folder below, runs in it and writes to the top of the repository', async () => {
    mkdirSync(at('sites/berlin'), { recursive: true });
    const { exitCode, stderr } = await init(['prod/../lb.yaml', '--ci', 'github'], 'sites/berlin');
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`wrote ../../${workflow}\n`);
    const { jobs } = parse(read(workflow)) as { jobs: { review: { steps: { with?: object }[] } } };
    expect(jobs.review.steps.map((step) => step.with)).toContainEqual({
      inventory: 'lb.yaml',
      'working-directory': 'sites/berlin',
    });
  });

  it.each([
    ['it’s "here" #1: $(touch x).yaml'],
    ['$HOME $$x ${y}.yaml'],
    ['- yes.yaml'],
    ["a '${{ github.token }}' b.yaml"],
  ])('keeps the name %j as text', async (name) => {
    write(name, 'version: 1\n');
    expect((await init([`./${name}`, '--ci', 'github'])).exitCode).toBe(0);
    expect((await init([`./${name}`, '--ci', 'gitlab'])).exitCode).toBe(0);
    const { jobs } = parse(read(workflow)) as {
      jobs: { review: { steps: { with?: { inventory?: string } }[] } };
    };
    const [inventory] = jobs.review.steps.flatMap((step) => step.with?.inventory ?? []);
    // The only expression that is left is one that gives its beginning back.
    expect(inventory?.replaceAll("${{ '${{' }}", '')).not.toContain('${{');
    expect(inventory?.replaceAll("${{ '${{' }}", '${{')).toBe(name);
    const { variables } =
      (parse(read(job)) as Record<string, { variables: Record<string, unknown> }>)['lvs-puppet'] ?? {};
    expect(variables?.LVS_PUPPET_INVENTORY).toEqual(
      name.includes('$') ? { value: name, expand: false } : name,
    );
  });

  it.each([
    ['a name with control characters', ['a\nb.yaml', '--ci', 'github'], 2],
    ['a file outside of the repository', ['../lvs.yaml', '--ci', 'github'], 2],
    ['standard output', ['-', '--ci', 'github'], 2],
    ['a platform that nobody knows', ['--ci', 'jenkins'], 2],
  ])('refuses %s', async (_what, args, exitCode) => {
    const result = await init(args);
    expect(result).toMatchObject({ exitCode, stdout: '' });
    expect(files()).toEqual([]);
  });

  it('needs a repository', async () => {
    execFileSync('rm', ['-r', at('.git')]);
    expect(await init(['--ci', 'github'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'lvs-puppet: the current folder is in no git repository, where a pipeline belongs\n',
    });
    expect(files()).toEqual([]);
  });

  it.each(['.github', '.github/workflows'])('does not write through the link %s', async (link) => {
    mkdirSync(at('elsewhere/workflows'), { recursive: true });
    mkdirSync(dirname(at(link)), { recursive: true });
    symlinkSync(at('elsewhere'), at(link));
    expect(await init(['--ci', 'github'])).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: `lvs-puppet: ${link} is not a folder\n`,
    });
    expect(files()).toEqual([]);
  });

  it('names the version of the package, as the templates do', async () => {
    await init(['--ci', 'github']);
    await init(['--ci', 'gitlab']);
    expect(read(workflow)).toContain(`VERSION: ${version}\n`.replace(version, `'${version}'`));
    for (const name of ['github.yml', 'gitlab.yml'])
      expect(readFileSync(join(templates, name), 'utf8')).toMatch(new RegExp(`VERSION: ${version}\n`));
  });
});
