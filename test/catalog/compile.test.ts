import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startContainer, type Container } from '../containers/container.ts';
import {
  chooseGoldens,
  findGolden,
  findGoldens,
  stageGoldens,
  stageInContainer,
} from '../goldens/goldens.ts';
import { emitManyServices } from '../goldens/many-services.ts';
import { puppetVersions } from '../setup/images.ts';
import {
  compileCatalogs,
  configFile,
  directorOf,
  exampleOf,
  helpersFolder,
  helpersInContainer,
  problemsOf,
  realServersOf,
  type Catalog,
} from './compile-catalogs.ts';
import { askLdirectord, parsesAndIsStopped, type Verdict } from './ldirectord-status.ts';
import { render } from './render.ts';

const many = emitManyServices();
const goldens = [...findGoldens(), many];
const askedGoldens = [...chooseGoldens(12), many];
const stack = findGolden('oe-stack');
const stage = stageGoldens(goldens);

const bareLocal = stage.breakGolden(stack, 'bare-local', {
  file: 'templates/etc/ldirectord.cf.erb',
  find: 'if not guiservers.empty?',
  replace: 'if not guiserver.empty?',
});
const unknownVariable = stage.breakGolden(stack, 'unknown-variable', {
  file: 'manifests/service.pp',
  find: '$lvs::service_ensure',
  replace: '$lvs::service_insure',
});
const wrongDirective = stage.breakGolden(stack, 'wrong-directive', {
  file: 'templates/etc/ldirectord.cf.erb',
  find: 'virtual services:',
  replace: 'virtual services:\nchecktymeout=3',
});
const wrongExample = stage.breakGolden(stack, 'wrong-example', {
  file: 'examples/realserver.pp',
  find: 'roles => [',
  replace: 'role => [',
});
const broken = [bareLocal, unknownVariable, wrongDirective, wrongExample];

afterAll(() => stage.remove());

describe.concurrent.each(puppetVersions)('catalogs of Puppet %s under strict', (version) => {
  let container: Container;
  let catalogs: ReadonlyMap<string, Catalog>;
  let verdicts: Readonly<Record<string, Verdict>>;
  const written = (name: string): string => catalogs.get(name)?.files[configFile] ?? '';

  beforeAll(async () => {
    const mounts = { [stageInContainer]: stage.folder, [helpersInContainer]: helpersFolder };
    container = await startContainer(version, { mounts });
    catalogs = await compileCatalogs(container, stage, [...goldens, ...broken]);
    const asked = [...askedGoldens, wrongDirective].map(directorOf);
    verdicts = await askLdirectord(container, Object.fromEntries(asked.map((name) => [name, written(name)])));
  });
  afterAll(() => container?.remove());

  test.each(goldens)('$name: the director compiles, as its example says', (golden) => {
    expect(problemsOf(catalogs, [directorOf(golden)])).toEqual([]);
  });

  test.each(goldens)('$name: a real server of each role compiles', (golden) => {
    expect(problemsOf(catalogs, realServersOf(golden))).toEqual([]);
  });

  test.each(goldens)('$name: the example of a real server compiles', (golden) => {
    expect(problemsOf(catalogs, [exampleOf(golden)])).toEqual([]);
  });

  test.each(goldens)('$name: the director writes what render prints', async (golden) => {
    expect(written(directorOf(golden))).toBe(await render(golden));
  });

  test.each(askedGoldens)('$name: ldirectord accepts the configuration', (golden) => {
    const { status, said } = verdicts[directorOf(golden)] ?? { status: -1, said: 'was not asked' };
    expect({ status, said }).toMatchObject({ status: parsesAndIsStopped });
  });

  test('ipv6: the director gets the Perl module without which ldirectord dies at an HTTP check on IPv6', () => {
    expect(catalogs.get(directorOf(findGolden('ipv6')))?.resources).toContain(
      'Package[libnet-inet6glue-perl]',
    );
  });

  test('notices a local variable that the template does not assign', () => {
    expect(problemsOf(catalogs, [directorOf(bareLocal)]).join()).toContain('undefined local variable');
  });

  test('notices a variable that does not exist', () => {
    expect(problemsOf(catalogs, [directorOf(unknownVariable)]).join()).toContain('service_insure');
  });

  test('notices an example with a parameter that does not exist', () => {
    expect(problemsOf(catalogs, [directorOf(wrongExample)])).toEqual([]);
    expect(problemsOf(catalogs, [exampleOf(wrongExample)]).join()).toContain("no parameter named 'role'");
  });

  test('notices a directive that ldirectord does not know, and that render does not print', async () => {
    const name = directorOf(wrongDirective);
    expect(problemsOf(catalogs, [name])).toEqual([]);
    expect(verdicts[name]).toMatchObject({ status: 2, said: expect.stringContaining('checktymeout') });
    expect(written(name)).not.toBe(await render(stack));
  });
});
