import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress, parseCidr } from '../../../src/inventory/address.ts';
import { parseFallback } from '../../../src/inventory/decode-directives.ts';

const options = { numRuns: 5000, seed: Number(process.env['LVS_PUPPET_SEED'] ?? 1) };

/** What stands between colons, right or wrong; embedded dotted forms and zones are refused by design. */
const group = fc.oneof(
  fc.constantFrom('', '0', '00001', 'ffff', 'g'),
  fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), minLength: 1, maxLength: 4 }),
);
const sixish = fc.array(group, { minLength: 1, maxLength: 10 }).map((groups) => groups.join(':'));
const octet = fc.oneof(fc.nat(300).map(String), fc.constantFrom('', '00', '01', '255', '256', '1e1'));
const fourish = fc.array(octet, { minLength: 3, maxLength: 5 }).map((octets) => octets.join('.'));

describe('addresses', () => {
  it('IPv6 is what Node takes for it, written in one form', () => {
    fc.assert(
      fc.property(sixish, (text) => {
        const parsed = parseAddress(text);
        expect(parsed?.family).toBe(isIPv6(text) ? 6 : undefined);
        if (parsed !== undefined) expect(parseAddress(parsed.text)).toEqual(parsed);
      }),
      options,
    );
  });

  it('IPv4 is what Node takes for it, and kept', () => {
    fc.assert(
      fc.property(fourish, (text) => {
        expect(parseAddress(text)).toEqual(isIPv4(text) ? { text, family: 4 } : undefined);
      }),
      options,
    );
  });

  it.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['10.0.0.0/33', undefined],
    ['10.0.0.0/08', undefined],
    ['10.0.0.0', undefined],
    ['10.0.0.0/8/8', undefined],
    ['2001:DB8::/128', '2001:db8::/128'],
    ['2001:db8::/129', undefined],
  ])('the network %s is %s', (text, cidr) => {
    expect(parseCidr(text)).toBe(cidr);
  });

  it.each([
    ['sorry.example:80', { text: 'sorry.example:80', family: undefined }],
    ['192.0.2.1', { text: '192.0.2.1', family: 4 }],
    ['192.0.2.1:65535', { text: '192.0.2.1:65535', family: 4 }],
    ['192.0.2.1:65536', undefined],
    ['192.0.2.1:0', undefined],
    ['192.0.2.256', undefined],
    ['2001:DB8::1', { text: '[2001:db8::1]', family: 6 }],
    ['[2001:DB8::1]:80', { text: '[2001:db8::1]:80', family: 6 }],
    ['[2001:db8::1', undefined],
    ['2001:db8::1]:80', undefined],
    ['[192.0.2.1]:80', undefined],
    [`${'a.'.repeat(126)}a:80`, { text: `${'a.'.repeat(126)}a:80`, family: undefined }],
    [`${'a.'.repeat(126)}aa:80`, undefined],
  ])('the fallback %s is %j', (text, parsed) => {
    expect(parseFallback(text)).toEqual(parsed);
  });
});
