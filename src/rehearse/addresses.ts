import ipaddr from 'ipaddr.js';

/** A network as text, or an address as one with all its bits. */
export type Cidr = string;

/** Whether a network (`192.0.2.0/24`) holds an address. Of different families none holds the other. */
export function holds(cidr: Cidr, address: string): boolean {
  const [network, bits] = ipaddr.parseCIDR(cidr);
  const parsed = ipaddr.parse(address);
  return network.kind() === parsed.kind() && parsed.match([network, bits]);
}

/** Whether two networks have an address in common. */
export function overlap(one: Cidr, other: Cidr): boolean {
  return holds(one, addressOf(other)) || holds(other, addressOf(one));
}

/** A network by its first address, as the kernel wants it in a route. */
export function networkAddressOf(cidr: Cidr): Cidr {
  const network = cidr.includes(':')
    ? ipaddr.IPv6.networkAddressFromCIDR(cidr).toRFC5952String()
    : ipaddr.IPv4.networkAddressFromCIDR(cidr).toString();
  return `${network}/${cidr.split('/')[1]}`;
}

export function addressOf(cidr: Cidr): string {
  return cidr.split('/')[0] ?? '';
}

export function familyOf(address: string): 4 | 6 {
  return address.includes(':') ? 6 : 4;
}

/** An address with all its bits: `192.0.2.1/32`, `2001:db8::1/128`. */
export function single(address: string): Cidr {
  return `${address}/${familyOf(address) === 6 ? 128 : 32}`;
}

/** The address that comes so many after another one, in canonical text; undefined beyond the end of the family. */
export function addressAfter(address: string, steps: number): string | undefined {
  const bytes = ipaddr.parse(address).toByteArray();
  const number = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n) + BigInt(steps);
  const bits = BigInt(bytes.length) * 8n;
  if (number < 0n || number >> bits !== 0n) return undefined;
  const moved = bytes.map((_, index) => Number((number >> (8n * BigInt(bytes.length - 1 - index))) & 255n));
  const parsed = ipaddr.fromByteArray(moved);
  return parsed instanceof ipaddr.IPv6 ? parsed.toRFC5952String() : parsed.toString();
}

/** The first address behind another one that is not taken; none where `allowed` ends before there is one. */
export function freeAfter(
  address: string,
  taken: (candidate: string) => boolean,
  allowed: (candidate: string) => boolean,
): string | undefined {
  for (let steps = 1; ; steps += 1) {
    const candidate = addressAfter(address, steps);
    if (candidate === undefined || !allowed(candidate)) return undefined;
    if (!taken(candidate)) return candidate;
  }
}
