import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdits } from '../../../src/diff/apply-edits.ts';
import { compareInventories } from '../../../src/diff/compare.ts';
import type { BlastRadius, Change, Review } from '../../../src/diff/model.ts';
import { inventoryTree, sameValue } from '../../../src/diff/tree.ts';
import type { Inventory } from '../../../src/inventory/model.ts';
import { parseInventory } from '../../../src/inventory/parse-inventory.ts';
import { plainInventory } from '../../../src/inventory/plain.ts';
import { addressOfTwoHosts } from '../../../src/rules/address-of-two-hosts.ts';
import { inventorySchema } from '../../../src/schema/inventory-schema.ts';
import { randomInventory } from '../schema/random-inventory.ts';
import { catalogsOf, type Catalogs } from './node-catalogs.ts';
import { bases, randomEdits, withEdits, type Draft } from './random-edits.ts';

const seed = Number(process.env['LVS_PUPPET_SEED'] ?? 1);
const numRuns = Number(process.env['LVS_PUPPET_RUNS'] ?? 400);

/** Two inventories that a few edits part, and how they came about. */
interface Case {
  readonly script: string;
  readonly before: Inventory;
  readonly after: Inventory;
  readonly review: Review;
  /** What nodes have by the two inventories, looked at without the review. */
  readonly was: Catalogs;
  readonly is: Catalogs;
}

/** A fixture, edited or not, and what some more edits make of it. They are read once for all proofs. */
const scripts = fc.record({
  base: fc.constantFrom(...bases.keys()),
  first: randomEdits({ maxLength: 3 }),
  more: randomEdits({ minLength: 1, maxLength: 4 }),
});

const edits = fc.sample(scripts, { numRuns, seed }).flatMap((script) => {
  const old = withEdits(bases.get(script.base) ?? {}, script.first);
  return caseOf(JSON.stringify(script), decoded(old), decoded(withEdits(old, script.more)));
});

/** Inventories that have nothing to do with each other, made from the schema. */
const strangers = fc
  .sample(fc.tuple(randomInventory(inventorySchema()), randomInventory(inventorySchema())), { numRuns, seed })
  .flatMap((sides) => {
    const [before, after] = sides.map((side) => decoded(side as Draft));
    return caseOf(JSON.stringify(sides), before, after);
  });

const cases = [...edits, ...strangers];

function caseOf(script: string, before: Inventory | undefined, after: Inventory | undefined): Case[] {
  if (before === undefined || after === undefined) return [];
  const review = compare(before, after);
  const told = [script, ...review.changes.map(({ id, message }) => `${id}: ${message}`)].join('\n');
  return [{ script: told, before, after, review, was: catalogsOf(before), is: catalogsOf(after, before) }];
}

function decoded(draft: Draft): Inventory | undefined {
  const { value, findings } = parseInventory({ path: 'lvs.yaml', text: JSON.stringify(draft) });
  return findings.some(({ severity }) => severity === 'error') ? undefined : value;
}

function compare(before: Inventory, after: Inventory): Review {
  return compareInventories(before, after, { names: { before: 'old', after: 'new' } });
}

test('most scripts give inventories, and these differ in many ways', () => {
  expect(edits.length).toBeGreaterThan(numRuns / 2);
  expect(strangers.length).toBeGreaterThan(numRuns / 50);
  const reasons = new Set(cases.flatMap(({ review }) => review.changes.map(({ reason }) => reason)));
  expect(reasons.size).toBeGreaterThan(50);
});

test('the edits of all changes, in whatever order, make the new inventory of the old one', () => {
  for (const { script, before, after, review } of cases) {
    const steps = review.changes.flatMap((change) => change.edits);
    const trees = [steps, steps.toReversed()].map((list) => applyEdits(inventoryTree(before), list));
    expect(
      trees.every((tree) => sameValue(tree, inventoryTree(after))),
      script,
    ).toBe(true);
  }
});

test('there is a change where and only where the inventories differ', () => {
  for (const { script, before, after, review } of cases) {
    const same = sameValue(plainInventory(before), plainInventory(after));
    expect(review.changes.length === 0, script).toBe(same);
    expect(sameValue(inventoryTree(before), inventoryTree(after)), script).toBe(same);
  }
});

test('no two changes have the same id', () => {
  for (const { script, review } of cases) {
    expect(new Set(review.changes.map(({ id }) => id)).size, script).toBe(review.changes.length);
  }
});

test('from the other side, what was added is removed, and what moved moves back', () => {
  const list = (
    { changes }: Review,
    action: Change['action'],
    of: 'subject' | 'from' = 'subject',
  ): string[] =>
    changes
      .filter((change) => change.action === action)
      .map((change) => JSON.stringify([change[of], change.attribute]))
      .sort();
  for (const { script, before, after, review } of cases) {
    const back = compare(after, before);
    expect(list(back, 'removed'), script).toEqual(list(review, 'added'));
    expect(list(back, 'moved', 'from'), script).toEqual(list(review, 'moved'));
    expect(list(back, 'renamed', 'from'), script).toEqual(list(review, 'renamed'));
    expect(list(back, 'reordered').length, script).toBe(list(review, 'reordered').length);
  }
});

/**
 * Without names of directors there is nobody to name; and where one address is two servers, which is an error, these may
 * change places without a trace in the file.
 */
const withDirectors = edits.filter(
  ({ before, after }) =>
    after.directors.hosts.length > 0 &&
    [before, after].every((side) => addressOfTwoHosts.check(side).length === 0),
);

function all(review: Review, part: (blast: BlastRadius) => readonly string[]): Set<string> {
  return new Set(review.changes.flatMap(({ blast }) => part(blast)));
}

test('ldirectord is reloaded where and only where its file differs', () => {
  for (const { script, review, was, is } of withDirectors) {
    const differs = was.config !== is.config;
    expect(all(review, ({ reloads }) => reloads).size > 0, script).toBe(differs);
  }
});

test('directors are touched where and only where their catalogs differ', () => {
  for (const { script, review, was, is } of withDirectors) {
    const differs = was.director !== is.director;
    const common = review.changes.filter(({ subject }) => subject.kind !== 'director');
    expect(
      common.some(({ blast }) => blast.directors.length > 0),
      script,
    ).toBe(differs);
  }
});

test('a real server is touched where its catalog differs', () => {
  for (const { script, review, was, is } of cases) {
    const touched = all(review, ({ realServers }) => realServers);
    const differing = changedKeys(was.realServers, is.realServers);
    expect(
      differing.filter((host) => !touched.has(host)),
      script,
    ).toEqual([]);
  }
});

test('directors are kicked where the marker of a real server differs', () => {
  const kicking = withDirectors.filter(({ after }) => after.kicker.module !== 'none');
  for (const { script, before, after, review, was, is } of kicking) {
    const roles = new Set(after.roles.map(({ name }) => name));
    const discovered = new Set(
      [before, after].flatMap((side) =>
        side.roles.filter(({ discover }) => discover).map(({ name }) => name),
      ),
    );
    const markers = changedKeys(was.markers, is.markers);
    // Nobody knows whether a host with a new name is a new machine, and whether discovery finds what was listed.
    const renamed = review.changes.flatMap((change) =>
      change.reason === 'server-renamed' ? change.blast.realServers : [],
    );
    const changed = markers.filter((key) => {
      const [role = '', host = ''] = key.split(' ');
      return roles.has(role) && !renamed.includes(host) && !discovered.has(role);
    });
    const kicked = all(review, (blast) => blast.kicked);
    const directors = after.directors.hosts.map(({ hostname }) => hostname);
    if (changed.length > 0) expect([...kicked], script).toEqual(expect.arrayContaining(directors));
  }
});

function changedKeys(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (key) => before.get(key) !== after.get(key),
  );
}
