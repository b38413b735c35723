import type { Found } from './endpoints.ts';
import type { Problem, Refusal, Span } from './model.ts';
import type { HostLookup } from './names.ts';

/** One reading of a file: what is known besides it, and the problems so far. */
export interface Reading {
  readonly lookup: HostLookup;
  readonly hostname: string;
  readonly problems: readonly Problem[];
  refuse(kind: Refusal, message: string, at: Span, hint?: string, daemonLine?: number): void;
  /** What was found; a problem is noted, and gives nothing. */
  take<T>(found: Found<T>): T | undefined;
}

export function startReading(lookup: HostLookup, hostname: string): Reading {
  const problems: Problem[] = [];
  return {
    lookup,
    hostname,
    problems,
    refuse(kind, message, at, hint, daemonLine) {
      problems.push({
        kind,
        message,
        at,
        ...(hint !== undefined && { hint }),
        ...(daemonLine !== undefined && { daemonLine }),
      });
    },
    take(found) {
      if ('found' in found) return found.found;
      problems.push(found.problem);
      return undefined;
    },
  };
}
