import { expect, it } from 'vitest';
import { counted, shownSeconds } from '../../../src/rehearse/words.ts';

it.each([
  [0, '0 servers'],
  [1, '1 server'],
  [2, '2 servers'],
])('%i with its noun', (count, words) => {
  expect(counted(count, 'server')).toBe(words);
});

it.each([
  [0, undefined],
  [0.049, undefined],
  [0.05, '0.1'],
  [2, '2.0'],
])('%f seconds', (seconds, shown) => {
  expect(shownSeconds(seconds)).toBe(shown);
});
