/** A proposal compares with every known word, and each mistake asks for one: beyond this it takes too long. */
const MAX_KNOWN = 1000;

/**
 * The known word that is closest to a mistyped one, or undefined where none is close: at most a third of its
 * letters differ (insertions, deletions, replacements and swaps of neighbours count one each).
 */
export function closestWord(word: string, known: readonly string[]): string | undefined {
  if (known.length > MAX_KNOWN) return undefined;
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** A hint that proposes the closest word, else lists the known ones where they are few. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const closest = closestWord(word, known);
  if (closest !== undefined) return `did you mean ${closest}?`;
  return known.length > 0 && known.length <= 16 ? `known here: ${known.join(', ')}` : undefined;
}

function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (previous[j] ?? 0) + 1,
        (current[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforePrevious[j - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
