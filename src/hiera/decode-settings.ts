import { quoted } from '../diagnostics/escape.ts';
import type { Located } from '../diagnostics/finding.ts';
import { serverKeys, virtualIpKeys } from '../inventory/keys.ts';
import type { VirtualIp } from '../inventory/model.ts';
import {
  checkName,
  CONTROLS,
  readInteger,
  readKeys,
  readMap,
  requireKeys,
  type Reader,
} from '../inventory/read-values.ts';
import type { Entry, MapTree, Tree } from '../inventory/tree.ts';
import {
  puppetHostname,
  puppetInterface,
  puppetName,
  readAddress,
  readForm,
  readString,
} from './puppet-types.ts';

const VIRTUAL_IP_KEYS = ['address', 'prefix', 'interface'] as const;

/** Reads `inventory::virtual_ips` as the type `Virtual_address` of the module has them. */
export function decodePuppetVirtualIps(reader: Reader, entry: Entry): VirtualIp[] {
  return namedEntries(reader, entry).flatMap((item) => decodeVirtualIp(reader, item) ?? []);
}

/** The entries of a map whose keys are names of the module. */
export function namedEntries(reader: Reader, { key, value }: Entry): Entry[] {
  const map = readMap(reader, value, quoted(key));
  return (map?.entries ?? []).filter((item) =>
    checkName(reader, item.key, item.keyAt, 'the name', puppetName.pattern, puppetName.form),
  );
}

function decodeVirtualIp(reader: Reader, { key, keyAt, value }: Entry): VirtualIp | undefined {
  const what = `virtual IP ${quoted(key)}`;
  const map = readMap(reader, value, what);
  if (map === undefined) return undefined;
  const entries = readKeys(reader, map, what, VIRTUAL_IP_KEYS);
  requireKeys(reader, entries, keyAt, what, VIRTUAL_IP_KEYS);
  const [address, prefix, nic] = VIRTUAL_IP_KEYS.map((name) => entries.get(name)?.value);
  const ip = address && readAddress(reader, address, `${what}: address`);
  const bits = prefix && readInteger(reader, prefix, 'prefix', virtualIpKeys.prefix.value);
  const device = nic && readForm(reader, nic, 'the interface', puppetInterface);
  return ip && bits && device
    ? { name: key, address: ip, prefix: bits, interface: device.value, at: keyAt }
    : undefined;
}

/** What Hiera says of a role besides its servers and services. */
export interface RoleSettings {
  readonly description: string | undefined;
  readonly minServers: number | undefined;
  readonly kicks: readonly Located<string>[];
}

const ROLE_KEYS = ['description', 'min_servers', 'kicks', 'weights', 'retired'] as const;

/** Reads `inventory::roles` as the type `Role` of the module has them. */
export function decodeRoleSettings(reader: Reader, entry: Entry): ReadonlyMap<string, RoleSettings> {
  return new Map(
    namedEntries(reader, entry).flatMap((item) => {
      const map = readMap(reader, item.value, `role ${quoted(item.key)}`);
      return map === undefined ? [] : [[item.key, decodeRole(reader, item.key, map)] as const];
    }),
  );
}

function decodeRole(reader: Reader, name: string, map: MapTree): RoleSettings {
  const entries = readKeys(reader, map, `role ${quoted(name)}`, ROLE_KEYS);
  const [description, minimum, kicks, weights, retired] = ROLE_KEYS.map((key) => entries.get(key));
  if (weights !== undefined) checkWeights(reader, weights.value);
  if (retired !== undefined) readNames(reader, retired, puppetHostname);
  return {
    description: description && readDescription(reader, description.value),
    minServers:
      minimum && readInteger(reader, minimum.value, 'min_servers', { min: 0, max: Number.MAX_SAFE_INTEGER }),
    kicks: kicks === undefined ? [] : readNames(reader, kicks, puppetName),
  };
}

/** The type `Text`. */
const NO_TEXT = new RegExp(`^$|[${CONTROLS}]`, 'u');

function readDescription(reader: Reader, tree: Tree): string | undefined {
  const text = readString(reader, tree, 'the description');
  if (text === undefined || !NO_TEXT.test(text)) return text;
  reader.report('invalid-value', tree.at, 'the description must be one line of text');
  return undefined;
}

function checkWeights(reader: Reader, tree: Tree): void {
  const map = readMap(reader, tree, '"weights"');
  for (const { key, keyAt, value } of map?.entries ?? []) {
    checkName(reader, key, keyAt, 'the host name', puppetHostname.pattern, puppetHostname.form);
    readInteger(reader, value, 'weight', serverKeys.weight.value);
  }
}

function readNames(reader: Reader, { key, value }: Entry, form: typeof puppetName): Located<string>[] {
  if (value.kind === 'list')
    return value.items.flatMap((item) => readForm(reader, item, 'the name', form) ?? []);
  reader.report('wrong-type', value.at, `${key} must be a list`);
  return [];
}
