import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run, runOrThrow, type CommandResult } from '../setup/command.ts';
import { createRepository, gitEnvironment, gitIn, type ControlRepository } from './control-repository.ts';
import { needs } from './needed-programs.ts';

/* The hooks as the real pre-commit installs and runs them: from a clone of this repository, at commits of a real one. */

const sources = join(import.meta.dirname, '../..');
const oeStack = readFileSync(join(sources, 'fixtures/oe-stack/lvs.yaml'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-pre-commit-'));
const env = { ...gitEnvironment, PRE_COMMIT_HOME: join(folder, 'home'), PRE_COMMIT_COLOR: 'never' };
const minutes = 60_000;

needs('pre-commit');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the manifest is what pre-commit takes', async () => {
  const manifest = join(sources, '.pre-commit-hooks.yaml');
  await runOrThrow('pre-commit', ['validate-manifest', manifest], { timeoutSeconds: 60, env });
  const wrong = join(folder, 'wrong.yaml');
  writeFileSync(wrong, readFileSync(manifest, 'utf8').replace('language: node', 'language: nodes'));
  expect(
    (await run('pre-commit', ['validate-manifest', wrong], { timeoutSeconds: 60, env })).exitCode,
  ).not.toBe(0);
});

describe('a commit', () => {
  let control: ControlRepository;
  /** Writes a file and commits it, with the hooks. */
  const commit = (path: string, text: string): Promise<CommandResult> => {
    writeFileSync(join(control.work, path), text);
    control.git('add', '--all');
    return run('git', ['commit', '--message', 'change'], { cwd: control.work, timeoutSeconds: 120, env });
  };
  const restore = (): string => control.git('reset', '--hard', '--quiet', 'HEAD');
  let program: string;

  beforeAll(async () => {
    const hooks = join(folder, 'hooks');
    const rev = await cloneOfSources(hooks);
    control = createRepository(folder);
    control.commit({ 'lvs.yaml': oeStack, '.pre-commit-config.yaml': config(hooks, rev) });
    // Installs the environment, as a first commit would: npm builds the package there.
    const install = ['install', '--install-hooks'];
    await runOrThrow('pre-commit', install, { cwd: control.work, timeoutSeconds: 300, env });
    program = join(sources, 'bin/lvs-puppet.cjs');
    await runOrThrow(process.execPath, [program, 'scaffold'], { cwd: control.work, timeoutSeconds: 60 });
  }, 7 * minutes);

  it('of an inventory with its module passes', async () => {
    const { exitCode, stdout, stderr } = await commit('notes.txt', 'with the module\n');
    expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: 0 });
    expect(stderr).toMatch(/^check the Puppet module of the role inventory\.+Passed$/m);
    expect(stderr).toMatch(/^lint the role inventory\.+\(no files to check\)Skipped$/m);
  });

  it('of the inventory alone is stopped', async () => {
    const { exitCode, stderr } = await commit('lvs.yaml', oeStack.replace('weight: 2', 'weight: 3'));
    restore();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^lint the role inventory\.+Passed$/m);
    expect(stderr).toMatch(/^check the Puppet module of the role inventory\.+Failed$/m);
    expect(stderr).toContain('bring it up to date with: lvs-puppet scaffold');
  });

  it('of an inventory with errors is stopped, whatever other inventory goes with it', async () => {
    mkdirSync(join(control.work, 'sites'));
    writeFileSync(join(control.work, 'sites/lvs.yaml'), oeStack);
    const { exitCode, stderr } = await commit(
      'lvs.yaml',
      oeStack.replace('kicks: [rabbitmq]', 'kicks: [gui]'),
    );
    restore();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^lint the role inventory\.+Failed$/m);
    expect(stderr).toContain('error kick-cycle');
  });

  it('of something else is left alone', async () => {
    const { exitCode, stderr } = await commit('README.md', 'words\n');
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^check the Puppet module of the role inventory\.+\(no files to check\)Skipped$/m);
  });
});

function config(repository: string, rev: string): string {
  const hook = (id: string) => ({ id, language_version: 'system' });
  return JSON.stringify({
    repos: [{ repo: repository, rev, hooks: [hook('lvs-puppet-lint'), hook('lvs-puppet-check')] }],
  });
}

/** The repository as it is now, committed or not, as a clone that pre-commit can clone. */
async function cloneOfSources(target: string): Promise<string> {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { stdout } = await runOrThrow('git', list, { cwd: sources, timeoutSeconds: 30 });
  // The fixtures are most of its files, and the build needs none of them.
  const files = stdout.split('\0').filter((path) => path !== '' && !path.startsWith('fixtures/'));
  for (const file of files.filter((path) => existsSync(join(sources, path)))) {
    cpSync(join(sources, file), join(target, file), { recursive: true });
  }
  const git = gitIn(target);
  git('init', '--quiet', '.');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'sources');
  return git('rev-parse', 'HEAD');
}
