import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startContainer, type Container } from '../containers/container.ts';
import { findGolden, stageGoldens, stageInContainer } from '../goldens/goldens.ts';
import { puppetVersions } from '../setup/images.ts';
import {
  compileJobs,
  configFile,
  helpersFolder,
  helpersInContainer,
  type Catalog,
  type Job,
} from './compile-catalogs.ts';
import { render } from './render.ts';

/** A fixture, and the folder of the data below hiera/, whose hiera.yaml lists these files in this order. */
const cases = [
  { fixture: 'oe-stack', data: 'overrides' },
  { fixture: 'every-directive', data: 'values' },
  { fixture: 'discover', data: 'lists' },
  { fixture: 'oe-stack', data: 'wholesale' },
  { fixture: 'secrets', data: 'secrets-of-services' },
] as const;
const goldens = [...new Set(cases.map(({ fixture }) => fixture))].map(findGolden);
const stage = stageGoldens(goldens);

const filesOf = (data: string): string[] =>
  ['site.yaml', 'common.yaml'].map((file) => `hiera/${data}/${file}`);
const refused = ['unknown-service', 'unknown-role', 'unknown-host'];

function director(id: string, fixture: string, data: string): Job {
  const modulepath = [stage.modulesOf(findGolden(fixture)), `${helpersInContainer}/modules`];
  return { id, modulepath, hostname: 'director', classes: { lvs: {} }, hiera: `hiera/${data}/hiera.yaml` };
}

const jobs = [
  ...cases.map(({ fixture, data }) => director(data, fixture, data)),
  ...refused.map((data) => director(data, 'oe-stack', data)),
];

afterAll(() => stage.remove());

describe.concurrent.each(puppetVersions)('render with data of Hiera, Puppet %s', (version) => {
  let container: Container;
  let catalogs: ReadonlyMap<string, Catalog>;

  beforeAll(async () => {
    const mounts = { [stageInContainer]: stage.folder, [helpersInContainer]: helpersFolder };
    container = await startContainer(version, { mounts });
    catalogs = await compileJobs(container, jobs);
  });
  afterAll(() => container?.remove());

  test.each(cases)('$fixture with $data: what Puppet writes, byte for byte', async ({ fixture, data }) => {
    const golden = findGolden(fixture);
    expect(catalogs.get(data)?.problems).toEqual([]);
    const written = catalogs.get(data)?.files[configFile];
    expect(written).toBe(await render(golden, filesOf(data)));
    expect(written).not.toBe(await render(golden));
  });

  test('the order of the files counts', async () => {
    const turned = await render(findGolden('oe-stack'), filesOf('overrides').toReversed());
    expect(catalogs.get('overrides')?.files[configFile]).not.toBe(turned);
  });

  test.each(refused)('%s: what fails the catalog is an error', async (data) => {
    expect(catalogs.get(data)?.problems.join()).toContain('names the');
    await expect(render(findGolden('oe-stack'), [`hiera/${data}/common.yaml`])).rejects.toThrow(
      'nothing was rendered',
    );
  });
});
