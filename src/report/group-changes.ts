import type { Change } from '../diff/model.ts';
import { valueChange, type ValueChange } from './words.ts';

/** Changes that say the same of several subjects, or one change alone. */
export type ChangeGroup = readonly [Change, ...Change[]];

/** From so many on, equal changes are easier to read as one with a list. */
const MIN_GROUP = 3;

/** Groups changes that differ in their subject only; each group stands where its first change stood. */
export function groupChanges(changes: readonly Change[]): ChangeGroup[] {
  const groups = new Map<string, [Change, ...Change[]]>();
  for (const change of changes) {
    const key = sameness(change);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  const apart = [...groups.values()].flatMap((group): ChangeGroup[] =>
    group.length < MIN_GROUP ? group.map((change): ChangeGroup => [change]) : [group],
  );
  const position = new Map(changes.map((change, index) => [change, index]));
  return apart.sort((a, b) => (position.get(a[0]) ?? 0) - (position.get(b[0]) ?? 0));
}

/** Equal for changes that a list of subjects can stand for. */
function sameness(change: Change): string {
  const { id, reason, risk, action, subject, from, attribute, before, after, hint, blast, confirmed } =
    change;
  // What was moved or renamed has a story of its own.
  if (from !== undefined) return `id ${id}`;
  return JSON.stringify([
    reason,
    risk,
    action,
    subject.kind,
    attribute ?? null,
    ...(isOwnAddress(change) ? [] : [before ?? null, after ?? null]),
    hint ?? null,
    blast.hazard ?? null,
    confirmed,
  ]);
}

/** A server that comes or goes has its address as value, which no other one has. */
function isOwnAddress({ subject, attribute }: Change): boolean {
  return subject.kind === 'server' && attribute === undefined;
}

/** The values of a group; of several servers that come or go there is not one. */
export function valuesOf([first, ...others]: ChangeGroup): ValueChange | undefined {
  return others.length > 0 && isOwnAddress(first) ? undefined : valueChange(first);
}
