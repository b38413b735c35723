import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findGolden } from '../goldens/goldens.ts';
import { listFiles } from '../goldens/list-files.ts';
import { run, runOrThrow } from '../setup/command.ts';

const repository = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-package-'));
const stack = findGolden('oe-stack');

/** Packs as for publication, and installs the tarball where nothing of the repository is in reach. */
beforeAll(async () => {
  // Built already; to build again would pull the program from under the suites that run beside this one.
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  await runOrThrow('npm', pack, { cwd: repository, timeoutSeconds: 120 });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const tarball = listFiles(folder).find((file) => file.endsWith('.tgz')) ?? 'no tarball';
  const install = ['install', '--no-audit', '--no-fund', '--prefer-offline', join(folder, tarball)];
  await runOrThrow('npm', install, { cwd: folder, timeoutSeconds: 120 });
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
  const installed = join(folder, 'node_modules/lvs-puppet');
  const files = listFiles(installed);
  expect(files).toEqual(
    expect.arrayContaining(['README.md', 'LICENSE', 'CHANGELOG.md', 'bin/lvs-puppet.cjs']),
  );
  expect(files).toEqual(expect.arrayContaining(['docker/puppet7/Dockerfile', 'docker/puppet8/Dockerfile']));
  expect(files.filter((file) => /^(src|test|fixtures|bench)\//.test(file))).toEqual([]);
});

test('a missing inventory is wrong usage, also from the package', async () => {
  const work = emptyFolder('nothing');
  const { exitCode, stderr } = await run('npx', ['--no-install', 'lvs-puppet', 'lint'], {
    cwd: work,
    timeoutSeconds: 60,
  });
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('lvs.yaml') });
});

/** Below the installation, so that npx finds it. */
function emptyFolder(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}
