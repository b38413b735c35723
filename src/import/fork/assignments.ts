import { leaveOut, type Import } from '../work.ts';
import type { Assignment, Value } from './manifest.ts';

/** The variables of all manifests. Of several assignments the last counts. */
export function variablesOf(assignments: readonly Assignment[]): Map<string, Value> {
  return new Map(assignments.map(({ name, value }) => [name, value]));
}

/** These variables, and those that their values are made of, whichever of these counts. */
export function withTheirParts(names: Iterable<string>, assignments: readonly Assignment[]): Set<string> {
  const parts = new Map<string, string[]>();
  for (const { name, value } of assignments) {
    const known = parts.get(name) ?? [];
    parts.set(name, known);
    for (const part of namesIn(value)) known.push(part);
  }
  const reached = new Set(names);
  // A set that grows is gone through to its end.
  for (const name of reached) for (const part of parts.get(name) ?? []) reached.add(part);
  return reached;
}

/** The variables in a value. */
export function namesIn(value: Value): string[] {
  switch (value.kind) {
    case 'variable':
      return [value.name];
    case 'interpolated':
      return value.parts.flatMap(namesIn);
    case 'array':
      return value.items.flatMap(namesIn);
    case 'hash':
      return value.entries.flatMap((one) => [...namesIn(one.key), ...namesIn(one.value)]);
    case 'call':
      return value.args.flatMap(namesIn);
    default:
      return [];
  }
}

/**
 * Notes each assignment after which the same variable gets another value, in a branch of a condition or in another file; both are kept.
 * @param names the variables that matter
 */
export function noteOverridden(
  assignments: readonly Assignment[],
  names: ReadonlySet<string>,
  work: Pick<Import, 'findings' | 'kept'>,
): void {
  const known = assignments.filter(({ name }) => names.has(name));
  const last = new Map(known.map(({ name, value, at }) => [name, { text: textOf(value), at }]));
  for (const { name, value, at } of known) {
    const counts = last.get(name);
    if (counts === undefined || textOf(value) === counts.text) continue;
    const { file, line } = counts.at;
    leaveOut(work, at, `this $${name} is left out: what ${file}:${line} says counts`, 'keep one of the two');
    work.kept.push(counts.at);
  }
}

/** What a value says, wherever it stands. */
function textOf(value: Value): string {
  return JSON.stringify(value, (key, part: unknown) => (key === 'at' ? undefined : part));
}
