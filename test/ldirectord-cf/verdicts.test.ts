import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compare, type Outcome } from './compare.ts';
import { startJudge, type Judge } from './judge.ts';
import { mutant } from './mutants.ts';

const seed = Number(process.env['LVS_PUPPET_SEED'] ?? 1);
const runs = process.env['LVS_PUPPET_FULL'] === '1' ? 20_000 : 4000;
/** The judge reads one while the next is written. */
const AT_A_TIME = 200;

let judge: Judge;
beforeAll(() => {
  judge = startJudge();
});
afterAll(() => judge.end());

test(
  `${runs} files are accepted and refused as by the installed ldirectord (LVS_PUPPET_SEED=${seed})`,
  { timeout: 600_000 },
  async () => {
    const texts = fc.sample(mutant, { numRuns: runs, seed });
    const counts: Record<Outcome, number> = { accepted: 0, refused: 0, 'needs names': 0 };
    for (let start = 0; start < texts.length; start += AT_A_TIME) {
      const some = texts.slice(start, start + AT_A_TIME);
      const verdicts = await Promise.all(some.map((text) => judge.of(text)));
      for (const [index, verdict] of verdicts.entries()) counts[compare(some[index] ?? '', verdict)] += 1;
    }
    // Both must be tried, or nothing is shown.
    expect(counts.accepted).toBeGreaterThan(runs / 5);
    expect(counts.refused).toBeGreaterThan(runs / 5);
  },
);
