import type { Token } from './tokens.ts';

/** Gives the lines that it finds fault with. */
export type Check = (tokens: readonly Token[], source: string) => number[];

/** The line of the first place where a pattern is found. */
export function lineOf(source: string, pattern: RegExp): number[] {
  const place = source.search(pattern);
  return place === -1 ? [] : [source.slice(0, place).split('\n').length];
}
