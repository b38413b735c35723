import { expect, test } from 'vitest';
import { stepLine } from '../../src/cli/step-line.ts';

/** What is written to a standard error that is `columns` wide. */
function written(isTerminal: boolean, columns: number | undefined, what: string): string {
  let text = '';
  const write = (more: string): void => void (text += more);
  const line = stepLine({ stderr: { write, isTerminal, columns } });
  line.show(what);
  line.hide();
  return text;
}

const erase = '\r\u001B[K';

test('a step takes the place of the one before, and goes', () => {
  expect(written(true, 40, 'booting the kernel')).toBe(`${erase}… booting the kernel${erase}`);
});

test.each([
  [40, 39],
  [undefined, 79],
  // Of a terminal that does not tell.
  [0, 79],
])('with %s columns it has %i characters at most, so that it never wraps', (columns, most) => {
  const text = written(true, columns, 'x'.repeat(200));
  expect(text).toBe(`${erase}… ${'x'.repeat(most - 2)}${erase}`);
});

test('nothing of it comes into a pipe', () => {
  expect(written(false, undefined, 'booting the kernel')).toBe('');
});
