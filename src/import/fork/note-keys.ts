import type { Place } from '../../diagnostics/finding.ts';
import { leaveOut, type Noted } from '../work.ts';
import type { Origins } from './data-of.ts';
import type { Asked } from './expand-template.ts';
import type { Member } from './members.ts';
import type { List } from './role-lists.ts';
import { NOT_KNOWN } from './ruby-expressions.ts';

/**
 * Notes what servers and members say that does not get into the configuration: because no template asks for it, or because its value
 * is not known. A list of servers that no template goes through is none of this.
 */
export function noteKeys(
  asked: readonly Asked[],
  origins: Origins,
  members: readonly Member[],
  work: Noted,
): void {
  const ofMembers = new Set(members.map(({ data }) => data));
  for (const { data, at } of members)
    if (!asked.some(({ keys }) => keys.has(data)))
      leaveOut(work, at, 'the member is left out: no template goes through the members');
  // What stands in one place can be a value of several variables: it is used where one of them is.
  const why = new Map<Place, string | undefined>();
  for (const [hash, tags] of asked.flatMap(({ keys }) => [...keys])) {
    if (!ofMembers.has(hash) && !hash.has('ipaddress')) continue;
    for (const [key, at] of origins.get(hash) ?? []) {
      if (tags.has(key) && hash.get(key) === NOT_KNOWN)
        why.set(at, `${key} is left out: its value is not known here`);
      else if (tags.has(key)) why.set(at, undefined);
      else if (!why.has(at)) why.set(at, `${key} is left out: the template does not use it`);
    }
  }
  for (const [at, message] of why) if (message !== undefined) leaveOut(work, at, message);
}

/** Notes what templates ask of servers that puppet-kicker finds, but for their addresses. */
export function noteKeysOfFound(asked: readonly Asked[], lists: readonly List[], work: Noted): void {
  for (const { keys } of asked)
    for (const { role, madeUp } of lists)
      for (const [key, at] of (madeUp && keys.get(madeUp)) ?? []) {
        if (key === 'ipaddress') continue;
        const message = `${key} of the servers of ${role} is left out: of servers that are found only addresses are known`;
        leaveOut(work, at, message);
      }
}
