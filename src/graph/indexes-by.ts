/** The indexes of items, grouped by the index of what each belongs to. */
export function indexesBy<T>(items: readonly T[], groupOf: (item: T) => number, groups: number): number[][] {
  const found: number[][] = Array.from({ length: groups }, () => []);
  for (const [index, item] of items.entries()) found[groupOf(item)]?.push(index);
  return found;
}
