import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startContainer, type Container } from '../containers/container.ts';
import {
  chooseGoldens,
  findGolden,
  findKickers,
  stageGoldens,
  stageInContainer,
} from '../goldens/goldens.ts';
import { emitManyServices } from '../goldens/many-services.ts';
import { puppetImage, puppetVersions } from '../setup/images.ts';
import { validateModule } from './parser-validate.ts';

const goldens = [...chooseGoldens(12), emitManyServices()];
const kickers = findKickers();
const stage = stageGoldens([...goldens, ...kickers]);

afterAll(() => stage.remove());

describe.concurrent.each(puppetVersions)('puppet parser validate, Puppet %s', (version) => {
  let container: Container;

  beforeAll(async () => {
    const mounts = { [stageInContainer]: stage.folder };
    container = await startContainer(version, { image: puppetImage(version), mounts });
  });
  afterAll(() => container?.remove());

  test('is the version that it should be', async () => {
    const { stdout } = await container.run(['puppet', '--version']);
    expect(stdout).toMatch(new RegExp(`^${version}\\.`));
  });

  test.each(goldens)('accepts $name', async (golden) => {
    expect(await validateModule(container, stage, golden)).toBe('');
  });

  test.each(kickers)('accepts the module kicker of $name', async (kicker) => {
    expect(await validateModule(container, stage, kicker)).toBe('');
  });

  test('refuses a golden with a syntax error', async () => {
    const edit = { file: 'manifests/init.pp', find: /\{\n/, replace: '(\n' };
    const broken = stage.breakGolden(findGolden('oe-stack'), `syntax-${version}`, edit);
    expect(await validateModule(container, stage, broken)).toMatch(/syntax error/i);
  });

  test('refuses a golden with a class in the wrong file', async () => {
    const edit = { file: 'manifests/service.pp', find: /::service\b/, replace: '::servers' };
    const broken = stage.breakGolden(findGolden('oe-stack'), `place-${version}`, edit);
    expect(await validateModule(container, stage, broken)).toMatch(/::servers' is unacceptable in file/);
  });
});
