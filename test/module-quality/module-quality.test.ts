import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startContainer, type Container } from '../containers/container.ts';
import {
  chooseGoldens,
  findGolden,
  findKickers,
  stageGoldens,
  stageInContainer,
  type Edit,
} from '../goldens/goldens.ts';
import { emitManyServices } from '../goldens/many-services.ts';
import { puppetVersions } from '../setup/images.ts';
import {
  emittedClassSpecs,
  emittedSpecs,
  metadataJsonLint,
  puppetLint,
  referenceIsCurrent,
  type Check,
} from './quality-checks.ts';

const goldens = [...chooseGoldens(4), emitManyServices()];
const stack = findGolden('oe-stack');
const kickers = findKickers();
const stage = stageGoldens([...goldens, stack, ...kickers]);

afterAll(() => stage.remove());

interface QualityCheck {
  readonly title: string;
  readonly check: Check;
  /** How to break a golden so that the check has to complain, and about what. */
  readonly edit: Edit;
  readonly complaint: RegExp;
}

const checks: readonly QualityCheck[] = [
  {
    title: 'puppet-lint',
    check: puppetLint,
    edit: { file: 'manifests/service.pp', find: /^(\s+)ensure(\s+)=>/m, replace: '$1ensure$2  =>' },
    complaint: /indentation of => is not properly aligned/,
  },
  {
    title: 'metadata-json-lint --strict-dependencies',
    check: metadataJsonLint,
    edit: { file: 'metadata.json', find: /"license": "[^"]*"/, replace: '"license": "no such license"' },
    complaint: /license/i,
  },
  {
    title: 'the specs of the classes',
    check: emittedClassSpecs,
    edit: { file: 'manifests/config.pp', find: "'/etc/ha.d/ldirectord.cf'", replace: "'/etc/ldirectord.cf'" },
    complaint: /[1-9]\d* failures?/,
  },
  {
    title: 'REFERENCE.md is what puppet-strings writes',
    check: referenceIsCurrent,
    edit: { file: 'manifests/init.pp', find: /# @summary .*/, replace: '# @summary Something else' },
    complaint: /^\+.*Something/m,
  },
];

describe.concurrent.each(puppetVersions)('quality of the emitted modules, Puppet %s', (version) => {
  let container: Container;

  beforeAll(async () => {
    container = await startContainer(version, { mounts: { [stageInContainer]: stage.folder } });
  });
  afterAll(() => container?.remove());

  // The whole set takes about a minute, so one module stands for all.
  test('all specs of oe-stack', { timeout: 620_000 }, async () => {
    expect(await emittedSpecs(container, stage, stack)).toBe('');
  });

  describe.each(kickers)('the module kicker of $name', (kicker) => {
    test.each(Object.entries({ puppetLint, metadataJsonLint, emittedSpecs, referenceIsCurrent }))(
      '%s',
      { timeout: 620_000 },
      async (_name, check) => {
        expect(await check(container, stage, kicker)).toBe('');
      },
    );
  });

  describe.each(checks)('$title', ({ title, check, edit, complaint }) => {
    test.each(goldens)('$name', async (golden) => {
      expect(await check(container, stage, golden)).toBe('');
    });

    test('complains about a golden that was broken on purpose', async () => {
      const broken = stage.breakGolden(stack, `${title.replaceAll(/\W+/g, '-')}-${version}`, edit);
      expect(await check(container, stage, broken)).toMatch(complaint);
    });
  });
});
