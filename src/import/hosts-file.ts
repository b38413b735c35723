import { parseAddress } from '../inventory/address.ts';

/** Names and addresses as hosts(5) has them. */
export interface Hosts {
  /** The first name of an address. */
  nameOf(address: string): string | undefined;
  /** The first address of a name. */
  addressOf(name: string, family: 4 | 6): string | undefined;
}

/** Reads hosts files; what is no line of one is left aside, as the system does. */
export function readHosts(texts: readonly string[]): Hosts {
  const names = new Map<string, string>();
  const addresses = new Map<string, string>();
  for (const line of texts.flatMap((text) => text.split('\n'))) {
    const [first = '', ...words] = line
      .replace(/#.*/s, '')
      .split(/[\t-\r ]+/)
      .filter((word) => word !== '');
    const address = parseAddress(first);
    const [name] = words;
    if (address === undefined || name === undefined) continue;
    if (!names.has(address.text)) names.set(address.text, name);
    for (const word of words) {
      const key = `${address.family} ${word.toLowerCase()}`;
      if (!addresses.has(key)) addresses.set(key, address.text);
    }
  }
  return {
    nameOf: (address) => names.get(address),
    addressOf: (name, family) => addresses.get(`${family} ${name.toLowerCase()}`),
  };
}
