import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/ldirectord-cf/read-config.ts';
import { writeConfig } from '../../src/ldirectord-cf/write-config.ts';
import { inItsWords } from './judge.ts';
import { mutant } from './mutants.ts';

const seed = Number(process.env['LVS_PUPPET_SEED'] ?? 1);
const numRuns = process.env['LVS_PUPPET_FULL'] === '1' ? 50_000 : 10_000;

test(`what is read, written and read again means the same (LVS_PUPPET_SEED=${seed})`, () => {
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
});
