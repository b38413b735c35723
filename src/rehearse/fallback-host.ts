import { addressOf } from './addresses.ts';
import type { Fallback } from './fallbacks.ts';
import { isLoopback } from './lab-hosts.ts';
import type { LabHost } from './model.ts';

/**
 * The host of the lab that answers as a fallback, by its host name: a loopback address is that of the director. Undefined where
 * the lab has no such host, as of a name that only a resolver knows.
 */
export function fallbackHostname(hosts: readonly LabHost[], { host, family }: Fallback): string | undefined {
  if (family === undefined) return hosts.find(({ hostname }) => hostname === host)?.hostname;
  if (isLoopback(host)) return hosts.find(({ kind }) => kind === 'director')?.hostname;
  return hosts.find(({ interfaces }) =>
    interfaces.some(({ addresses }) => addresses.some((address) => addressOf(address) === host)),
  )?.hostname;
}
