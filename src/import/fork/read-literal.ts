import type { Value } from './manifest.ts';
import { lastPart, opens, placeAt, unknownAt, type Read, type Reading } from './reading.ts';

const KEYWORDS = new Set(
  'and or in if elsif else unless case default node class define function inherits'.split(' '),
);
/** A value of one token; undefined where it is none. */
export function readLiteral(reading: Reading, index: number): Read<Value> | undefined {
  const token = reading.tokens[index];
  const next = index + 1;
  const at = placeAt(reading, index, next);
  switch (token?.kind) {
    case 'string':
      return { value: { kind: 'string', value: token.text, at }, next };
    case 'variable':
      return { value: { kind: 'variable', name: lastPart(token.text), at }, next };
    case 'number':
      return { value: { kind: 'number', value: numberIn(token.text), at }, next };
    case 'opaque':
      return unknownAt(reading, index, next);
    default:
      return undefined;
  }
}

/** A zero before other digits makes a number octal. */
function numberIn(text: string): number {
  return /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text);
}

/** Whether a name is no word: one of the language, or a type or reference, as `File` and `::Lvs::Thing`. */
export function hasMeaning(name: string): boolean {
  return KEYWORDS.has(name) || /^(?:::)?[A-Z]/.test(name);
}

/** Whether a name stands before arguments in parentheses. */
export function isCall(reading: Reading, index: number): boolean {
  const token = reading.tokens[index];
  return token?.kind === 'name' && opens(reading, index + 1, '(') && !hasMeaning(token.text);
}
