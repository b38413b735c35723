import { didYouMean } from '../diagnostics/did-you-mean.ts';
import { quoted } from '../diagnostics/escape.ts';
import { parseAddress, parseCidr } from './address.ts';
import { directorKeys, keysOf, requiredKeys, virtualIpKeys } from './keys.ts';
import type { Directors, Host, IpAddress, Network, VirtualIp } from './model.ts';
import { entityName, hostName, interfaceName } from './names.ts';
import {
  checkName,
  readInteger,
  readKeys,
  readMap,
  readName,
  readText,
  readWord,
  requireKeys,
  type Reader,
} from './read-values.ts';
import type { Entry, MapTree, Tree } from './tree.ts';

/** Reads an IP address without port or prefix. */
export function decodeAddress(reader: Reader, tree: Tree, what: string): IpAddress | undefined {
  const text = readText(reader, tree, what);
  if (text === undefined) return undefined;
  const address = parseAddress(text);
  if (address !== undefined) return { ...address, at: tree.at };
  reader.report(
    'invalid-address',
    tree.at,
    `${quoted(text)} is not an IP address`,
    'write a plain address such as 172.31.8.11 or 2001:db8::11, without port and prefix',
  );
  return undefined;
}

/** Reads `networks`: names and CIDRs. */
export function decodeNetworks(reader: Reader, entry: Entry | undefined): Network[] {
  const map = entry && readMap(reader, entry.value, '"networks"');
  return (map?.entries ?? []).flatMap(({ key, keyAt, value }) => {
    if (!checkName(reader, key, keyAt, 'the network name', entityName.pattern, entityName.form)) return [];
    const text = readText(reader, value, `network ${key}`);
    if (text === undefined) return [];
    const cidr = parseCidr(text);
    if (cidr !== undefined) return [{ name: key, cidr, at: value.at }];
    reader.report(
      'invalid-address',
      value.at,
      `${quoted(text)} is not a network`,
      'write it as 172.31.8.0/24',
    );
    return [];
  });
}

const DIRECTOR_KEYS = keysOf(directorKeys);
const HA = directorKeys.ha;

/** Reads `directors`; `interface` may be missing where every virtual IP has its own. */
export function decodeDirectors(reader: Reader, entry: Entry | undefined): Directors | undefined {
  const map = entry && readMap(reader, entry.value, '"directors"');
  if (entry === undefined || map === undefined) return undefined;
  const entries = readKeys(reader, map, '"directors"', DIRECTOR_KEYS);
  const role = entries.get('role');
  const nic = entries.get('interface');
  const ha = entries.get('ha');
  return {
    role:
      (role && readName(reader, role.value, 'directors.role', entityName.pattern, entityName.form)) ??
      directorKeys.role.default,
    interface: (nic && readInterface(reader, nic.value)) ?? '',
    ha: (ha && readWord(reader, ha.value, 'directors.ha', HA.value.words)) ?? HA.default,
    hosts: decodeHosts(reader, entries.get('hosts')),
    at: entry.keyAt,
  };
}

function readInterface(reader: Reader, tree: Tree): string | undefined {
  return readName(reader, tree, 'the interface', interfaceName.pattern, interfaceName.form);
}

function decodeHosts(reader: Reader, entry: Entry | undefined): Host[] {
  const map = entry && readMap(reader, entry.value, 'directors.hosts');
  return (map?.entries ?? []).flatMap(({ key, keyAt, value }) => {
    const named = checkName(reader, key, keyAt, 'the host name', hostName.pattern, hostName.form);
    const address = decodeAddress(reader, value, `the address of ${key}`);
    return named && address ? [{ hostname: key, address, at: keyAt }] : [];
  });
}

const VIRTUAL_IP_KEYS = keysOf(virtualIpKeys);
/** What a prefix of IPv4 has at most. */
export const longestPrefix4 = 32;

/** Reads `virtual_ips`: a short form (the address) or a map each. */
export function decodeVirtualIps(
  reader: Reader,
  entry: Entry | undefined,
  directors: Directors,
): VirtualIp[] {
  const map = entry && readMap(reader, entry.value, '"virtual_ips"');
  return (map?.entries ?? []).flatMap((item) => {
    const { key, keyAt, value } = item;
    const named = checkName(reader, key, keyAt, 'the virtual IP name', entityName.pattern, entityName.form);
    const decoded =
      value.kind === 'map'
        ? decodeLong(reader, item, value, directors)
        : decodeShort(reader, item, directors);
    return named && decoded ? [decoded] : [];
  });
}

function decodeShort(reader: Reader, entry: Entry, directors: Directors): VirtualIp | undefined {
  const address = decodeAddress(reader, entry.value, `virtual IP ${entry.key}`);
  return address && finish(reader, entry, address, undefined, undefined, directors);
}

function decodeLong(reader: Reader, entry: Entry, map: MapTree, directors: Directors): VirtualIp | undefined {
  const what = `virtual IP ${quoted(entry.key)}`;
  const entries = readKeys(reader, map, what, VIRTUAL_IP_KEYS);
  if (!requireKeys(reader, entries, entry.keyAt, what, requiredKeys(virtualIpKeys))) return undefined;
  const addressEntry = entries.get('address');
  const address = addressEntry && decodeAddress(reader, addressEntry.value, `${what}: address`);
  const nic = entries.get('interface');
  const prefix = entries.get('prefix');
  const { min, max } = virtualIpKeys.prefix.value;
  const bounds = { min, max: address?.family === 6 ? max : longestPrefix4 };
  return (
    address &&
    finish(
      reader,
      entry,
      address,
      nic && readInterface(reader, nic.value),
      prefix && readInteger(reader, prefix.value, 'prefix', bounds),
      directors,
    )
  );
}

function finish(
  reader: Reader,
  entry: Entry,
  address: IpAddress,
  nic: string | undefined,
  prefix: number | undefined,
  directors: Directors,
): VirtualIp | undefined {
  const bound = nic ?? directors.interface;
  if (bound === '') {
    reader.report(
      'missing-key',
      entry.keyAt,
      `virtual IP ${quoted(entry.key)} has no interface`,
      'set directors.interface, or interface for this virtual IP',
    );
    return undefined;
  }
  return {
    name: entry.key,
    address,
    prefix: prefix ?? (address.family === 6 ? 128 : 32),
    interface: bound,
    at: entry.keyAt,
  };
}

/** The virtual IP that a service names; a dangling name is a finding with a proposal. */
export function resolveVirtualIp(
  reader: Reader,
  tree: Tree,
  virtualIps: ReadonlyMap<string, VirtualIp>,
  declared: ReadonlySet<string>,
): VirtualIp | undefined {
  const name = readText(reader, tree, '"virtual_ip"');
  const found = name === undefined ? undefined : virtualIps.get(name);
  // One that is declared but wrong is reported where it stands, not again at every use.
  if (name === undefined || found !== undefined || declared.has(name)) return found;
  reader.report(
    'unknown-reference',
    tree.at,
    `there is no virtual IP ${quoted(name)}`,
    didYouMean(name, [...declared]),
  );
  return undefined;
}
