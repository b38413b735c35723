import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/diff/model.ts';
import { remarksOfFindings } from '../../../src/report/remark.ts';
import { reviewSarif } from '../../../src/report/review-sarif.ts';
import { sarif } from '../../../src/report/sarif.ts';
import { changeOf, placeAt, reviewOf, sampleChanges } from './reviews.ts';

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly { physicalLocation: { artifactLocation: object; region: object } }[];
  readonly relatedLocations?: readonly { physicalLocation: object }[];
  readonly partialFingerprints: { readonly primaryLocationLineHash: string };
}

interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly { id: string; help: { text: string } }[] } };
  readonly invocations: readonly { toolExecutionNotifications: readonly { message: { text: string } }[] }[];
  readonly results: readonly Result[];
}

function runOf(text: string): Run {
  const { runs } = JSON.parse(text) as { runs: Run[] };
  const [run] = runs;
  if (run === undefined || runs.length > 1) throw new Error('not one run');
  return run;
}

const fingerprints = ({ results }: Run): string[] =>
  results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash);

const shifted = (change: Change): Change => ({
  ...change,
  at: {
    before: change.at.before && placeAt(change.at.before.line + 100),
    after: change.at.after && placeAt(change.at.after.line + 100),
  },
});

describe('SARIF of a review', () => {
  const run = runOf(reviewSarif(reviewOf(sampleChanges)));

  it('has the rules of the table, with help, and a result for each change', () => {
    const { rules } = run.tool.driver;
    expect(rules.map(({ id }) => id)).toEqual([
      'kick-added',
      'server-weight-changed',
      'service-removed',
      'service-virtual-ip-changed',
    ]);
    for (const { help } of rules) expect(help.text.length).toBeGreaterThan(40);
    expect(run.results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['service-removed', 'error'],
      ['service-virtual-ip-changed', 'error'],
      ...Array.from({ length: 3 }, () => ['server-weight-changed', 'note']),
      ['kick-added', 'note'],
    ]);
    for (const { ruleId, ruleIndex } of run.results) expect(rules[ruleIndex]?.id).toBe(ruleId);
  });

  it('points to the new place, and to the old one where it is in the same file', () => {
    expect(run.results[1]?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'lvs.yaml' },
      region: { startLine: 6, startColumn: 3, endLine: 6, endColumn: 7 },
    });
    const old = {
      artifactLocation: { uri: 'lvs.yaml' },
      region: { startLine: 5, startColumn: 3, endLine: 5, endColumn: 7 },
    };
    expect(run.results[1]?.relatedLocations?.[0]?.physicalLocation).toEqual(old);
    // What is gone has no new place.
    expect(run.results[0]?.locations[0]?.physicalLocation.region).toEqual({ startLine: 1 });
    const before = (file: string) =>
      runOf(reviewSarif(reviewOf([changeOf({ at: { before: placeAt(5, 3, file), after: placeAt(6) } })])));
    expect(before('HEAD:lvs.yaml').results[0]?.relatedLocations?.[0]?.physicalLocation).toEqual(old);
    expect(before('other.yaml').results[0]?.relatedLocations).toBeUndefined();
  });

  it('has fingerprints that know no line', () => {
    const moved = runOf(reviewSarif(reviewOf(sampleChanges.map(shifted))));
    expect(fingerprints(moved)).toEqual(fingerprints(run));
    expect(new Set(fingerprints(run)).size).toBe(sampleChanges.length);
  });

  it('has fingerprints that the rest of the inventory does not change', () => {
    const printsOf = (reason: Change['reason']) =>
      fingerprints(runOf(reviewSarif(reviewOf([changeOf({ reason, id: 'removed/server/gui/gui1' })]))));
    expect(printsOf('role-majority-removed')).toEqual(printsOf('server-removed'));
  });

  it('gives equal results a fingerprint each', () => {
    const prints = fingerprints(runOf(reviewSarif(reviewOf([changeOf(), changeOf()]))));
    expect(prints.map((print) => print.slice(-2))).toEqual([':1', ':2']);
  });

  it('stays below what GitHub shows, and says how many are cut, the lightest first', () => {
    const changes = Array.from({ length: 5100 }, (_, index) =>
      changeOf({ id: String(index), risk: index === 5099 ? 'blocker' : 'minor' }),
    );
    const { results, invocations } = runOf(reviewSarif(reviewOf(changes)));
    expect(results.length).toBe(5000);
    expect(results[0]?.level).toBe('error');
    expect(invocations[0]?.toolExecutionNotifications.map(({ message }) => message.text)).toEqual([
      '100 more results are left out; the heaviest are here',
    ]);
  });

  it('makes neither a link nor a placeholder of a text', () => {
    const message = 'see [this](https://example.org) {0} a\\b';
    expect(runOf(reviewSarif(reviewOf([changeOf({ message })]))).results[0]?.message.text).toBe(
      'see \\[this\\](https://example.org) {{0}} a\\\\b',
    );
  });
});

describe('SARIF of findings', () => {
  it('has fingerprints that know no line, also where a message names one', () => {
    const print = (line: number) =>
      fingerprints(
        runOf(
          sarif(
            remarksOfFindings([
              {
                code: 'duplicate-virtual-ip',
                severity: 'error',
                message: `as "web" on line ${line}`,
                at: placeAt(line + 2),
              },
            ]),
          ),
        ),
      );
    expect(print(3)).toEqual(print(300));
  });

  it('says which files could not be checked', () => {
    const { invocations } = runOf(
      sarif([], [{ level: 'error', text: 'not checked: no engine', file: 'a b.pp' }]),
    );
    expect(invocations[0]).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [
        {
          level: 'error',
          message: { text: 'not checked: no engine' },
          locations: [{ physicalLocation: { artifactLocation: { uri: 'a%20b.pp' } } }],
        },
      ],
    });
  });
});
