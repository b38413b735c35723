/** Stretches of three texts that belong together, as lists of lines. */
export type Stretch = readonly [left: readonly string[], base: readonly string[], right: readonly string[]];

/**
 * Cuts three lists of lines where one line stands in each of them exactly once, in the same order: what lies between two
 * such lines is compared by itself, because comparing long lists takes time by the square of their length.
 */
export function stretches(
  left: readonly string[],
  base: readonly string[],
  right: readonly string[],
): Stretch[] {
  const inLeft = onceOnly(left);
  const inRight = onceOnly(right);
  const common = [...onceOnly(base)].flatMap(([line, at]) => {
    const [l, r] = [inLeft.get(line), inRight.get(line)];
    return l === undefined || r === undefined ? [] : [[l, at, r] as const];
  });
  const anchors = rising(
    rising(common, ([l]) => l),
    ([, , r]) => r,
  );
  const cuts = [[0, 0, 0] as const, ...anchors, [left.length, base.length, right.length] as const];
  return cuts.slice(1).map((to, index) => {
    const from = cuts[index] ?? to;
    return [left.slice(from[0], to[0]), base.slice(from[1], to[1]), right.slice(from[2], to[2])];
  });
}

/** The lines that stand in a list once, with their places, in order. */
function onceOnly(lines: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  const repeated = new Set<string>();
  for (const [place, line] of lines.entries()) {
    if (places.has(line)) repeated.add(line);
    places.set(line, place);
  }
  for (const line of repeated) places.delete(line);
  return places;
}

/** The most items whose numbers rise, in the order of the list (patience sorting). */
function rising<T>(items: readonly T[], numberOf: (item: T) => number): T[] {
  const piles: { readonly item: T; readonly before: number }[] = [];
  /** For each length the place of the lowest last item of that many. */
  const ends: number[] = [];
  for (const [place, item] of items.entries()) {
    const length = firstNotBelow(ends, numberOf(item), (end) => numberOf(items[end] as T));
    piles.push({ item, before: length === 0 ? -1 : (ends[length - 1] ?? -1) });
    ends[length] = place;
  }
  const chosen: T[] = [];
  for (let place = ends.at(-1) ?? -1; place >= 0; place = piles[place]?.before ?? -1)
    chosen.push(items[place] as T);
  return chosen.toReversed();
}

function firstNotBelow(ends: readonly number[], wanted: number, valueOf: (end: number) => number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (valueOf(ends[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
