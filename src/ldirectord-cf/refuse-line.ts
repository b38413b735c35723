import { didYouMean } from '../diagnostics/did-you-mean.ts';
import { directiveIn, isBlank, wholeLine, withoutIndent, type Line } from './lines.ts';
import type { Reading } from './reading.ts';

/**
 * Notes a line that is no directive, or none that may stand there.
 * @param names those that may
 */
export function refuseLine(line: Line, names: readonly string[], reading: Reading): void {
  if (isBlank(line))
    return reading.refuse(
      'unknown-directive',
      'to the daemon so many blanks are a line of the section',
      wholeLine(line),
      'remove them',
    );
  const name = directiveIn(withoutIndent(line.text), line)?.name;
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

/** Notes a line that must not be indented, although it says what may stand there. */
export function refuseIndent(line: Line, reading: Reading): void {
  const end = line.text.length - withoutIndent(line.text).length;
  reading.refuse(
    'unknown-directive',
    'this line must not be indented',
    { line: line.number, column: 1, endColumn: end + 1 },
    'remove the blanks before it',
  );
}
