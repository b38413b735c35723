import type { Resource, Value } from './manifest.ts';
import { readValue } from './read-value.ts';
import {
  endOf,
  findOperator,
  isOperator,
  placeAt,
  unknownAt,
  withoutTopScope,
  type Reading,
} from './reading.ts';

/**
 * Reads `type { title: attributes; title: attributes }`; nothing where the braces hold something else. Defaults among the bodies,
 * `default: …`, are no resource.
 * @param index of the type, which stands before the brace
 */
export function readResources(reading: Reading, index: number): Resource[] {
  const type = withoutTopScope(reading.tokens[index]?.text ?? '');
  // `File { mode => … }` gives defaults, and refers to no resource.
  if (/^[A-Z]/.test(type)) return [];
  const resources: Resource[] = [];
  const end = endOf(reading, index + 1);
  let body = index + 2;
  while (body < end) {
    const title = readValue(reading, body, 1);
    if (title === undefined || !isOperator(reading, title.next, ':')) return resources;
    const { attributes, last, next } = readAttributes(reading, title.next + 1, end);
    const at = placeAt(reading, body, last);
    if (reading.tokens[body]?.text !== 'default' || reading.tokens[body]?.kind !== 'name')
      resources.push({ type, title: title.value, attributes, at });
    body = next;
  }
  return resources;
}

interface Body {
  readonly attributes: ReadonlyMap<string, Value>;
  /** Behind the last attribute. */
  readonly last: number;
  /** Behind the semicolon. */
  readonly next: number;
}

function readAttributes(reading: Reading, from: number, end: number): Body {
  const attributes = new Map<string, Value>();
  let last = from;
  let index = from;
  while (index < end && !isOperator(reading, index, ';')) {
    if (isOperator(reading, index, ',')) {
      index += 1;
      continue;
    }
    const name = reading.tokens[index]?.text ?? '';
    const isNamed = reading.tokens[index]?.kind === 'name' || isOperator(reading, index, '*');
    if (isNamed && isOperator(reading, index + 1, '=>')) {
      const { value, next } = readAttribute(reading, index + 2, end);
      attributes.set(name, value);
      last = next;
      index = next;
    } else {
      index = findOperator(reading, index, end, ',', ';');
    }
  }
  return { attributes, last, next: index + 1 };
}

/** The value of an attribute, up to the comma or semicolon behind it. */
function readAttribute(
  reading: Reading,
  from: number,
  end: number,
): { readonly value: Value; readonly next: number } {
  const read = readValue(reading, from, 1);
  const isWhole = read !== undefined && (read.next >= end || isOperator(reading, read.next, ',', ';'));
  return isWhole ? read : unknownAt(reading, from, findOperator(reading, from, end, ',', ';'));
}
