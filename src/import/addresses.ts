import type { Endpoint, Virtual } from '../ldirectord-cf/model.ts';
import { withoutDots } from '../ldirectord-cf/names.ts';

/** An address as the inventory has it, without brackets and dots of IPv4 in one of IPv6. */
export function plainAddress(address: string): string {
  return withoutDots(address).replaceAll(/[[\]]/g, '');
}

/**
 * The virtual IP of a service. The file does not say which one a firewall mark has: one of a network for documentation stands for
 * it (RFC 2544, RFC 3849), another one for each mark.
 */
export function virtualAddress({
  endpoint,
  family,
}: {
  readonly endpoint: Endpoint;
  readonly family: Virtual['family'];
}): string {
  if (endpoint.mark === undefined) return plainAddress(endpoint.address);
  const number = Number(endpoint.mark) % 2 ** 16;
  return family === 6
    ? `2001:db8::${number.toString(16)}`
    : `198.18.${Math.floor(number / 256)}.${number % 256}`;
}
