import { expect } from 'vitest';
import { readConfig } from '../../src/ldirectord-cf/read-config.ts';
import { inItsWords, kindOf, plain, setupInItsWords, type Verdict } from './judge.ts';

export type Outcome = 'accepted' | 'refused' | 'needs names';

/** Compares what is said here of a file with what the daemon says. */
export function compare(text: string, verdict: Verdict): Outcome {
  const { config, problems } = readConfig(text, { hostname: 'director' });
  const [first] = problems;
  const where = JSON.stringify(text);
  if (verdict.ok) {
    expect(first, where).toBeUndefined();
    expect(inItsWords(config), where).toEqual(withEffect(plain(verdict.config)));
    expect(setupInItsWords(config), where).toEqual(timeoutsIn(verdict.setup));
    return 'accepted';
  }
  if ('needs' in verdict) {
    expect(first?.kind, where).toBe('needs-names');
    return 'needs names';
  }
  // A range of addresses for which there is not enough time.
  const [kind, line] =
    verdict.text === 'too long' ? ['invalid-range', first?.at.line] : [kindOf(verdict.text), verdict.line];
  const told = first && { kind: first.kind, line: first.daemonLine ?? first.at.line };
  expect(told, `${where}: ${verdict.text}`).toEqual({ kind, line });
  return 'refused';
}

/** A number of connects that an earlier `checktype` has left behind: only a combined check looks at it. */
function withEffect(config: unknown): unknown {
  const { virtuals, ...globals } = config as { virtuals: Record<string, string>[] };
  return {
    ...globals,
    virtuals: virtuals.map((one) => (one['checktype'] === 'combined' ? one : { ...one, num_connects: '0' })),
  };
}

/** What `ld_setup` has worked out, with numbers as the reader has them. */
export function timeoutsIn(
  setup: readonly object[],
): { readonly checktimeout: string; readonly negotiatetimeout: string }[] {
  return (plain(setup) as Record<string, string>[]).map((one) => ({
    checktimeout: String(Number(one['checktimeout'])),
    negotiatetimeout: String(Number(one['negotiatetimeout'])),
  }));
}
