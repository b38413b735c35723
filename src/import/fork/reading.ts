import type { Place } from '../../diagnostics/finding.ts';
import type { Source } from '../../inventory/source.ts';
import type { Call, Unknown, Value } from './manifest.ts';
import { regionsOf, type Regions } from './regions.ts';
import { tokensOf, type Token } from './tokens.ts';

/** Values in values up to here; what is nested deeper is unknown. */
export const MAX_DEPTH = 50;

/** A manifest while it is read. */
export interface Reading {
  readonly source: Source;
  readonly tokens: readonly Token[];
  readonly regions: Regions;
  /** The calls so far, by the index of their names: each is read once. */
  readonly calls: Map<number, Read<Call>>;
  /** Reads a value, which those that hold values need in turn. */
  readonly readValue: ReadValue;
}

/** Reads the expression that begins at a token; undefined where none does. */
export type ReadValue = (reading: Reading, from: number, depth: number) => Read<Value> | undefined;

/** Something that was read, and the index of the token behind it. */
export interface Read<T> {
  readonly value: T;
  readonly next: number;
}

export function startReading(source: Source, readValue: ReadValue): Reading {
  const tokens = tokensOf(source.text);
  return { source, tokens, regions: regionsOf(tokens), calls: new Map(), readValue };
}

/** The place of some tokens; the end is exclusive. */
export function placeAt({ source, tokens }: Reading, from: number, to: number): Place {
  const first = tokens[from];
  const last = tokens[Math.max(from, to - 1)] ?? first;
  return {
    file: source.path,
    line: first?.line ?? 1,
    column: first?.column ?? 1,
    endLine: last?.endLine ?? 1,
    endColumn: last?.endColumn ?? 1,
  };
}

/** Some tokens as they are written; the end is exclusive. */
export function textAt({ source, tokens }: Reading, from: number, to: number): string {
  return source.text.slice(tokens[from]?.start ?? 0, tokens[to - 1]?.end ?? 0);
}

export function unknownAt(reading: Reading, from: number, to: number): Read<Unknown> {
  const value = { kind: 'unknown', text: textAt(reading, from, to), at: placeAt(reading, from, to) } as const;
  return { value, next: to };
}

export function isOperator({ tokens }: Reading, index: number, ...texts: readonly string[]): boolean {
  const token = tokens[index];
  return token?.kind === 'operator' && texts.includes(token.text);
}

export function opens({ tokens }: Reading, index: number, bracket: string): boolean {
  const token = tokens[index];
  return token?.kind === 'open' && token.text === bracket;
}

/** The index of the bracket that ends the region which is opened here. */
export function endOf({ regions, tokens }: Reading, open: number): number {
  return regions.ends[open] ?? tokens.length;
}

/** The index of the token behind the region which is opened here. */
export function behind({ regions, tokens }: Reading, open: number): number {
  return regions.nexts[open] ?? tokens.length;
}

/** The first of these operators that is not in brackets, or the end. */
export function findOperator(
  reading: Reading,
  from: number,
  end: number,
  ...texts: readonly string[]
): number {
  let index = from;
  while (index < end && !isOperator(reading, index, ...texts))
    index = reading.tokens[index]?.kind === 'open' ? behind(reading, index) : index + 1;
  return Math.min(index, end);
}

/** `x` of `x`, `::x` and `lvs::x`. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}

export function withoutTopScope(name: string): string {
  return name.replace(/^::/, '');
}
