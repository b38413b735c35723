import type { Role, VirtualService } from '../inventory/model.ts';
import { exchangeWith, type Exchange } from '../inventory/health-check.ts';
import { liveServers } from './inventory-views.ts';

/**
 * Whether the check of a service lacks something with any of its servers, which may have a request and a receive
 * of their own: undefined where not, else what the message says of the server where others have it.
 */
export function lackOf(
  role: Role,
  service: VirtualService,
  lacks: (exchange: Exchange) => boolean,
): string | undefined {
  const servers = liveServers(role);
  // Servers to be discovered, or added later, have nothing of their own.
  if (servers.length === 0) return lacks(exchangeWith(service)) ? '' : undefined;
  const without = servers.filter((server) => lacks(exchangeWith(service, server)));
  const [first] = without;
  if (first === undefined) return undefined;
  return without.length === servers.length ? '' : ` for ${first.hostname}`;
}
