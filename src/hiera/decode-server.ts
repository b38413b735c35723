import { quoted } from '../diagnostics/escape.ts';
import type { Located } from '../diagnostics/finding.ts';
import { decodeQuoted } from '../inventory/decode-directives.ts';
import { portBounds } from '../inventory/decode-servers.ts';
import { serverKeys } from '../inventory/keys.ts';
import type { IpAddress, RealServer, State } from '../inventory/model.ts';
import {
  located,
  readInteger,
  readKeys,
  readMap,
  type Bounds,
  type Reader,
} from '../inventory/read-values.ts';
import type { Entry, Tree } from '../inventory/tree.ts';
import { puppetHostname, readAddress, readForm, readString } from './puppet-types.ts';
import { readState } from './read-state.ts';

/** What Hiera says of a real server: all of it, or what differs from the inventory. */
interface ServerValues {
  readonly hostname: Located<string> | undefined;
  readonly address: IpAddress | undefined;
  readonly port: Located<number> | undefined;
  readonly weight: Located<number> | undefined;
  readonly upperThreshold: Located<number> | undefined;
  readonly lowerThreshold: Located<number> | undefined;
  readonly request: Located<string> | undefined;
  readonly receive: Located<string> | undefined;
  readonly state: State | undefined;
}

const KEYS = [
  'hostname',
  'address',
  'port',
  'weight',
  'lower_threshold',
  'upper_threshold',
  'request',
  'receive',
  'state',
] as const;

/** Reads a list of real servers as the type `Server` of the module has them. */
export function decodeServerList(reader: Reader, { key, value }: Entry): RealServer[] {
  if (value.kind !== 'list') {
    reader.report('wrong-type', value.at, `${quoted(key)} must be a list of servers`);
    return [];
  }
  return value.items.flatMap((item) => decodeListed(reader, item) ?? []);
}

function decodeListed(reader: Reader, tree: Tree): RealServer | undefined {
  const values = decodeValues(reader, tree, 'a server');
  if (values === undefined || tree.kind !== 'map') return undefined;
  const names = tree.entries.map(({ key }) => key);
  const missing = (['hostname', 'address'] as const).filter((name) => !names.includes(name));
  for (const name of missing) reader.report('missing-key', tree.at, `a server needs the key ${quoted(name)}`);
  const { hostname, address } = values;
  if (hostname === undefined || address === undefined) return undefined;
  const bare = {
    hostname: hostname.value,
    address,
    weight: undefined,
    port: undefined,
    upperThreshold: undefined,
    lowerThreshold: undefined,
    check: undefined,
    state: 'production',
    at: hostname.at,
  } as const;
  return overlay(reader, bare, values);
}

/** A real server with what Hiera says of it. */
export function overrideServer(reader: Reader, server: RealServer, entry: Entry): RealServer {
  const values = decodeValues(reader, entry.value, `server ${quoted(entry.key)}`);
  return values === undefined ? server : overlay(reader, server, values);
}

function decodeValues(reader: Reader, tree: Tree, what: string): ServerValues | undefined {
  const map = readMap(reader, tree, what);
  if (map === undefined) return undefined;
  const entries = readKeys(reader, map, what, KEYS);
  const hostname = entries.get('hostname');
  const address = entries.get('address');
  const port = entries.get('port');
  const number = (name: 'weight' | 'lower_threshold' | 'upper_threshold'): Located<number> | undefined =>
    decodeNumber(reader, entries.get(name), serverKeys[name].value);
  return {
    hostname: hostname && readForm(reader, hostname.value, 'the host name', puppetHostname),
    address: address && readAddress(reader, address.value, 'the address'),
    port: port && located(readInteger(reader, port.value, 'port', portBounds), port.value.at),
    weight: number('weight'),
    upperThreshold: number('upper_threshold'),
    lowerThreshold: number('lower_threshold'),
    request: decodePlain(reader, entries.get('request')),
    receive: decodePlain(reader, entries.get('receive')),
    state: readState(reader, entries.get('state')),
  };
}

function decodeNumber(reader: Reader, entry: Entry | undefined, bounds: Bounds): Located<number> | undefined {
  return entry && located(readInteger(reader, entry.value, entry.key, bounds), entry.value.at);
}

function decodePlain(reader: Reader, entry: Entry | undefined): Located<string> | undefined {
  if (entry === undefined || readString(reader, entry.value, quoted(entry.key)) === undefined)
    return undefined;
  return located(decodeQuoted(reader, entry.value, quoted(entry.key), true), entry.value.at);
}

function overlay(reader: Reader, server: RealServer, values: ServerValues): RealServer {
  return {
    ...server,
    hostname: values.hostname?.value ?? server.hostname,
    address: values.address ?? server.address,
    port: values.port ?? server.port,
    weight: values.weight ?? server.weight,
    upperThreshold: values.upperThreshold ?? server.upperThreshold,
    lowerThreshold: values.lowerThreshold ?? server.lowerThreshold,
    check: overlayCheck(reader, server, values),
    state: values.state ?? server.state,
  };
}

/** The type `Server` takes both or none, after what Hiera says was put in. */
function overlayCheck(
  reader: Reader,
  { check }: RealServer,
  values: Pick<ServerValues, 'request' | 'receive'>,
): RealServer['check'] {
  const request = values.request ?? check?.request;
  const receive = values.receive ?? check?.receive;
  if (request !== undefined && receive !== undefined) return { request, receive };
  const given = request ?? receive;
  if (given !== undefined) {
    const [has, lacks] = request === undefined ? ['receive', 'request'] : ['request', 'receive'];
    const message = `a server with its own ${has} needs ${lacks} as well`;
    const hint = 'ldirectord reads both from the line of a real server, or none';
    reader.report('missing-key', given.at, message, hint);
  }
  return undefined;
}
