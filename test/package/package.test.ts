import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findGolden } from '../goldens/goldens.ts';
import { listFiles } from '../goldens/list-files.ts';
import { run, runOrThrow, type CommandResult } from '../setup/command.ts';

const repository = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-package-'));
const stack = findGolden('oe-stack');
/** The files of the package before anything of it ran. */
let installed: readonly string[];

/** Packs as for publication, and installs the tarball where nothing of the repository is in reach. */
beforeAll(async () => {
  // Built already; to build again would pull the program from under the suites that run beside this one.
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  await runOrThrow('npm', pack, { cwd: repository, timeoutSeconds: 120 });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const tarball = listFiles(folder).find((file) => file.endsWith('.tgz')) ?? 'no tarball';
  const install = ['install', '--no-audit', '--no-fund', '--prefer-offline', join(folder, tarball)];
  await runOrThrow('npm', install, { cwd: folder, timeoutSeconds: 120 });
  installed = listFiles(join(folder, 'node_modules/lvs-puppet'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('npx lvs-puppet scaffold writes the golden module', async () => {
  const work = emptyFolder('scaffold');
  writeFileSync(join(work, 'lvs.yaml'), readFileSync(stack.inventory));
  await runOrThrow('npx', ['--no-install', 'lvs-puppet', 'scaffold'], { cwd: work, timeoutSeconds: 60 });
  const emitted = join(work, 'modules', stack.moduleName);
  expect(listFiles(emitted)).toEqual(listFiles(stack.module));
  for (const file of listFiles(stack.module)) {
    expect(readFileSync(join(emitted, file), 'utf8'), file).toBe(
      readFileSync(join(stack.module, file), 'utf8'),
    );
  }
});

test('the tarball holds what users need and nothing else', () => {
  expect(installed).toEqual(
    expect.arrayContaining(['README.md', 'LICENSE', 'CHANGELOG.md', 'bin/lvs-puppet.cjs']),
  );
  expect(installed).toEqual(
    expect.arrayContaining([
      'schema/lvs.schema.json',
      'schema/review.schema.json',
      'docs/language.md',
      'docs/directives.md',
      'docs/migrating.md',
      'docs/rehearsing.md',
      'docs/kicking.md',
    ]),
  );
  expect(installed).toEqual(
    expect.arrayContaining(['lab/agent.pl', 'lab/apply.rb', 'lab/init-uml.sh', 'lab/Lab/Loop.pm']),
  );
  expect(installed).toEqual(expect.arrayContaining(['action.yml', 'ci/github.yml', 'ci/gitlab.yml']));
  expect(installed).toEqual(
    expect.arrayContaining([
      'docker/puppet7/Dockerfile',
      'docker/puppet8/Dockerfile',
      'docker/rehearse/Dockerfile',
    ]),
  );
  expect(installed.filter((file) => /^(src|test|fixtures|bench)\/|\.compiled/.test(file))).toEqual([]);
});

test('a missing inventory is wrong usage, also from the package', async () => {
  const work = emptyFolder('nothing');
  const { exitCode, stderr } = await run('npx', ['--no-install', 'lvs-puppet', 'lint'], {
    cwd: work,
    timeoutSeconds: 60,
  });
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('lvs.yaml') });
});

describe('compiled code that is kept', () => {
  const bin = 'node_modules/lvs-puppet/bin/lvs-puppet.cjs';
  const kept = join(folder, 'node_modules/lvs-puppet/dist/cli/.compiled');
  const explain = (): Promise<CommandResult> =>
    run(process.execPath, [bin, 'explain', 'kick-cycle'], { cwd: folder, timeoutSeconds: 60 });
  /** Files by name with what shows that they were written again. */
  const files = (): Map<string, number> =>
    new Map(listFiles(kept).map((file) => [file, statSync(join(kept, file)).ino]));
  const explained = { exitCode: 0, stdout: expect.stringContaining('kick-cycle'), stderr: '' };

  test('is written by the first run and taken by the next', async () => {
    rmSync(kept, { recursive: true, force: true });
    expect(await explain()).toMatchObject(explained);
    const first = files();
    expect(first.size).toBeGreaterThan(1);
    expect(await explain()).toMatchObject(explained);
    expect(files()).toEqual(first);
  });

  test('is written again where it is damaged', async () => {
    await explain();
    for (const file of files().keys()) truncateSync(join(kept, file), 500);
    expect(await explain()).toMatchObject(explained);
    const sizes = [...files().keys()].map((file) => statSync(join(kept, file)).size);
    expect(Math.min(...sizes)).toBeGreaterThan(500);
  });

  test('is done without where it cannot be written', async () => {
    rmSync(kept, { recursive: true, force: true });
    writeFileSync(kept, '');
    expect(await explain()).toMatchObject(explained);
    rmSync(kept);
  });
});

/** Below the installation, so that npx finds it. */
function emptyFolder(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}
