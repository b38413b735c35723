import type { Source } from '../../inventory/source.ts';
import type { Assignment, Call, Manifest, Resource, Value } from './manifest.ts';
import { readResources } from './read-resources.ts';
import { isCall, readLiteral } from './read-literal.ts';
import { noteCall, readCall, readMethod, readValue } from './read-value.ts';
import {
  endOf,
  isOperator,
  lastPart,
  opens,
  placeAt,
  startReading,
  unknownAt,
  type Reading,
} from './reading.ts';

/** What stands before a name that is declared. */
const DECLARING = new Set('class define function plan type application site node inherits'.split(' '));
/** What is declared with parameters that are other ones each time. */
const WITH_OWN_PARAMETERS = new Set(['define', 'function', 'plan']);
/** The functions that may stand before their arguments without parentheses. */
const STATEMENTS = new Set(
  'include require contain realize tag debug info notice warning err alert emerg crit fail import'.split(' '),
);

/**
 * Reads what a manifest of Puppet 2 to 8 says as data: assignments and defaults of the parameters of classes, resources, and calls
 * of functions, wherever they stand, also where a condition decides whether they count. All else is passed over: there is no text
 * that cannot be read.
 */
export function readManifest(source: Source): Manifest {
  const reading = startReading(source, readValue);
  const assignments: Assignment[] = [];
  const resources: Resource[] = [];
  let parametersEnd = 0;
  for (const [index, { kind, text }] of reading.tokens.entries()) {
    if (kind === 'variable' && index >= parametersEnd) assignments.push(...readAssignment(reading, index));
    if (kind === 'operator' && text === '.') readLooseMethod(reading, index);
    if (kind !== 'name') continue;
    if (WITH_OWN_PARAMETERS.has(text) && opens(reading, index + 2, '('))
      parametersEnd = endOf(reading, index + 2);
    if (isDeclared(reading, index)) continue;
    if (opens(reading, index + 1, '{')) resources.push(...readResources(reading, index));
    readStatement(reading, index);
  }
  return { assignments, resources, calls: callsOf(reading) };
}

function callsOf({ calls }: Reading): Call[] {
  return [...calls].toSorted(([one], [other]) => one - other).map(([, { value }]) => value);
}

function isDeclared({ tokens }: Reading, index: number): boolean {
  const before = tokens[index - 1];
  return before?.kind === 'name' && DECLARING.has(before.text);
}

/** Reads `$name = value`, and `$name += value`, of which the value is not known. */
function readAssignment(reading: Reading, index: number): Assignment[] {
  if (!isOperator(reading, index + 1, '=', '+=')) return [];
  const name = lastPart(reading.tokens[index]?.text ?? '');
  const read = readValue(reading, index + 2, 0) ?? unknownAt(reading, index, index + 2);
  const value = isOperator(reading, index + 1, '=') ? read.value : unknownAt(reading, index, read.next).value;
  // The class passes on what it got under the same name.
  if (value.kind === 'variable' && value.name === name) return [];
  return [{ name, value, at: placeAt(reading, index, read.next) }];
}

/** Reads a call that may be a statement. */
function readStatement(reading: Reading, index: number): void {
  if (isCall(reading, index)) readCall(reading, index, 0);
  else if (STATEMENTS.has(reading.tokens[index]?.text ?? '') && beginsArgument(reading, index + 1))
    readBareCall(reading, index);
}

function beginsArgument(reading: Reading, index: number): boolean {
  const token = reading.tokens[index];
  if (token?.kind === 'name') return !['and', 'or', 'in'].includes(token.text);
  return token?.kind === 'string' || token?.kind === 'variable' || opens(reading, index, '"');
}

/** Reads `name argument, argument`. */
function readBareCall(reading: Reading, index: number): void {
  const args: Value[] = [];
  let next = index + 1;
  for (;;) {
    const read = readValue(reading, next, 1);
    if (read === undefined) break;
    args.push(read.value);
    next = read.next;
    if (!isOperator(reading, next, ',')) break;
    next += 1;
  }
  noteCall(reading, index, index, args, next);
}

/** Reads `.name(…)` of an expression that is no value of anything. */
function readLooseMethod(reading: Reading, dot: number): void {
  const name = dot + 1;
  if (reading.tokens[name]?.kind !== 'name' || reading.calls.has(name)) return;
  const receiver = readLiteral(reading, dot - 1);
  if (receiver === undefined) readMethod(reading, name, name, unknownAt(reading, dot - 1, dot).value, 0);
  else readMethod(reading, dot - 1, name, receiver.value, 0);
}
