import { didYouMean } from '../diagnostics/did-you-mean.ts';
import { directiveIn, wholeLine, type Line } from './lines.ts';
import type { Reading } from './reading.ts';

/**
 * Notes a line that is no directive, or none that may stand there.
 * @param names those that may
 */
export function refuseLine(line: Line, names: readonly string[], reading: Reading): void {
  const written = directiveIn(line.text.trimStart(), line);
  const name = written?.name;
  if (name === undefined)
    return reading.refuse('unknown-directive', 'this line is no directive', wholeLine(line));
  // A name that is known here: only the quotes can be missing.
  if (names.includes(name))
    return reading.refuse(
      'unknown-directive',
      `the value of ${name} is not in quotes`,
      wholeLine(line),
      'put it in double quotes; a # in them ends the line all the same',
    );
  reading.refuse(
    'unknown-directive',
    `${name} is no directive that can stand here`,
    wholeLine(line),
    didYouMean(name, [...names]),
  );
}
