import { readFileSync } from 'node:fs';

/** A process, so that another one that later has the same number is not taken for it. */
export interface ProcessIdentity {
  readonly id: number;
  /** When it started, in ticks since the system did; undefined where the system does not say. */
  readonly start: string | undefined;
}

/** Who runs this. */
export function ownIdentity(): ProcessIdentity {
  return { id: process.pid, start: startOf(process.pid) };
}

/** A process as text, which `parseIdentity` reads. */
export function printIdentity({ id, start }: ProcessIdentity): string {
  return `${id}-${start ?? 0}`;
}

/** The process that a text names, or undefined where it names none. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  const [, id, start] = /^(\d+)-(\d+)/.exec(text) ?? [];
  if (id === undefined || Number(id) === 0) return undefined;
  return { id: Number(id), start: start === '0' ? undefined : start };
}

/** Whether a process still runs. */
export function isAlive({ id, start }: ProcessIdentity): boolean {
  try {
    process.kill(id, 0);
  } catch (error) {
    // Not permitted to signal it: it lives, under another user.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const now = startOf(id);
  return start === undefined || now === undefined || now === start;
}

/** proc(5): the 22nd field of stat; the second one, in parentheses, may hold blanks. */
function startOf(id: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
