import type { Action, Change, Subject } from '../diff/model.ts';
import type { GraphMarks } from '../graph/mark-graph.ts';
import type { Mark } from '../graph/model.ts';

export type Side = 'before' | 'after';

/** Where several things happened to one subject, the first of these is shown. */
const WEIGHTS: readonly Action[] = ['added', 'removed', 'moved', 'renamed', 'changed', 'reordered'];

/** The marks on the picture of one side: what is gone is marked before, what is new after, anything else on both. */
export function marksOf(changes: readonly Change[], side: Side): GraphMarks {
  const marks = new Map<string, Mark>();
  const absent = side === 'before' ? 'added' : 'removed';
  const nameOn = side === 'before' ? oldNames(changes) : (change: Change): Subject => change.subject;
  for (const change of changes.filter(({ action }) => action !== absent)) {
    const key = keyOf(nameOn(change));
    marks.set(key, heavier(marks.get(key), change.action));
  }
  const mark = (kind: Subject['kind'], name: string, role?: string): Mark | undefined =>
    marks.get(keyOf(role === undefined ? { kind, name } : { kind, name, role }));
  return {
    virtualIp: (name) => mark('virtual-ip', name),
    service: (role, name) => mark('service', name, role),
    role: (name) => mark('role', name),
    host: (role, hostname) => mark('server', hostname, role) ?? mark('director', hostname),
    kick: (from, to) => mark('kick', to, from),
  };
}

/** What the subject of a change was called before, where it or its role was renamed or moved. */
function oldNames(changes: readonly Change[]): (change: Change) => Subject {
  const renamed = new Map(
    changes.flatMap(({ subject, from }) => (from ? [[keyOf(subject), from] as const] : [])),
  );
  const oldRole = (name: string): string => renamed.get(keyOf({ kind: 'role', name }))?.name ?? name;
  return ({ action, subject, from }) => {
    if (action === 'removed') return subject;
    const old = from ?? renamed.get(keyOf(subject));
    if (old !== undefined) return old;
    const name = subject.kind === 'kick' ? oldRole(subject.name) : subject.name;
    return subject.role === undefined
      ? { ...subject, name }
      : { ...subject, name, role: oldRole(subject.role) };
  };
}

function heavier(have: Mark | undefined, next: Action): Mark {
  if (have === undefined) return next;
  return WEIGHTS.indexOf(have) <= WEIGHTS.indexOf(next) ? have : next;
}

function keyOf({ kind, name, role }: Subject): string {
  return JSON.stringify([kind, role ?? '', name]);
}
