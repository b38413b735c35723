import type { Place } from '../../diagnostics/finding.ts';
import { leaveOut, type Noted } from '../work.ts';
import { dataOf, type Origins } from './data-of.ts';
import type { Call, Value } from './manifest.ts';
import { namedArguments } from './named-arguments.ts';
import { lastPart } from './reading.ts';
import { resolve } from './resolve.ts';
import type { Data, Hash } from './ruby-expressions.ts';

/** What `lvs_member` of the public module fills in. */
const MEMBER_DEFAULTS = {
  forwarding_method: 'gate',
  scheduler: 'wrr',
  protocol: 'tcp',
  checktype: 'connect',
  failurecount: 20,
} as const;

/** What a call of `lvs_member` gives, and where it stands. */
export interface Member {
  readonly data: Hash;
  readonly at: Place;
}

/** The members that manifests declare; calls are noted that nobody understands. */
export function membersIn(
  calls: readonly Call[],
  variables: ReadonlyMap<string, Value>,
  lists: ReadonlyMap<string, Data>,
  origins: Origins,
  work: Noted,
): Member[] {
  return calls.filter(isMember).flatMap(({ args, at }) => {
    const named = namedArguments(args);
    if (named === undefined) {
      leaveOut(work, at, 'the member is left out: what it is called with is not understood');
      return [];
    }
    const data = new Map<string, Data>(Object.entries(MEMBER_DEFAULTS));
    for (const [name, value] of named) {
      const list = value.kind === 'variable' ? lists.get(value.name) : undefined;
      data.set(name, list ?? dataOf(resolve(value, variables), origins));
    }
    origins.set(data, new Map([...named].map(([name, value]) => [name, value.at])));
    return [{ data, at }];
  });
}

export function isMember({ name }: Call): boolean {
  return lastPart(name) === 'lvs_member';
}
