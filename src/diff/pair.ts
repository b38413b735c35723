import { groupBy } from './group-by.ts';

/** Something of both sides. */
export interface Pair<T> {
  readonly before: T;
  readonly after: T;
}

/** Which things of two sides are the same, and which are on one side only; each in the order of its side. */
export interface Pairing<T> {
  readonly pairs: readonly Pair<T>[];
  readonly removed: readonly T[];
  readonly added: readonly T[];
}

/** How things are recognised that have no counterpart of the same name. */
export interface Likeness<T> {
  /** What a thing has that another may have, too. */
  readonly marks: (item: T) => readonly string[];
  /** Whether so many common marks make two of them one. */
  readonly enough: (common: number, before: number, after: number) => boolean;
  /** What they must have in common besides; nothing where it is left out. */
  readonly fits?: (before: T, after: T) => boolean;
}

/** A mark of more things than this says nothing about one of them, and would make every pair of them a candidate. */
const MAX_BEARERS = 20;

/**
 * Pairs the things of two sides one to one: by name first, then those that are left by what they have in common, most
 * first. The result does not depend on which side is called the old one.
 */
export function pairUp<T>(
  before: readonly T[],
  after: readonly T[],
  nameOf: (item: T) => string,
  likeness?: Likeness<T>,
): Pairing<T> {
  const named = new Map(before.map((item) => [nameOf(item), item]));
  const partners = new Map<T, T>();
  for (const item of after) {
    const partner = named.get(nameOf(item));
    if (partner !== undefined) partners.set(item, partner);
  }
  const taken = new Set(partners.values());
  const removed = before.filter((item) => !taken.has(item));
  const added = after.filter((item) => !partners.has(item));
  // Mostly all have kept their names.
  if (likeness !== undefined && removed.length > 0 && added.length > 0) {
    for (const pair of likePairs(removed, added, likeness)) partners.set(pair.after, pair.before);
  }
  const all = new Set(partners.values());
  return {
    pairs: after.flatMap((item) => {
      const partner = partners.get(item);
      return partner === undefined ? [] : [{ before: partner, after: item }];
    }),
    removed: removed.filter((item) => !all.has(item)),
    added: added.filter((item) => !partners.has(item)),
  };
}

interface Candidate {
  readonly before: number;
  readonly after: number;
  readonly common: number;
}

/** Greedy, the most common marks first. Candidates with the same sum of positions never share a thing, so the order is one. */
function likePairs<T>(before: readonly T[], after: readonly T[], likeness: Likeness<T>): Pair<T>[] {
  const candidates = candidatesOf(before.map(likeness.marks), after.map(likeness.marks), likeness.enough);
  candidates.sort((a, b) => b.common - a.common || a.before + a.after - b.before - b.after);
  const taken = { before: new Set<number>(), after: new Set<number>() };
  return candidates.flatMap((candidate) => {
    if (taken.before.has(candidate.before) || taken.after.has(candidate.after)) return [];
    const pair = { before: before[candidate.before] as T, after: after[candidate.after] as T };
    if (likeness.fits?.(pair.before, pair.after) === false) return [];
    taken.before.add(candidate.before);
    taken.after.add(candidate.after);
    return [pair];
  });
}

function candidatesOf(
  before: readonly (readonly string[])[],
  after: readonly (readonly string[])[],
  enough: Likeness<unknown>['enough'],
): Candidate[] {
  const bearers = bearersOf(after);
  const rare = bearersOf(before);
  return before.flatMap((marks, index) => {
    const common = new Map<number, number>();
    for (const mark of new Set(marks)) {
      if ((rare.get(mark)?.length ?? 0) > MAX_BEARERS) continue;
      const others = bearers.get(mark) ?? [];
      if (others.length > MAX_BEARERS) continue;
      for (const other of others) common.set(other, (common.get(other) ?? 0) + 1);
    }
    return [...common].flatMap(([other, count]) =>
      enough(count, new Set(marks).size, new Set(after[other]).size)
        ? [{ before: index, after: other, common: count }]
        : [],
    );
  });
}

function bearersOf(marks: readonly (readonly string[])[]): Map<string, number[]> {
  const each = marks.flatMap((list, index) => [...new Set(list)].map((mark) => ({ mark, index })));
  const groups = groupBy(each, ({ mark }) => mark);
  return new Map([...groups].map(([mark, items]) => [mark, items.map(({ index }) => index)]));
}
