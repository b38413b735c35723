import { join } from 'node:path';
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

/** A fixture, and the folder of its hiera.yaml, which lists these files of data in this order. */
const cases = [
  { fixture: 'oe-stack', data: 'hiera/overrides' },
  { fixture: 'every-directive', data: 'hiera/values' },
  { fixture: 'discover', data: 'hiera/lists' },
  { fixture: 'oe-stack', data: 'hiera/wholesale' },
  { fixture: 'secrets', data: 'hiera/secrets-of-services' },
  { fixture: 'overrides', data: '../../fixtures/overrides' },
] as const;
const goldens = [...new Set(cases.map(({ fixture }) => fixture))].map(findGolden);
const stage = stageGoldens(goldens);

const fixtures = join(import.meta.dirname, '../../fixtures');
const filesOf = (data: string): string[] => {
  const folder = data.startsWith('..') ? `${data}/data` : data;
  return ['site.yaml', 'common.yaml'].map((file) => `${folder}/${file}`);
};
const refused = ['hiera/unknown-service', 'hiera/unknown-role', 'hiera/unknown-host'];

function director(id: string, fixture: string, data: string): Job {
  const modulepath = [stage.modulesOf(findGolden(fixture)), `${helpersInContainer}/modules`];
  return { id, modulepath, hostname: 'director', classes: { lvs: {} }, hiera: `${data}/hiera.yaml` };
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
    const helpers = {
      [helpersInContainer]: helpersFolder,
      [join(helpersInContainer, '../../fixtures')]: fixtures,
    };
    container = await startContainer(version, { mounts: { [stageInContainer]: stage.folder, ...helpers } });
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
    const turned = await render(findGolden('oe-stack'), filesOf('hiera/overrides').toReversed());
    expect(catalogs.get('hiera/overrides')?.files[configFile]).not.toBe(turned);
  });

  test.each(refused)('%s: what fails the catalog is an error', async (data) => {
    expect(catalogs.get(data)?.problems.join()).toContain('names the');
    await expect(render(findGolden('oe-stack'), [`${data}/common.yaml`])).rejects.toThrow(
      'nothing was rendered',
    );
  });
});
