import type { Place } from '../diagnostics/finding.ts';
import { hidePlaces } from '../diagnostics/hide-places.ts';

/**
 * A text of which a person may see some places only: everything else that is no blank becomes a star, so that the
 * columns stay. Data of Hiera holds secrets of everybody, and findings print whole lines.
 */
export function showOnly(text: string, shown: readonly Place[], hidden: readonly Place[]): string {
  const lines = text.split('\n');
  const stars = lines.map((line) => line.replaceAll(/\S/g, '*'));
  for (const place of shown) copy(lines, stars, place);
  return hidePlaces(stars.join('\n'), hidden);
}

function copy(from: readonly string[], to: string[], { line, column, endLine, endColumn }: Place): void {
  for (let number = line; number <= endLine; number += 1) {
    const [source, target] = [from[number - 1], to[number - 1]];
    if (source === undefined || target === undefined) return;
    const start = number === line ? column - 1 : 0;
    const end = number === endLine ? endColumn - 1 : source.length;
    to[number - 1] = target.slice(0, start) + source.slice(start, end) + target.slice(Math.max(start, end));
  }
}
