import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/ldirectord-cf/read-config.ts';
import { cases } from './cases.ts';
import type { Expected } from './cases/case.ts';
import { compare, timeoutsIn } from './compare.ts';
import { inItsWords, kindOf, plain, setupInItsWords, startJudge, type Judge, type Verdict } from './judge.ts';

let judge: Judge;
beforeAll(() => {
  judge = startJudge();
});
afterAll(() => judge.end());

describe.each(Object.entries(cases))('%s', (_, group) => {
  test.each(group)('$rule', async ({ text, expected }) => {
    const verdict = await judge.of(text);
    expect(daemonSays(verdict, expected), 'the daemon').toEqual(expected);
    expect(readerSays(text, expected), 'the reader').toEqual(expected);
    compare(text, verdict);
  });
});

test('no rule is there twice', () => {
  const rules = Object.entries(cases).flatMap(([name, group]) => group.map(({ rule }) => `${name}: ${rule}`));
  expect(rules.filter((rule, index) => rules.indexOf(rule) !== index)).toEqual([]);
});

/** What the daemon says, in the form of what is expected, and no more of it than that. */
function daemonSays(verdict: Verdict, expected: Expected): unknown {
  if ('needs' in verdict) return { needs: verdict.needs, line: 'line' in expected && expected.line };
  if (!verdict.ok) {
    const { line, text } = verdict;
    const says = 'says' in expected && text.includes(expected.says) ? expected.says : text;
    return { refused: kindOf(text), line, says };
  }
  const { config, setup, warnings } = verdict;
  const known = 'accepted' in expected ? expected : undefined;
  return {
    accepted: partOf(plain(config), known?.accepted ?? {}),
    warnings: warnings.map((warning, index) => {
      const words = known?.warnings[index];
      return words !== undefined && warning.includes(words) ? words : warning;
    }),
    ...(known?.timeouts && { timeouts: inForce(timeoutsIn(setup)) }),
  };
}

/** What the reader says, in the same form. It has no sentences of the daemon, and no warnings. */
function readerSays(text: string, expected: Expected): unknown {
  const { config, problems } = readConfig(text, { hostname: 'director' });
  const [first] = problems;
  if (first?.kind === 'needs-names')
    return {
      needs: 'needs' in expected && first.message.includes(expected.needs) && expected.needs,
      line: first.at.line,
    };
  if (first !== undefined)
    return {
      refused: first.kind,
      line: first.daemonLine ?? first.at.line,
      says: 'says' in expected && expected.says,
    };
  const known = 'accepted' in expected ? expected : undefined;
  return {
    accepted: partOf(inItsWords(config), known?.accepted ?? {}),
    warnings: known?.warnings,
    ...(known?.timeouts && { timeouts: inForce(setupInItsWords(config) as ReturnType<typeof timeoutsIn>) }),
  };
}

function inForce(timeouts: ReturnType<typeof timeoutsIn>): unknown {
  return timeouts.map(({ checktimeout, negotiatetimeout }) => ({
    check: checktimeout,
    negotiate: negotiatetimeout,
  }));
}

/** What `actual` says of the things that are in `expected`; lists are compared as a whole. */
function partOf(actual: unknown, expected: unknown): unknown {
  if (Array.isArray(actual) && Array.isArray(expected))
    return actual.map((one, index) => partOf(one, expected[index]));
  if (!isRecord(actual) || !isRecord(expected)) return actual;
  return Object.fromEntries(Object.keys(expected).map((key) => [key, partOf(actual[key], expected[key])]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
