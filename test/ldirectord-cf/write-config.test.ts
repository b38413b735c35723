import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import { readConfig } from '../../src/ldirectord-cf/read-config.ts';
import { writeConfig } from '../../src/ldirectord-cf/write-config.ts';
import { renderConfig } from '../../src/ldirectord/render-config.ts';
import { inItsWords } from './judge.ts';
import { mutant } from './mutants.ts';

const seed = Number(process.env['LVS_PUPPET_SEED'] ?? 1);
const numRuns = process.env['LVS_PUPPET_FULL'] === '1' ? 50_000 : 3000;

test(
  `what is read, written and read again means the same (LVS_PUPPET_SEED=${seed})`,
  { timeout: 600_000 },
  () => {
    let accepted = 0;
    for (const text of fc.sample(mutant, { numRuns, seed })) {
      const { config, problems } = readConfig(text, { hostname: 'director' });
      if (problems.length > 0) continue;
      accepted += 1;
      const written = writeConfig(config);
      const where = `${JSON.stringify(text)} becomes ${JSON.stringify(written)}`;
      const again = readConfig(written, { hostname: 'director' });
      expect(again.problems, where).toEqual([]);
      expect(inItsWords(again.config), where).toEqual(inItsWords(config));
      expect(writeConfig(again.config), where).toBe(written);
    }
    expect(accepted).toBeGreaterThan(numRuns / 5);
  },
);

test.each([
  [
    ['ftp', 'http'],
    ['login="anonymous"', 'passwd="ldirectord@director"'],
  ],
  [['sip', 'http'], ['login="ldirectord@director"']],
  [
    ['ftp', 'sip'],
    ['login="anonymous"', 'passwd="ldirectord@director"'],
  ],
  [['sip', 'ftp'], ['login="ldirectord@director"']],
  [['ftp'], []],
  [['sip'], []],
])('a login that was made up for an earlier check is written: %j', (services, logins) => {
  const text = `virtual=7\n${services.map((service) => `\tservice=${service}\n`).join('')}`;
  const { config } = readConfig(text, { hostname: 'director' });
  const written = writeConfig(config);
  expect(written.match(/(?:login|passwd)=.*/g) ?? []).toEqual(logins);
  expect(inItsWords(readConfig(written, { hostname: 'director' }).config)).toEqual(inItsWords(config));
});

const fixtures = join(import.meta.dirname, '../../fixtures');
const inventories = readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('lvs.yaml') && !path.includes('bad/'))
  .toSorted();

test.each(inventories)('what render prints of %s the writer would write, but for comments', (path) => {
  const { value } = parseInventory({ path, text: readFileSync(join(fixtures, path), 'utf8') });
  if (value === undefined) throw new Error('the inventory has errors');
  const rendered = renderConfig(value);
  const { config, problems } = readConfig(rendered, { hostname: 'director', lookup: () => '192.0.2.1' });
  expect(problems).toEqual([]);
  expect(withoutComments(writeConfig(config))).toEqual(withoutComments(rendered));
});

function withoutComments(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}
