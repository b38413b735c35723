import { didYouMean } from '../diagnostics/did-you-mean.ts';
import { quoted } from '../diagnostics/escape.ts';
import type { Located } from '../diagnostics/finding.ts';
import { decodeAddress } from './decode-addresses.ts';
import { discoverKeys, keysOf, requiredKeys, serverKeys } from './keys.ts';
import type { RealServer, Role, State } from './model.ts';
import { decodeQuoted } from './decode-directives.ts';
import { hostName } from './names.ts';
import { portNames } from './port-names.ts';
import {
  checkName,
  located,
  readBoolean,
  readInteger,
  readKeys,
  readMap,
  readWord,
  readText,
  requireKeys,
  type Bounds,
  type Reader,
} from './read-values.ts';
import { entryOf, type Entry, type MapTree, type Tree } from './tree.ts';

const SERVER_KEYS = keysOf(serverKeys);
const REQUIRED = requiredKeys(serverKeys);
const DISCOVER_KEYS = keysOf(discoverKeys);
const STATE = serverKeys.state;
/** Numbers of ports. */
export const portBounds: Bounds = { min: 1, max: 65_535 };

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
    minServers: minimum && readInteger(reader, minimum.value, 'min_servers', discoverKeys.min_servers.value),
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
      upperThreshold: undefined,
      lowerThreshold: undefined,
      check: undefined,
      state: 'production',
      at: keyAt,
    } as const;
    return named && address ? { ...server, address } : undefined;
  }
  const entries = readKeys(reader, value, what, SERVER_KEYS);
  if (!requireKeys(reader, entries, keyAt, what, REQUIRED)) return undefined;
  const addressEntry = entries.get('address');
  const address = addressEntry && decodeAddress(reader, addressEntry.value, `the address of ${key}`);
  const weight = entries.get('weight');
  const port = entries.get('port');
  const server = {
    hostname: key,
    weight:
      weight &&
      located(readInteger(reader, weight.value, 'weight', serverKeys.weight.value), weight.value.at),
    port: port && located(readPort(reader, port.value), port.value.at),
    upperThreshold: decodeThreshold(reader, entries.get('upper_threshold'), 'upper_threshold'),
    lowerThreshold: decodeThreshold(reader, entries.get('lower_threshold'), 'lower_threshold'),
    check: decodeCheck(reader, entries.get('request'), entries.get('receive')),
    state: decodeState(reader, entries.get('state')),
    at: keyAt,
  };
  return named && address ? { ...server, address } : undefined;
}

function decodeThreshold(
  reader: Reader,
  entry: Entry | undefined,
  what: 'lower_threshold' | 'upper_threshold',
): Located<number> | undefined {
  return entry && located(readInteger(reader, entry.value, what, serverKeys[what].value), entry.value.at);
}

/** The line of a real server has a place for both or for none, in double quotes each. */
function decodeCheck(
  reader: Reader,
  request: Entry | undefined,
  receive: Entry | undefined,
): RealServer['check'] {
  const given = request ?? receive;
  if (given === undefined) return undefined;
  if (request === undefined || receive === undefined) {
    const missing = request === undefined ? 'request' : 'receive';
    reader.report(
      'missing-key',
      given.keyAt,
      `a server with its own ${given.key} needs ${missing} as well`,
      'ldirectord reads both from the line of a real server, or none',
    );
    return undefined;
  }
  const asked = decodeQuoted(reader, request.value, '"request"', true);
  const wanted = decodeQuoted(reader, receive.value, '"receive"', true);
  if (asked === undefined || wanted === undefined) return undefined;
  return {
    request: { value: asked, at: request.value.at },
    receive: { value: wanted, at: receive.value.at },
  };
}

/** Reads `state` of a server or service; production where it is left out. */
export function decodeState(reader: Reader, entry: Entry | undefined): State {
  return (entry && readWord(reader, entry.value, 'state', STATE.value.words)) ?? STATE.default;
}

/** Reads a port: a number, or a name of services(5). */
export function readPort(reader: Reader, tree: Tree): number | undefined {
  if (tree.kind !== 'scalar' || typeof tree.value !== 'string')
    return readInteger(reader, tree, 'port', portBounds);
  const text = readText(reader, tree, 'port');
  const port = text === undefined ? undefined : portNames.get(text);
  if (text !== undefined && port === undefined) {
    reader.report(
      'invalid-value',
      tree.at,
      `port must be a number or a name of services(5), not ${quoted(text)}`,
      didYouMean(text, [...portNames.keys()]),
    );
  }
  return port;
}
