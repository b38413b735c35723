import type { HashEntry, Interpolated, Unknown, Value, Variable } from './manifest.ts';

/** Deeper values are unknown, as are those that are nested without an end. */
const MAX_DEPTH = 100;
/** Values, and characters of strings that are put together: a few assignments can mean more than any machine holds. */
const MAX_SIZE = 1_000_000;

/** A value on its way. */
interface Resolving {
  readonly variables: ReadonlyMap<string, Value>;
  readonly following: Set<string>;
  left: number;
}

/**
 * Puts the values of variables in their place, in all of a value, and makes one string of those with values in them. A variable that
 * nobody assigned stays; one that leads to itself, or to more than a manifest can mean, is unknown, as is a string with anything but
 * strings and numbers in it. A string that is nothing but a value is that value, a number as text.
 */
export function resolve(value: Value, variables: ReadonlyMap<string, Value>): Value {
  return resolveIn({ variables, following: new Set(), left: MAX_SIZE }, value, 0);
}

function resolveIn(work: Resolving, value: Value, depth: number): Value {
  work.left -= 1;
  if (work.left < 0 || depth > MAX_DEPTH) return unknown(value);
  const inside = (one: Value): Value => resolveIn(work, one, depth + 1);
  switch (value.kind) {
    case 'variable':
      return follow(work, value, depth);
    case 'interpolated':
      return fold(work, value, value.parts.map(inside));
    case 'array':
      return { ...value, items: value.items.map(inside) };
    case 'hash':
      return {
        ...value,
        entries: value.entries.map((one): HashEntry => ({ key: inside(one.key), value: inside(one.value) })),
      };
    case 'call':
      return { ...value, args: value.args.map(inside) };
    default:
      return value;
  }
}

function follow(work: Resolving, variable: Variable, depth: number): Value {
  const value = work.variables.get(variable.name);
  if (value === undefined) return variable;
  if (work.following.has(variable.name)) return unknown(variable);
  work.following.add(variable.name);
  const resolved = resolveIn(work, value, depth + 1);
  work.following.delete(variable.name);
  return resolved;
}

function fold(work: Resolving, { text, at }: Interpolated, parts: readonly Value[]): Value {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && only.kind !== 'number') return only;
  const texts = parts.map((part) =>
    part.kind === 'string' || part.kind === 'number' ? String(part.value) : undefined,
  );
  work.left -= texts.reduce((sum, one) => sum + (one?.length ?? 0), 0);
  if (work.left < 0 || texts.includes(undefined)) return { kind: 'unknown', text, at };
  return { kind: 'string', value: texts.join(''), at };
}

function unknown(value: Value): Unknown {
  const { kind, at } = value;
  if (kind === 'unknown') return value;
  if (kind === 'variable') return { kind: 'unknown', text: `$${value.name}`, at };
  return { kind: 'unknown', text: kind === 'interpolated' ? value.text : '', at };
}
