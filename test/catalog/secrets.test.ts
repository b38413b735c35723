import { afterAll, describe, expect, test } from 'vitest';
import { startContainer, type Container } from '../containers/container.ts';
import { findGolden, stageGoldens, stageInContainer } from '../goldens/goldens.ts';
import { rolesOf, secretKeysOf } from '../goldens/inventory-facts.ts';
import type { CommandResult } from '../setup/command.ts';
import { puppetVersions, type PuppetVersion } from '../setup/images.ts';
import { apply, changed, directorManifest, dressAsDirector, nothingChanged } from './apply.ts';
import { configFile, helpersFolder, helpersInContainer } from './compile-catalogs.ts';
import { secretOf } from './secrets.ts';

const golden = findGolden('secrets');
const stage = stageGoldens([golden]);
const secrets = [...new Set(secretKeysOf(golden))].map(secretOf);

/** Hiera with the secrets as plain text, from a vault that hands out `Sensitive` only, and without them. */
const hiera = (kind: 'hiera' | 'vault' | 'nothing'): string[] => [
  '--hiera_config',
  `${helpersInContainer}/hiera/${kind}.yaml`,
];
const modulepath = [stage.modulesOf(golden), `${helpersInContainer}/modules`].join(':');
const talkative = [
  '--debug',
  '--show_diff',
  '--reports',
  'store,log',
  '--logdest',
  '/var/log/puppet-test.log',
];
const toConsole = ['--logdest', 'console'];

afterAll(() => stage.remove());

describe.concurrent.each(puppetVersions)('secrets, Puppet %s', (version) => {
  test('reach the configuration, and nothing else that a run says or leaves behind', async () => {
    await withDirector(version, async (container) => {
      const options = [...hiera('vault'), ...talkative, ...toConsole];
      const first = await apply(container, stage, golden, directorManifest(golden), options);
      expect(first.exitCode).toBe(changed);
      expect(leaksOf(first)).toEqual([]);
      expect(await holdersOf(container)).toEqual(secrets.map(() => [configFile]));
      expect((await container.run(['stat', '--format=%A %U', configFile])).stdout).toBe('-rw------- root\n');

      // A difference that Puppet would show, and an older state that it would keep.
      await container.run(['sh', '-c', `echo '# by hand' >> ${configFile}`]);
      const second = await apply(container, stage, golden, directorManifest(golden), options);
      expect(second.exitCode).toBe(changed);
      expect(leaksOf(second)).toEqual([]);
      expect(await holdersOf(container)).toEqual(secrets.map(() => [configFile]));

      const third = await apply(container, stage, golden, directorManifest(golden), options);
      expect(third.exitCode).toBe(nothingChanged);
    });
  });

  test('as plain text in Hiera are kept as well, but for what Hiera itself says with --debug', async () => {
    await withDirector(version, async (container) => {
      const quiet = await apply(container, stage, golden, directorManifest(golden), hiera('hiera'));
      expect(quiet.exitCode).toBe(changed);
      expect(leaksOf(quiet)).toEqual([]);

      const options = [...hiera('hiera'), '--debug'];
      const noisy = await apply(container, stage, golden, directorManifest(golden), options);
      const leaks = leaksOf(noisy);
      expect(leaks.filter((line) => !/^\s+(?:Found key: )?"[^"]+"(?: value:| =>) "/.test(line))).toEqual([]);
    });
  });

  test('are plain text in the catalog of a director only where it is marked as sensitive', async () => {
    await withDirector(version, async (container) => {
      const catalog = await compileToJson(container, directorManifest(golden));
      const holders = resourcesOf(catalog).filter((resource) => holdsSecret(JSON.stringify(resource)));
      expect(holders.map(({ type, title }) => `${type}[${title}]`).toSorted()).toEqual([
        'Class[Lvs]',
        `File[${configFile}]`,
      ]);
      expect(holders.flatMap(unmarkedParameters)).toEqual([]);

      // What an agent does with it; the files that it would ask a server for are taken from the module.
      const file = '/tmp/catalog.json';
      const files = `${stage.modulesOf(golden)}/${golden.moduleName}/files/`;
      const local = catalog.replaceAll(`puppet:///modules/${golden.moduleName}/`, files);
      await container.run(['tee', file], { input: local });
      const command = ['puppet', 'apply', '--catalog', file, '--color=false'];
      const applied = await container.run([...command, ...talkative, ...toConsole]);
      await container.run(['rm', file]);
      expect(applied.exitCode).toBe(0);
      expect(leaksOf(applied)).toEqual([]);
      expect(await holdersOf(container)).toEqual(secrets.map(() => [configFile]));
    });
  });

  test('are not in the catalog of a real server, which does not need them in Hiera', async () => {
    await withDirector(version, async (container) => {
      const roles = rolesOf(golden).map((role) => `'${role}'`);
      const manifest = `class { '${golden.moduleName}::realserver': roles => [${roles.join(', ')}] }`;
      const catalog = await compileToJson(container, manifest);
      expect(resourcesOf(catalog).length).toBeGreaterThan(5);
      expect(holdsSecret(catalog)).toBe(false);
      const options = [...hiera('nothing'), '--noop'];
      expect((await apply(container, stage, golden, manifest, options)).exitCode).toBe(nothingChanged);
    });
  });

  test('fail the catalog of a director when Hiera has none', async () => {
    await withDirector(version, async (container) => {
      const result = await apply(container, stage, golden, directorManifest(golden), hiera('nothing'));
      expect(result.exitCode).toBe(1);
      expect(result.stderr).toMatch(/did not find a value for the name 'oe::lvs_check_password'/);
    });
  });

  test('are not told by the check of a configuration that ldirectord refuses', async () => {
    const edit = {
      file: 'functions/directives.pp',
      find: 'Sensitive("\\"${value.unwrap}\\"")',
      replace: 'Sensitive("${value.unwrap}")',
    };
    const broken = stage.breakGolden(golden, `unquoted-${version}`, edit);
    await withDirector(version, async (container) => {
      const options = [...hiera('vault'), ...talkative, ...toConsole];
      const refused = await apply(container, stage, broken, directorManifest(broken), options);
      expect([4, 6]).toContain(refused.exitCode);
      expect(refused.stdout + refused.stderr).toMatch(/ldirectord cannot read .*\n?.*see line \d+/);
      expect(leaksOf(refused)).toEqual([]);
      expect(await holdersOf(container)).toEqual(secrets.map(() => []));
    });
  });
});

async function withDirector(
  version: PuppetVersion,
  use: (container: Container) => Promise<void>,
): Promise<void> {
  const mounts = { [stageInContainer]: stage.folder, [helpersInContainer]: helpersFolder };
  const container = await startContainer(version, { mounts, ownNetwork: true });
  try {
    await dressAsDirector(container, golden);
    await use(container);
  } finally {
    await container.remove();
  }
}

function leaksOf({ stdout, stderr }: CommandResult): string[] {
  return `${stdout}\n${stderr}`.split('\n').filter(holdsSecret);
}

/** Also where quotes and backslashes are escaped, by JSON or by Ruby. */
function holdsSecret(text: string): boolean {
  return secrets.some((secret) => text.includes(secret) || text.includes(wordOf(secret)));
}

/** The beginning of each secret, which nothing else holds and no language writes otherwise. */
function wordOf(secret: string): string {
  return secret.split(' ')[0] ?? secret;
}

/** For each secret the files of the machine that hold it. */
async function holdersOf(container: Container): Promise<string[][]> {
  const folders = ['/etc', '/opt', '/root', '/run', '/srv', '/tmp', '/usr/local', '/var'];
  const found = secrets.map(async (secret) => {
    const { stdout } = await container.run(['grep', '-rlF', '-D', 'skip', '-e', wordOf(secret), ...folders]);
    return stdout.split('\n').filter((line) => line !== '');
  });
  return Promise.all(found);
}

async function compileToJson(container: Container, manifest: string): Promise<string> {
  const file = '/etc/director.pp';
  await container.run(['tee', file], { input: manifest });
  const command = ['puppet', 'catalog', 'compile', '--render-as', 'json', '--strict=error', '--modulepath'];
  const { exitCode, stdout, stderr } = await container.run([
    ...command,
    modulepath,
    '--manifest',
    file,
    ...hiera('hiera'),
  ]);
  if (exitCode !== 0) throw new Error(stderr);
  return stdout.slice(stdout.indexOf('\n{') + 1);
}

interface Resource {
  readonly type: string;
  readonly title: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly sensitive_parameters?: readonly string[];
}

function resourcesOf(catalog: string): readonly Resource[] {
  return (JSON.parse(catalog) as { readonly resources: readonly Resource[] }).resources;
}

function unmarkedParameters({ parameters = {}, sensitive_parameters: marked = [] }: Resource): string[] {
  return Object.entries(parameters)
    .filter(([name, value]) => holdsSecret(JSON.stringify(value)) && !marked.includes(name))
    .map(([name]) => name);
}
