import { expect, test } from 'vitest';
import type { FileSet } from '../../src/output/file-set.ts';
import { rehearse } from '../../src/rehearse/rehearse.ts';
import type { CheckResult } from '../../src/rehearse/model.ts';
import { startOwnLab } from './own-lab.ts';

/* A rehearsal is worth something only if it fails where the module is wrong. */

/** Rehearses the module of the smallest inventory after somebody has changed its files; gives the first line that failed. */
async function firstFailure(change: (module: FileSet) => FileSet): Promise<CheckResult | undefined> {
  const own = await startOwnLab('fixtures/minimal/lvs.yaml', change);
  return new Promise<CheckResult | undefined>((resolve, reject) => {
    const report = (result: CheckResult): void => {
      if (result.outcome === 'failed') resolve(result);
    };
    rehearse(own.lab, { quick: true, step: () => undefined, report }).then(() => resolve(undefined), reject);
  }).finally(() => own.end());
}

/** The same files, one of them with another text in the place of this one. */
function replaceIn(module: FileSet, file: string, old: string, replacement: string): FileSet {
  const before = module.get(file) ?? '';
  if (!before.includes(old)) throw new Error(`${file} has no ${old}`);
  return new Map([...module, [file, before.replace(old, replacement)]]);
}

test('a real server that answers ARP for the virtual IP is noticed', async () => {
  const failure = await firstFailure((module) =>
    replaceIn(
      module,
      'manifests/realserver.pp',
      "'net.ipv4.conf.all.arp_ignore':\n      value  => 1",
      "'net.ipv4.conf.all.arp_ignore':\n      value  => 0",
    ),
  );
  expect(failure).toMatchObject({
    check: 'neighbours',
    text: 'rabbitmq1.oe.example answers ARP for messaging (172.31.8.100), too',
  });
});
