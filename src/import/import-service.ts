import type { Place } from '../diagnostics/finding.ts';
import { serviceDirectives } from '../inventory/directives.ts';
import type { Tree } from '../inventory/tree.ts';
import { checkOf, plainRequest } from '../ldirectord-cf/effective.ts';
import type { Virtual } from '../ldirectord-cf/model.ts';
import { plainAddress, virtualAddress } from './addresses.ts';
import { entry, map, scalar, type NotedEntry } from './build-tree.ts';
import { withoutRepeats } from './group-roles.ts';
import { fallbackEntry, settings } from './settings.ts';
import { leaveOut, normalise, type Import } from './work.ts';

/** A service as the inventory has it. */
export function serviceEntry(
  name: string,
  virtual: Virtual<Place>,
  comments: readonly string[],
  work: Import,
): NotedEntry {
  const { directives, endpoint, protocol, fallback, at } = virtual;
  const forwarding = forwardingOf(virtual, work);
  tellNormalised(virtual, work);
  // By a port that is written otherwise the daemon does not know the check.
  const lost = endpoint.mark === undefined && isUnusual(endpoint.port) && !directives.has('service');
  const check = lost ? [entry('service', scalar(checkOf(virtual), at))] : [];
  const own = settings(plainRequest(virtual), serviceDirectives, name, work);
  const last = fallback === undefined ? undefined : fallbackEntry(fallback, 'fallback', forwarding, work);
  return entry(
    name,
    map(
      [
        entry('virtual_ip', scalar(work.virtualIps.get(virtualAddress(virtual)) ?? '', at)),
        ...(endpoint.mark === undefined
          ? [entry('port', scalar(Number(endpoint.port), at))]
          : markEntries(endpoint.mark, at)),
        ...(protocol === 'udp' ? [entry('protocol', scalar('udp', at))] : []),
        ...(forwarding === 'gate' ? [] : [entry('forwarding', scalar(forwarding, at))]),
        ...check,
        ...own,
        ...(last === undefined ? [] : [last]),
      ],
      at,
    ),
    comments,
  );
}

/** Which ports have a mark stands nowhere; the rules, for which this is, do not look at them. */
function markEntries(mark: string, at: Place): NotedEntry[] {
  const ports: Tree = { kind: 'list', items: [scalar(1, at)], at };
  return [entry('fwmark', scalar(Number(mark), at)), entry('ports', ports)];
}

/** Whether a port is written with zeros in front, or the like. */
function isUnusual(port: string): boolean {
  return String(Number(port)) !== port;
}

/** The way to the servers of a service, which is one for all. */
function forwardingOf(virtual: Virtual<Place>, work: Import): string {
  const reals = withoutRepeats(virtual);
  const forwarding = reals[0]?.forwarding ?? virtual.fallback?.forwarding ?? 'gate';
  for (const real of reals.filter((one) => one.forwarding !== forwarding))
    leaveOut(
      work,
      real.at,
      `packets reach ${plainAddress(real.address)} by ${forwarding}, as the other servers of the service, not by ${real.forwarding}`,
      'give it a service of its own',
    );
  return forwarding;
}

/** What the inventory says in another way, and what it cannot say of single servers. */
function tellNormalised({ reals, endpoint }: Virtual<Place>, work: Import): void {
  const seen = new Set<string>();
  const ranges = new Map<Place, number>();
  for (const real of reals) {
    ranges.set(real.at, (ranges.get(real.at) ?? 0) + 1);
    const key = `${real.address}:${Number(real.port)}`;
    if (seen.has(key))
      normalise(
        work,
        real.at,
        `${plainAddress(real.address)} stands twice in the section: the last one counts`,
      );
    seen.add(key);
    if (endpoint.mark !== undefined) continue;
    const [own, asked] = [Number(real.port), Number(endpoint.port)];
    if (own === 0 && asked !== 0)
      normalise(
        work,
        real.at,
        `the port of ${plainAddress(real.address)}, which is left out, is that of the service`,
      );
    else if (own !== asked && real.forwarding !== 'masq' && ranges.get(real.at) === 1)
      leaveOut(
        work,
        real.at,
        `packets come to the port of the service, not to ${own}: only address translation leads to another one`,
        'use checkport if only the health check is meant',
      );
  }
  for (const [at, count] of ranges) if (count > 1) normalise(work, at, `the range becomes ${count} servers`);
}
