import type { Io } from './io.ts';

/** What is going on, in a line that the next one replaces; on a terminal only, and no wider than it. */
export function stepLine({ stderr }: Pick<Io, 'stderr'>): {
  readonly show: (what: string) => void;
  readonly hide: () => void;
} {
  if (!stderr.isTerminal) return { show: () => undefined, hide: () => undefined };
  const erase = '\r\u001B[K';
  return {
    show: (what) => stderr.write(`${erase}… ${what}`.slice(0, erase.length + (stderr.columns || 80) - 1)),
    hide: () => stderr.write(erase),
  };
}
