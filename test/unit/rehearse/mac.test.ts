import { expect, it } from 'vitest';
import { macOf } from '../../../src/rehearse/mac.ts';

it.each([
  [0, 0, '02:00:00:00:00:00'],
  [10, 1, '02:00:00:00:0a:01'],
  [255, 255, '02:00:00:00:ff:ff'],
  [256, 0, '02:00:00:01:00:00'],
  [4660, 2, '02:00:00:12:34:02'],
])('host %i, interface %i: %s', (host, index, mac) => {
  expect(macOf(host, index)).toBe(mac);
});

it('tells interfaces apart, and is an address of one station that nobody sells', () => {
  const all = Array.from({ length: 600 }, (_none, host) => [macOf(host, 0), macOf(host, 1)]).flat();
  expect(new Set(all).size).toBe(all.length);
  // The lowest bits of the first byte: locally administered, and no multicast.
  for (const mac of all) expect(Number.parseInt(mac.slice(0, 2), 16) & 3).toBe(2);
});
