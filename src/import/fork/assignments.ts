import type { Place } from '../../diagnostics/finding.ts';
import { leaveOut, type Noted } from '../work.ts';
import type { Assignment, Manifest, Value } from './manifest.ts';

/**
 * What manifests say of variables: the assignments, and behind them what classes are declared with (`class { 'lvs': members => … }`),
 * which counts more than the defaults of their parameters.
 */
export function assignmentsIn(manifests: readonly Manifest[]): Assignment[] {
  const classes = manifests.flatMap(({ resources }) => resources.filter(({ type }) => type === 'class'));
  const declared = classes.flatMap(({ attributes }) =>
    [...attributes].map(([name, value]) => ({ name, value, at: value.at })),
  );
  const handedOn = ({ name, value }: Assignment): boolean => value.kind === 'variable' && value.name === name;
  return [
    ...manifests.flatMap(({ assignments }) => assignments),
    ...declared.filter((one) => !handedOn(one)),
  ];
}

/** The variables that are assigned. Of several assignments the last counts. */
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
 * Notes each assignment of something where another one of the same variable counts, in a branch of a condition or in another file;
 * both are kept.
 * @param names the variables that matter
 */
export function noteOverridden(
  assignments: readonly Assignment[],
  names: ReadonlySet<string>,
  work: Noted,
): void {
  const known = assignments.filter(({ name }) => names.has(name));
  const last = new Map(known.map(({ name, value, at }) => [name, { text: textOf(value), at }]));
  const kept = new Set<Place>();
  for (const { name, value, at } of known) {
    const counts = last.get(name);
    if (counts === undefined || isEmpty(value) || textOf(value) === counts.text) continue;
    const { file, line } = counts.at;
    leaveOut(work, at, `this $${name} is left out: what ${file}:${line} says counts`, 'keep one of the two');
    kept.add(counts.at);
  }
  for (const place of kept) work.kept.push(place);
}

function isEmpty(value: Value): boolean {
  return value.kind === 'undef' || (value.kind === 'array' && value.items.length === 0);
}

/** What a value says, wherever it stands. */
function textOf(value: Value): string {
  return JSON.stringify(value, (key, part: unknown) => (key === 'at' ? undefined : part));
}
