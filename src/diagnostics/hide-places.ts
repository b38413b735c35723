import type { Place } from './finding.ts';

/** A text with stars in some places, for all that is no blank: the columns stay, and what stood there is not shown. */
export function hidePlaces(text: string, hidden: readonly Place[]): string {
  const lines = text.split('\n');
  for (const { line, column, endLine, endColumn } of hidden) {
    for (let number = line; number <= endLine; number += 1) {
      const source = lines[number - 1];
      if (source === undefined) break;
      const start = number === line ? column - 1 : 0;
      const end = Math.max(start, number === endLine ? endColumn - 1 : source.length);
      lines[number - 1] =
        source.slice(0, start) + source.slice(start, end).replaceAll(/\S/g, '*') + source.slice(end);
    }
  }
  return lines.join('\n');
}
