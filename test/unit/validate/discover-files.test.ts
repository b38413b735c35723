import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discoverFiles } from '../../../src/validate/discover-files.ts';
import { validatePaths } from '../../../src/validate/validate.ts';

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'lvs-puppet-discover-'));
});
afterEach(() => {
  rmSync(top, { recursive: true, force: true });
});

function make(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), '');
  }
}

const found = async (...paths: string[]) =>
  (await discoverFiles(paths, top)).files.map(({ path, kind }) => `${kind} ${path}`);

const run = (engine: 'auto' | 'embedded' | 'puppet' | 'docker', path: string) =>
  validatePaths({ paths: [path], cwd: top, env: { PATH: join(top, 'bin') }, engine });

describe('the files to check', () => {
  it('are those of the known kinds, sorted', async () => {
    make('m/metadata.json', 'm/hiera.yaml', 'm/manifests/z.pp', 'm/manifests/a/b.pp', 'm/templates/x.erb');
    make('m/templates/x.epp', 'm/files/x.cf', 'm/data/os/Debian.yml', 'm/README.md', 'm/config/other.yaml');
    expect(await found('m')).toEqual([
      'hiera m/data/os/Debian.yml',
      'ldirectord m/files/x.cf',
      'hiera m/hiera.yaml',
      'manifest m/manifests/a/b.pp',
      'manifest m/manifests/z.pp',
      'metadata m/metadata.json',
      'epp m/templates/x.epp',
      'erb m/templates/x.erb',
    ]);
  });

  it('leave out what is not ours, unless it was asked for', async () => {
    make('m/a.pp', 'm/.git/b.pp', 'm/node_modules/c.pp', 'm/spec/fixtures/modules/d.pp', 'm/fixtures/e.pp');
    expect(await found('m')).toEqual(['manifest m/a.pp', 'manifest m/fixtures/e.pp']);
    expect(await found('m/spec/fixtures')).toEqual(['manifest m/spec/fixtures/modules/d.pp']);
  });

  it('are listed once, however often they were named', async () => {
    make('m/a.pp');
    expect(await found('m', 'm/a.pp', './m/../m/a.pp')).toEqual(['manifest m/a.pp']);
  });

  it('may be single, and a YAML file is then Hiera data', async () => {
    make('x.yaml', 'data/y.yaml', '-x.pp', 'a\nb "$(x)\'.pp');
    expect(await found('x.yaml')).toEqual(['hiera x.yaml']);
    expect(await found('data')).toEqual(['hiera data/y.yaml']);
    expect(await found('-x.pp', 'a\nb "$(x)\'.pp')).toEqual(['manifest -x.pp', 'manifest a\nb "$(x)\'.pp']);
  });

  it('do not lie behind symbolic links, which is said', async () => {
    make('outside/a.pp', 'm/b.pp');
    symlinkSync(join(top, 'outside'), join(top, 'm/link'));
    symlinkSync(join(top, 'outside/a.pp'), join(top, 'm/c.pp'));
    symlinkSync('.', join(top, 'm/loop'));
    const { files, skippedLinks } = await discoverFiles(['m'], top);
    expect(files.map((file) => file.path)).toEqual(['m/b.pp']);
    expect(skippedLinks).toEqual(['m/c.pp', 'm/link', 'm/loop']);
    expect(await found('m/link/a.pp')).toEqual(['manifest m/link/a.pp']);
  });

  it('must exist', async () => {
    make('README.md', 'empty/README.md', 'a.pp');
    const { problems } = await discoverFiles(['nowhere', 'README.md', 'empty', 'a.pp', 'a.pp/b'], top);
    expect(problems).toEqual([
      '"nowhere" does not exist',
      expect.stringMatching(/README.md" is not a kind of file/),
      '"empty" holds nothing to check',
      '"a.pp/b" does not exist',
    ]);
    expect(await validatePaths({ paths: ['nowhere'], cwd: top, env: {} })).toMatchObject({
      outcome: 'usage',
    });
  });
});

describe('the choice of an engine', () => {
  it('needs none for metadata and Hiera data', async () => {
    make('metadata.json', 'data/x.yaml');
    expect(await run('auto', '.')).toMatchObject({
      outcome: 'checked',
      engine: 'built-in checks',
      files: [
        { path: 'data/x.yaml', findings: [] },
        { path: 'metadata.json', findings: [{ code: 'metadata-invalid' }] },
      ],
    });
  });

  it.each([
    ['auto', /puppet is not on PATH, and no Docker daemon answers: install Puppet \(.*apt install puppet/],
    ['puppet', /puppet is not on PATH/],
    ['docker', /no Docker daemon answers/],
    [
      'embedded',
      /knows ldirectord.cf, metadata.json and data of Hiera; for other files there are --engine puppet .* and --engine docker/,
    ],
  ] as const)('%s: says what is missing', async (engine, problem) => {
    make('a.pp');
    expect(await run(engine, 'a.pp')).toEqual({
      outcome: 'environment',
      problems: [expect.stringMatching(problem)],
    });
  });
});
