import type { Place } from '../../diagnostics/finding.ts';
import type { Virtual } from '../../ldirectord-cf/model.ts';
import { plainAddress } from '../addresses.ts';
import { leaveOut, type Noted } from '../work.ts';
import { dataOf, type Origins } from './data-of.ts';
import { isHash, isList } from './evaluate.ts';
import type { Call, Value } from './manifest.ts';
import { lastPart } from './reading.ts';
import { resolve } from './resolve.ts';
import type { Data, Hash } from './ruby-expressions.ts';

/** Addresses that stand for servers which puppet-kicker finds, of a network for measurements (RFC 2544). */
const MADE_UP = /^198\.19\./;

/** A list of servers that a variable holds. */
export interface List {
  readonly variable: string;
  readonly role: string;
  readonly addresses: readonly string[];
  /** Undefined where the servers are known; where puppet-kicker finds them the one that stands for them. */
  readonly madeUp: Hash | undefined;
  readonly servers: Data;
  readonly at: Place;
}

/** The lists among the variables: of hashes with an address each, and those that a role stands for. */
export function listsIn(variables: ReadonlyMap<string, Value>, origins: Origins): List[] {
  const lists: List[] = [];
  for (const [variable, written] of variables) {
    const value = resolve(written, variables);
    const { at } = written;
    if (isDiscovered(value)) {
      const address = `198.19.${Math.floor(lists.length / 254)}.${(lists.length % 254) + 1}`;
      const madeUp = new Map<string, Data>([['ipaddress', address]]);
      const role = slug(saidRole(value) ?? roleIn(variable));
      lists.push({ variable, role, addresses: [address], madeUp, servers: [madeUp], at });
      continue;
    }
    const servers = dataOf(value, origins);
    const addresses = addressesIn(servers);
    if (addresses.length > 0)
      lists.push({ variable, role: slug(roleIn(variable)), addresses, madeUp: undefined, servers, at });
  }
  return lists;
}

/** Whether a value is a list of servers, or was meant as one. */
export function isOfServers(value: Value): boolean {
  return isDiscovered(value) || (value.kind === 'array' && value.items.some(hasAddress));
}

/** Notes what is missing in the lists of servers: addresses, and roles of servers to find. */
export function noteUnknownServers(variables: ReadonlyMap<string, Value>, work: Noted): void {
  const told = new Set<Place>();
  const tell = (at: Place, message: string): void => {
    if (!told.has(at)) leaveOut(work, at, message);
    told.add(at);
  };
  for (const [variable, written] of variables) {
    const value = resolve(written, variables);
    if (isDiscovered(value) && saidRole(value) === undefined)
      tell(value.at, `the role is not known here: it is called ${slug(roleIn(variable))} like its variable`);
    if (value.kind !== 'array' || !isOfServers(value)) continue;
    for (const item of value.items)
      if (addressesIn([dataOf(item, new Map())]).length === 0)
        tell(item.at, `a server of $${variable} is left out: its ipaddress is not known`);
  }
}

function isDiscovered(value: Value): value is Call {
  return value.kind === 'call' && lastPart(value.name) === 'servers_with_role';
}

function saidRole({ args: [role] }: Call): string | undefined {
  return role?.kind === 'string' ? role.value : undefined;
}

function hasAddress(value: Value): boolean {
  return (
    value.kind === 'hash' &&
    value.entries.some(({ key }) => key.kind === 'string' && key.value === 'ipaddress')
  );
}

function addressesIn(servers: Data): string[] {
  if (!isList(servers)) return [];
  return servers.flatMap((server) => {
    const address = isHash(server) ? server.get('ipaddress') : undefined;
    return typeof address === 'string' ? [address] : [];
  });
}

/** `gui` of `guiservers`, `websocket` of `websockets`. */
function roleIn(variable: string): string {
  return variable.replace(/_?(?:servers?|backends?|nodes|hosts)$/, '').replace(/(?<=..)s$/, '') || variable;
}

/** As roles are called in an inventory. */
function slug(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9_-]+/g, '-')
      .replace(/^[^a-z]+/, '') || 'role'
  );
}

/** The role all of whose servers a service has, and no others. */
export function roleOf({ reals }: Virtual<Place>, lists: readonly List[]): string | undefined {
  const own = [...new Set(reals.map(({ address }) => address))].toSorted().join(' ');
  return lists.find(({ addresses }) => [...new Set(addresses)].toSorted().join(' ') === own)?.role;
}

/** Whether a service has servers that puppet-kicker finds beside others. */
export function isMixed(virtual: Virtual<Place>, lists: readonly List[]): boolean {
  return roleOf(virtual, lists) === undefined && virtual.reals.some(({ address }) => MADE_UP.test(address));
}

/** Notes the lists whose servers no service has. */
export function noteUnusedLists(
  lists: readonly List[],
  virtuals: readonly Virtual<Place>[],
  work: Noted,
): void {
  const used = new Set(virtuals.flatMap(({ reals }) => reals.map(({ address }) => plainAddress(address))));
  for (const { variable, addresses, at } of lists)
    if (!addresses.some((address) => used.has(plainAddress(address))))
      leaveOut(work, at, `the servers of $${variable} are left out: no service has them`);
}
