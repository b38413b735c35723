import { addressOf } from './addresses.ts';
import type { Fallback } from './fallbacks.ts';
import { isLoopback, type Inhabitant } from './lab-hosts.ts';
import type { LabHost } from './model.ts';

/** Whether a host answers as a fallback: a loopback address is that of each director, for itself. */
export function isFallback(
  { hostname, kind, addresses }: Pick<Inhabitant, 'hostname' | 'kind' | 'addresses'>,
  { host, family }: Fallback,
): boolean {
  if (family === undefined) return hostname === host;
  return isLoopback(host) ? kind === 'director' : addresses.includes(host);
}

/**
 * The host of the lab that answers as a fallback; for a loopback address the first director. Undefined where the lab has no such
 * host, as of a name that only a resolver knows.
 */
export function fallbackHost(hosts: readonly LabHost[], fallback: Fallback): LabHost | undefined {
  return hosts.find(({ hostname, kind, interfaces }) => {
    const addresses = interfaces.flatMap((one) => one.addresses.map(addressOf));
    return isFallback({ hostname, kind, addresses }, fallback);
  });
}
