import ipaddr from 'ipaddr.js';

/** An address in canonical text and its family. */
export interface ParsedAddress {
  readonly text: string;
  readonly family: 4 | 6;
}

const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';

/** Strict dotted form: four decimal numbers without leading zeros (which some readers take for octal). */
export const ipv4 = `(?:${OCTET}\\.){3}${OCTET}`;

const GROUP = '[0-9a-fA-F]{1,4}';

/** Groups before `::` and how many may follow it, so that at least one group of zeros is left out. */
const ELIDED = [1, 2, 3, 4, 5, 6].map((tail) => `(?:${GROUP}:){1,${7 - tail}}(?::${GROUP}){1,${tail}}`);

/** IPv6 without zone and without an embedded dotted form, which ldirectord does not take. */
export const ipv6 = `(?:(?:${GROUP}:){7}${GROUP}|(?:${GROUP}:){1,7}:|${ELIDED.join('|')}|:(?:(?::${GROUP}){1,7}|:))`;

/** Prefix lengths of each family. */
export const prefix4 = '(?:3[0-2]|[12]?[0-9])';
export const prefix6 = '(?:12[0-8]|1[01][0-9]|[1-9]?[0-9])';

const MASK_OCTET = '(?:0|128|192|224|240|248|252|254|255)';

/** A mask of IPv4: ones, and then zeros. */
export const mask4 = [0, 1, 2, 3]
  .map((ones) => `${'255\\.'.repeat(ones)}${MASK_OCTET}${'\\.0'.repeat(3 - ones)}`)
  .join('|');

const IPV4 = new RegExp(`^${ipv4}$`);
const IPV6 = new RegExp(`^${ipv6}$`);
const CIDR = new RegExp(`^(?:${ipv4}/${prefix4}|${ipv6}/${prefix6})$`);

/**
 * Parses an IP address: IPv4 in plain dotted form, IPv6 in any textual form without zone or dotted tail.
 * @returns the canonical text (RFC 5952) and family, or undefined where the text is no such address
 */
export function parseAddress(text: string): ParsedAddress | undefined {
  if (IPV4.test(text)) return { text, family: 4 };
  return IPV6.test(text) ? { text: ipaddr.IPv6.parse(text).toRFC5952String(), family: 6 } : undefined;
}

/** Parses `address/prefix`; the canonical text keeps the network address, or undefined where it is none. */
export function parseCidr(text: string): string | undefined {
  if (!CIDR.test(text)) return undefined;
  const [address = '', prefix] = text.split('/');
  return `${parseAddress(address)?.text}/${prefix}`;
}

/** An address with a port as ldirectord and URLs write them: an IPv6 address stands in brackets. */
export function endpointText(address: ParsedAddress, port: number): string {
  return `${hostText(address)}:${port}`;
}

/** An address as it stands where a port could follow. */
export function hostText({ text, family }: ParsedAddress): string {
  return family === 6 ? `[${text}]` : text;
}
