import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { startContainer, type Container } from '../containers/container.ts';
import {
  chooseGoldens,
  findGolden,
  stageGoldens,
  stageInContainer,
  type Golden,
} from '../goldens/goldens.ts';
import { serversOf } from '../goldens/inventory-facts.ts';
import { puppetVersions } from '../setup/images.ts';
import {
  compileJobs,
  configFile,
  helpersFolder,
  helpersInContainer,
  problemsOf,
  type Catalog,
  type Job,
} from './compile-catalogs.ts';
import { evidenceFor, hieraExamples, readmeBlocks } from './readme-examples.ts';

const goldens = chooseGoldens(12);
const stack = findGolden('oe-stack');
const stage = stageGoldens(goldens);
const wrongKey = stage.breakGolden(stack, 'wrong-key', {
  file: 'README.md',
  find: 'lvs::service_overrides:',
  replace: 'lvs::services_overrides:',
});
const wrongPuppet = stage.breakGolden(stack, 'wrong-puppet', {
  file: 'README.md',
  find: 'include lvs::realserver',
  replace: 'include lvs::real_server',
});
const all = [...goldens, wrongKey, wrongPuppet];

function jobsFor(golden: Golden): Job[] {
  const { name, moduleName } = golden;
  const modulepath = [stage.modulesOf(golden), `${helpersInContainer}/modules`];
  const base = { modulepath, hostname: 'director', classes: {} };
  const hiera = hieraExamples(golden).map(({ place, text }) => ({
    ...base,
    id: `${name} ${place}`,
    classes: { [moduleName]: {} },
    data: text,
  }));
  const puppet = readmeBlocks(golden, 'puppet').map(({ place, text }) => ({
    ...base,
    id: `${name} ${place}`,
    code: text,
  }));
  return [...hiera, ...puppet];
}

/** The keys of an example of which the catalog knows nothing. */
function withoutEffect(golden: Golden, text: string, catalog: Catalog | undefined): string[] {
  const config = catalog?.files[configFile] ?? '';
  const prefix = `${golden.moduleName}::`;
  return Object.entries(parse(text) as Record<string, unknown>).flatMap(([key, value]) => {
    const evidence = evidenceFor(key.replace(prefix, ''), value, serversOf(golden));
    const arrived =
      evidence !== undefined &&
      (evidence.inConfig ?? []).every((pattern) => pattern.test(config)) &&
      !(evidence.notInConfig ?? []).some((pattern) => pattern.test(config)) &&
      !(catalog?.resources ?? []).some((name) => evidence.noResource?.test(name) === true);
    return arrived ? [] : [key];
  });
}

afterAll(() => stage.remove());

describe.concurrent.each(puppetVersions)('the README of a module, Puppet %s', (version) => {
  let container: Container;
  let catalogs: ReadonlyMap<string, Catalog>;

  beforeAll(async () => {
    const mounts = { [stageInContainer]: stage.folder, [helpersInContainer]: helpersFolder };
    container = await startContainer(version, { mounts });
    catalogs = await compileJobs(container, all.flatMap(jobsFor));
  });
  afterAll(() => container?.remove());

  test.each(goldens)('$name: every block of Puppet code compiles', (golden) => {
    const blocks = readmeBlocks(golden, 'puppet');
    expect(blocks).toHaveLength(2);
    const ids = blocks.map(({ place }) => `${golden.name} ${place}`);
    expect(problemsOf(catalogs, ids)).toEqual([]);
  });

  test.each(goldens)('$name: every value for Hiera arrives', (golden) => {
    for (const { place, text } of hieraExamples(golden)) {
      const id = `${golden.name} ${place}`;
      expect(problemsOf(catalogs, [id])).toEqual([]);
      expect({ id, lost: withoutEffect(golden, text, catalogs.get(id)) }).toEqual({ id, lost: [] });
    }
  });

  test('oe-stack shows all that there is', () => {
    const keys = hieraExamples(stack).flatMap(({ text }) => Object.keys(parse(text) as object));
    for (const key of [
      'server_overrides',
      'service_overrides',
      'extra_services',
      'config::rabbitmqservers',
    ]) {
      expect(keys.filter((name) => name === `lvs::${key}`)).toHaveLength(2);
    }
    expect(keys).toContain('lvs::manage_kernel');
  });

  test('notices what stays without effect: with the values of another block nothing arrives', () => {
    const [first, ...others] = hieraExamples(stack);
    const switches = others.find(({ text }) => text.includes('manage_kernel'));
    const catalog = catalogs.get(`${stack.name} ${first?.place ?? ''}`);
    for (const { text } of others.filter(({ place }) => place.startsWith('README.md'))) {
      const keys = Object.keys(parse(text) as object).filter((key) => key !== 'lvs::validate_config');
      expect(withoutEffect(stack, text, catalog)).toEqual(keys);
    }
    expect(switches).toBeDefined();
  });

  test('notices a key that is none, and code that does not compile', () => {
    const lost = hieraExamples(wrongKey).flatMap(({ place, text }) =>
      withoutEffect(wrongKey, text, catalogs.get(`${wrongKey.name} ${place}`)),
    );
    expect(lost).toEqual(['lvs::services_overrides']);
    const ids = readmeBlocks(wrongPuppet, 'puppet').map(({ place }) => `${wrongPuppet.name} ${place}`);
    expect(problemsOf(catalogs, ids).join()).toContain('Could not find class ::lvs::real_server');
  });
});
