import ipaddr from 'ipaddr.js';

/** An address in canonical text and its family. */
export interface ParsedAddress {
  readonly text: string;
  readonly family: 4 | 6;
}

/** Strict dotted form: four decimal numbers without leading zeros (which some readers take for octal). */
const IPV4 = /^(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})$/;

/** IPv6 without zone and without an embedded dotted form, which ldirectord does not take. */
const IPV6 = /^[0-9a-fA-F:]{2,39}$/;

/**
 * Parses an IP address: IPv4 in plain dotted form, IPv6 in any textual form without zone or dotted tail.
 * @returns the canonical text (RFC 5952) and family, or undefined where the text is no such address
 */
export function parseAddress(text: string): ParsedAddress | undefined {
  if (IPV4.test(text) && ipaddr.IPv4.isValidFourPartDecimal(text)) return { text, family: 4 };
  if (IPV6.test(text) && ipaddr.IPv6.isValid(text)) {
    return { text: ipaddr.IPv6.parse(text).toRFC5952String(), family: 6 };
  }
  return undefined;
}

/** Parses `address/prefix`; the canonical text keeps the network address, or undefined where it is none. */
export function parseCidr(text: string): string | undefined {
  const [address = '', prefix = '', ...rest] = text.split('/');
  const parsed = parseAddress(address);
  if (parsed === undefined || rest.length > 0 || !/^(?:0|[1-9][0-9]{0,2})$/.test(prefix)) return undefined;
  return Number(prefix) <= (parsed.family === 4 ? 32 : 128) ? `${parsed.text}/${prefix}` : undefined;
}
