import { quoted } from '../diagnostics/escape.ts';
import { decodeAddress } from './decode-addresses.ts';
import type { RealServer, Role, State } from './model.ts';
import { hostName } from './names.ts';
import {
  checkName,
  located,
  readBoolean,
  readInteger,
  readKeys,
  readMap,
  readWord,
  reportLater,
  requireKeys,
  type Reader,
} from './read-values.ts';
import { entryOf, type Entry, type MapTree, type Tree } from './tree.ts';

const STATES: readonly State[] = ['setup', 'production', 'draining', 'retired'];
const SERVER_KEYS = [
  'address',
  'weight',
  'state',
  'port',
  'lower_threshold',
  'upper_threshold',
  'request',
  'receive',
] as const;
const DISCOVER_KEYS = ['discover', 'min_servers'] as const;

/** ipvsadm(8): weights are 0 to 2^31 - 1. */
const MAX_WEIGHT = 2_147_483_647;

/** The servers of a role, or that they are asked for when a catalog is compiled. */
export type Pool = Pick<Role, 'discover' | 'minServers' | 'servers'>;

/** Reads `servers` of a role: a map of hosts, `discover`, or a map that says `discover`. */
export function decodeServers(reader: Reader, entry: Entry | undefined, what: string): Pool {
  const none: Pool = { discover: false, minServers: undefined, servers: [] };
  if (entry === undefined) return none;
  if (entry.value.kind === 'scalar' && entry.value.value === 'discover') return { ...none, discover: true };
  const map = readMap(reader, entry.value, `the servers of ${what}`);
  if (map === undefined) return none;
  const discover = entryOf(map, 'discover');
  if (discover !== undefined && isBoolean(discover.value)) {
    return decodeDiscover(reader, map, what);
  }
  return { ...none, servers: map.entries.flatMap((item) => decodeServer(reader, item) ?? []) };
}

/** What `readBoolean` takes; a host may also be called `discover`, with an address. */
function isBoolean(tree: Tree): boolean {
  return tree.kind === 'scalar' && (typeof tree.value === 'boolean' || /^(?:yes|no)$/.test(tree.text));
}

function decodeDiscover(reader: Reader, map: MapTree, what: string): Pool {
  const entries = readKeys(reader, map, `the servers of ${what}`, DISCOVER_KEYS);
  const discover = entries.get('discover');
  const minimum = entries.get('min_servers');
  return {
    discover: discover !== undefined && readBoolean(reader, discover.value, 'discover') === true,
    minServers: minimum && readInteger(reader, minimum.value, 'min_servers', 0, 65_535),
    servers: [],
  };
}

function decodeServer(reader: Reader, entry: Entry): RealServer | undefined {
  const { key, keyAt, value } = entry;
  const named = checkName(reader, key, keyAt, 'the host name', hostName.pattern, hostName.form);
  const what = `server ${quoted(key)}`;
  if (value.kind !== 'map') {
    const address = decodeAddress(reader, value, `the address of ${key}`);
    const server = {
      hostname: key,
      weight: undefined,
      port: undefined,
      state: 'production',
      at: keyAt,
    } as const;
    return named && address ? { ...server, address } : undefined;
  }
  const entries = readKeys(reader, value, what, SERVER_KEYS);
  reportLater(reader, entries, ['lower_threshold', 'upper_threshold', 'request', 'receive']);
  if (!requireKeys(reader, entries, keyAt, what, ['address'])) return undefined;
  const addressEntry = entries.get('address');
  const address = addressEntry && decodeAddress(reader, addressEntry.value, `the address of ${key}`);
  const weight = entries.get('weight');
  const port = entries.get('port');
  const server = {
    hostname: key,
    weight: weight && located(readInteger(reader, weight.value, 'weight', 0, MAX_WEIGHT), weight.value.at),
    port: port && located(readPort(reader, port.value), port.value.at),
    state: decodeState(reader, entries.get('state')),
    at: keyAt,
  };
  return named && address ? { ...server, address } : undefined;
}

/** Reads `state` of a server or service; production where it is left out. */
export function decodeState(reader: Reader, entry: Entry | undefined): State {
  return (entry && readWord(reader, entry.value, 'state', STATES)) ?? 'production';
}

/** Reads a port number; names of services(5) are not emitted yet. */
export function readPort(reader: Reader, tree: Tree): number | undefined {
  if (
    tree.kind === 'scalar' &&
    typeof tree.value === 'string' &&
    /^[A-Za-z][A-Za-z0-9-]*$/.test(tree.value)
  ) {
    reader.report(
      'not-yet-supported',
      tree.at,
      `port names (${quoted(tree.value)}) are not emitted by this version yet`,
      'write the number',
    );
    return undefined;
  }
  return readInteger(reader, tree, 'port', 1, 65_535);
}
