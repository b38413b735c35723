import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/ldirectord-cf/read-config.ts';
import { inItsWords, kindOf, plain, setupInItsWords, startJudge, type Judge, type Verdict } from './judge.ts';
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

type Outcome = 'accepted' | 'refused' | 'needs names';

/** Compares what is said here of a file with what the daemon says. */
function compare(text: string, verdict: Verdict): Outcome {
  const { config, problems } = readConfig(text, { hostname: 'director' });
  const [first] = problems;
  const where = JSON.stringify(text);
  if (verdict.ok) {
    expect(first, where).toBeUndefined();
    expect(inItsWords(config), where).toEqual(plain(verdict.config));
    expect(setupInItsWords(config), where).toEqual(timeoutsIn(verdict.setup));
    return 'accepted';
  }
  if ('needs' in verdict) {
    expect(first?.kind, where).toBe('needs-names');
    return 'needs names';
  }
  // A range of addresses for which there is not enough time.
  const [kind, line] =
    verdict.text === 'too long' ? ['invalid-range', first?.at.line] : [kindOf(verdict.text), verdict.line];
  const told = first && { kind: first.kind, line: first.daemonLine ?? first.at.line };
  expect(told, `${where}: ${verdict.text}`).toEqual({ kind, line });
  return 'refused';
}

function timeoutsIn(setup: readonly object[]): unknown {
  return (plain(setup) as Record<string, string>[]).map((one) => ({
    checktimeout: String(Number(one['checktimeout'])),
    negotiatetimeout: String(Number(one['negotiatetimeout'])),
  }));
}

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
