import { describe, expect, it } from 'vitest';
import { risks } from '../../../src/diff/model.ts';
import { reviewJson } from '../../../src/report/review-json.ts';
import { reviewSchema } from '../../../src/report/review-schema.ts';
import type { Schema } from '../../../src/schema/schema.ts';
import { changeOf, reviewOf, sampleReview } from './reviews.ts';

interface Data {
  readonly schemaVersion: number;
  readonly summary: Record<string, unknown>;
  readonly changes: readonly Record<string, unknown>[];
  readonly files: unknown;
}
const dataOf = (review: Parameters<typeof reviewJson>[0]): Data => JSON.parse(reviewJson(review)) as Data;

describe('the JSON of a review', () => {
  it('sums up', () => {
    const { schemaVersion, summary, files } = dataOf(sampleReview);
    expect({ schemaVersion, files }).toEqual({ schemaVersion: 1, files: null });
    expect(summary).toEqual({
      changes: 6,
      risks: { blocker: 1, critical: 1, major: 0, minor: 3, info: 1 },
      maxRisk: 'blocker',
      confirmed: 1,
      removals: 1,
      hasRemovals: true,
      directors: ['lvs1.oe.example'],
      realServers: ['gui1.oe.example', 'gui2.oe.example', 'gui3.oe.example'],
      reloads: ['lvs1.oe.example'],
      kicked: ['gui1.oe.example', 'gui2.oe.example', 'lvs1.oe.example'],
    });
  });

  it('has no worst risk where all is confirmed, or nothing changes', () => {
    expect(dataOf(reviewOf([changeOf({ risk: 'blocker', confirmed: true })])).summary['maxRisk']).toBeNull();
    expect(dataOf(reviewOf([])).summary['maxRisk']).toBeNull();
    expect(dataOf(reviewOf([changeOf({ risk: 'major' })])).summary['maxRisk']).toBe('major');
  });

  it('keeps the order of the review, and writes null for what is not there', () => {
    const { changes } = dataOf(sampleReview);
    expect(changes.map(({ risk }) => risks.indexOf(risk as never))).toEqual([0, 1, 3, 3, 3, 4]);
    expect(changes[0]).toMatchObject({ attribute: null, after: null, from: null, at: { after: null } });
  });

  it('says what became of each file', () => {
    const pair = (path: string, before: string | undefined, after: string | undefined) => ({
      path,
      before,
      after,
    });
    const files = [pair('a', undefined, 'x\n'), pair('b', 'x\n', undefined), pair('c', 'x\n', 'y\n')];
    expect(dataOf(reviewOf([changeOf()], { files })).files).toEqual([
      { path: 'a', action: 'added', diff: expect.stringContaining('--- /dev/null\n+++ b/a\n') as string },
      { path: 'b', action: 'removed', diff: expect.stringContaining('+++ /dev/null\n') as string },
      { path: 'c', action: 'changed', diff: expect.stringContaining('-x\n+y\n') as string },
    ]);
  });
});

/** Every schema inside of a schema. */
function partsOf(schema: Schema): Schema[] {
  const inner = [
    ...Object.values(schema.properties ?? {}),
    ...Object.values(schema.definitions ?? {}),
    ...(schema.anyOf ?? []),
    ...(schema.items === undefined ? [] : [schema.items]),
  ];
  return [schema, ...inner.flatMap(partsOf)];
}

describe('the schema of a review', () => {
  it('requires every key that it has, and allows no other', () => {
    const objects = partsOf(reviewSchema()).filter(({ properties }) => properties !== undefined);
    expect(objects.length).toBeGreaterThan(8);
    for (const { properties, required, additionalProperties } of objects) {
      expect(required).toEqual(Object.keys(properties ?? {}));
      expect(additionalProperties).toBe(false);
    }
  });
});
