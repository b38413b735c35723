import { NOT_KNOWN, type Data, type Expression, type Hash, type Naming } from './ruby-expressions.ts';

/** A value that is known, which may be nil. */
export interface Known {
  readonly value: Data;
}

export interface Names {
  find(naming: Naming, name: string): Known | undefined;
  /** Called where a key of a hash is asked for, whether it has it or not. */
  ask(hash: Hash, key: string): void;
  /** Called where a list that is not known counts as empty. */
  countAsEmpty(): void;
}

/** Works out an expression as Ruby does; undefined where a variable is not known, or Ruby would give an error. */
export function evaluate(expression: Expression, names: Names): Known | undefined {
  switch (expression.kind) {
    case 'literal':
      return { value: expression.value };
    case 'variable':
      return unlessUnknown(names.find(expression.naming, expression.name));
    case 'key':
      return keyOf(evaluate(expression.of, names), expression.key, names);
    case 'empty?':
      return isEmpty(evaluate(expression.of, names), names);
    case 'nil?':
      return mapKnown(evaluate(expression.of, names), (value) => value === undefined);
    case 'to_s':
      return textOf(evaluate(expression.of, names));
    case 'not':
      return mapKnown(evaluate(expression.of, names), (value) => !isTrue(value));
    case 'and':
    case 'or': {
      const left = evaluate(expression.left, names);
      if (left === undefined || isTrue(left.value) === (expression.kind === 'or')) return left;
      return evaluate(expression.right, names);
    }
    case '==':
    case '!=': {
      const [left, right] = [evaluate(expression.left, names), evaluate(expression.right, names)];
      if (left === undefined || right === undefined) return undefined;
      if (typeof left.value === 'object' || typeof right.value === 'object') return undefined;
      return { value: (left.value === right.value) === (expression.kind === '==') };
    }
  }
}

/** Only nil and false are not true in Ruby. */
export function isTrue(value: Data): boolean {
  return value !== undefined && value !== false;
}

function mapKnown(known: Known | undefined, change: (value: Data) => Data): Known | undefined {
  return known && { value: change(known.value) };
}

export function isHash(value: Data): value is Hash {
  return value instanceof Map;
}

export function isList(value: Data): value is readonly Data[] {
  return Array.isArray(value);
}

function unlessUnknown(known: Known | undefined): Known | undefined {
  return known?.value === NOT_KNOWN ? undefined : known;
}

function keyOf(of: Known | undefined, key: string, names: Names): Known | undefined {
  if (of === undefined || !isHash(of.value)) return undefined;
  names.ask(of.value, key);
  return unlessUnknown({ value: of.value.get(key) });
}

function isEmpty(of: Known | undefined, names: Names): Known | undefined {
  if (of === undefined) {
    names.countAsEmpty();
    return { value: true };
  }
  const { value } = of;
  if (typeof value === 'string' || isList(value)) return { value: value.length === 0 };
  return isHash(value) ? { value: value.size === 0 } : undefined;
}

/** What an output tag writes of a value. How Ruby shows lists and hashes is of no use in the file. */
export function textOf(of: Known | undefined): { readonly value: string } | undefined {
  if (of === undefined || typeof of.value === 'object') return undefined;
  const { value } = of;
  // Ruby and JavaScript write other numbers differently.
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return undefined;
  return { value: value === undefined ? '' : String(value) };
}
