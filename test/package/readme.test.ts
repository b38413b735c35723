import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { git, initRepository } from '../cli/git-repository.ts';
import { run, runOrThrow } from '../setup/command.ts';

/*
 * Runs what the README shows, as it shows it: a fresh copy of the repository, then the commands line by line in the
 * folder that the text speaks of.
 */

const repository = join(import.meta.dirname, '../..');
const readme = readFileSync(join(repository, 'README.md'), 'utf8');

/** The code blocks of a language, in order. */
function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, code]) => code ?? '',
  );
}

/** The commands of a block, without the comments behind them. */
function commands(block: string): string[] {
  return block
    .split('\n')
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter((line) => line !== '');
}

const [setup = '', daily = '', edits = ''] = blocks('sh');
const [inventory = ''] = blocks('yaml');
const [mainJob = '', tests = ''] = commands(setup);
const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-readme-'));
const clone = join(folder, 'clone');

beforeAll(async () => {
  const { stdout } = await runOrThrow(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {
      cwd: repository,
      timeoutSeconds: 30,
    },
  );
  for (const file of stdout.split('\0').filter((path) => path !== '' && existsSync(join(repository, path)))) {
    cpSync(join(repository, file), join(clone, file), { recursive: true });
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/**
 * One line of a terminal; a shell is what a reader has, too. npm has a cache of its own here: two runs of npx that
 * share one get into each other's way.
 */
const typed = (line: string, cwd: string) =>
  run('env', [`npm_config_cache=${join(folder, 'npm-cache')}`, 'bash', '-c', line], {
    cwd,
    timeoutSeconds: 240,
  });

test('the main job runs in a fresh copy', { timeout: 300_000 }, async () => {
  const { exitCode, stdout } = await typed(mainJob, clone);
  expect({ exitCode, last: stdout.trim().split('\n').at(-1) }).toEqual({
    exitCode: 0,
    last: expect.stringMatching(/^modules\/kicker: \d+ new$/),
  });
  const golden = join(repository, 'fixtures/oe-stack/modules/lvs/manifests/config.pp');
  expect(readFileSync(join(clone, 'modules/lvs/manifests/config.pp'), 'utf8')).toBe(
    readFileSync(golden, 'utf8'),
  );
});

test('the test command is the one that CI runs', () => {
  const command = /npm run (\S+)/.exec(tests)?.[0] ?? 'none';
  expect(command).toBe('npm run test:all');
  expect(readFileSync(join(repository, '.ci/run'), 'utf8')).toContain(command);
});

describe('the commands of every day', () => {
  const work = join(clone, 'work');

  beforeAll(() => {
    cpSync(join(repository, 'README.md'), join(work, 'README.md'));
    writeFileSync(join(work, 'lvs.yaml'), inventory);
    initRepository(work);
    git(work, 'add', 'lvs.yaml');
    git(work, 'commit', '-q', '-m', 'The inventory');
  });

  it.each(commands(daily))('%s', { timeout: 180_000 }, async (line) => {
    // `validate` needs Puppet or Docker, which `npm run test:all` sets up and other machines may not have.
    if (line.includes('validate') && process.env['LVS_PUPPET_ALL'] !== '1') return;
    // `rehearse` boots a kernel, which takes minutes, with packages that not every machine has.
    if (line.includes('rehearse')) return;
    const { exitCode, stderr } = await typed(line, work);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  });

  it('edits by hand are kept, taken back and brought back', { timeout: 180_000 }, async () => {
    const [edit = '', ...rest] = commands(edits);
    const line = /'(.*)'/.exec(edit)?.[1] ?? 'none';
    await typed(edit, work);
    const kept: boolean[] = [];
    for (const command of rest) {
      const { exitCode, stderr } = await typed(command, work);
      expect({ command, exitCode, stderr }).toMatchObject({ command, exitCode: 0 });
      kept.push(readFileSync(join(work, 'modules/lvs/README.md'), 'utf8').includes(line));
    }
    expect(rest.map((command) => command.split(' ').slice(2).join(' '))).toEqual([
      'scaffold',
      'scaffold --check',
      'scaffold --restore README.md',
      'undo',
    ]);
    expect(kept).toEqual([true, true, false, true]);
  });

  it('the mistake looks as it is shown', async () => {
    const [shown = ''] = blocks('text');
    writeFileSync(join(work, 'lvs.yaml'), inventory.replace('virtual_ip: messaging', 'virtual_ip: mesaging'));
    const { exitCode, stdout } = await typed('npx lvs-puppet lint', work);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: shown });
  });

  it('the change looks as it is shown', async () => {
    const [, shown = ''] = blocks('text');
    const more = inventory.replace('    services:', '      rabbitmq3.oe.example: 172.31.8.13\n    services:');
    writeFileSync(join(work, 'lvs.yaml'), more);
    const { exitCode, stdout } = await typed('npx lvs-puppet diff', work);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: shown });
  });

  it('shows commands at all', () => {
    expect(commands(daily).length).toBeGreaterThan(5);
    expect(dirname(work)).toBe(clone);
  });
});
