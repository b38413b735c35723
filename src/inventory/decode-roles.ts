import { quoted } from '../diagnostics/escape.ts';
import type { Located, Place } from '../diagnostics/finding.ts';
import { decodeAddress, resolveVirtualIp } from './decode-addresses.ts';
import { decodeDirectives, type Directives } from './decode-directives.ts';
import { serviceDirectives } from './directives.ts';
import type { RealServer, Role, State, VirtualIp, VirtualService } from './model.ts';
import { entityName, hostName } from './names.ts';
import {
  checkName,
  located,
  readBoolean,
  readInteger,
  readKeys,
  readMap,
  readName,
  readText,
  readWord,
  requireKeys,
  type Reader,
} from './read-values.ts';
import { entryOf, type Entry, type MapTree, type Tree } from './tree.ts';

const STATES: readonly State[] = ['setup', 'production', 'draining', 'retired'];
const ROLE_KEYS = ['description', 'servers', 'services', 'kicks'] as const;
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
const SERVICE_KEYS = ['virtual_ip', 'port', 'protocol', 'forwarding', 'state', 'fwmark', 'ports'] as const;
const DISCOVER_KEYS = ['discover', 'min_servers'] as const;

/** ipvsadm(8): weights are 0 to 2^31 - 1. */
const MAX_WEIGHT = 2_147_483_647;

/** What services start from and refer to. */
export interface ServiceContext {
  readonly virtualIps: ReadonlyMap<string, VirtualIp>;
  /** Names that stand under `virtual_ips`, also those with a mistake. */
  readonly declaredVirtualIps: ReadonlySet<string>;
  readonly defaults: ServiceDefaults;
}

export interface ServiceDefaults {
  readonly directives: Directives;
  readonly forwarding: Located<'gate'> | undefined;
}

/** Reads `defaults`: the directives that every service starts from. */
export function decodeDefaults(reader: Reader, entry: Entry | undefined): ServiceDefaults {
  const map = entry && readMap(reader, entry.value, '"defaults"');
  if (map === undefined) return { directives: new Map(), forwarding: undefined };
  const names = serviceDirectives.map((directive) => directive.name);
  const entries = readKeys(reader, map, '"defaults"', [...names, 'forwarding', 'protocol']);
  const protocol = entries.get('protocol');
  if (protocol) readProtocol(reader, protocol.value);
  const forwarding = entries.get('forwarding');
  return {
    directives: decodeDirectives(reader, entries, serviceDirectives),
    forwarding: forwarding && located(readForwarding(reader, forwarding.value), forwarding.value.at),
  };
}

/** Reads `roles`, in the order of the file. */
export function decodeRoles(reader: Reader, entry: Entry | undefined, context: ServiceContext): Role[] {
  const map = entry && readMap(reader, entry.value, '"roles"');
  const serviceNames = new Map<string, Place>();
  return (map?.entries ?? []).flatMap((item) => decodeRole(reader, item, context, serviceNames) ?? []);
}

function decodeRole(
  reader: Reader,
  entry: Entry,
  context: ServiceContext,
  serviceNames: Map<string, Place>,
): Role | undefined {
  const what = `role ${quoted(entry.key)}`;
  const named = checkName(
    reader,
    entry.key,
    entry.keyAt,
    'the role name',
    entityName.pattern,
    entityName.form,
  );
  const map = readMap(reader, entry.value, what);
  if (map === undefined) return undefined;
  const entries = readKeys(reader, map, what, ROLE_KEYS);
  const description = entries.get('description');
  const pool = decodeServers(reader, entries.get('servers'), what);
  const services = decodeServices(reader, entries.get('services'), entry.key, context, serviceNames);
  if (!named) return undefined;
  return {
    name: entry.key,
    variable: `${entry.key.replaceAll('-', '_')}servers`,
    description: description && decodeDescription(reader, description.value),
    ...pool,
    services,
    kicks: decodeKicks(reader, entries.get('kicks')),
    at: entry.keyAt,
  };
}

function decodeDescription(reader: Reader, tree: Tree): string | undefined {
  const text = readText(reader, tree, 'the description');
  if (text === undefined || text.trim() === text) return text === '' ? undefined : text;
  reader.report('invalid-value', tree.at, 'the description must not begin or end with a blank');
  return undefined;
}

type Pool = Pick<Role, 'discover' | 'minServers' | 'servers'>;

function decodeServers(reader: Reader, entry: Entry | undefined, what: string): Pool {
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

function decodeState(reader: Reader, entry: Entry | undefined): State {
  return (entry && readWord(reader, entry.value, 'state', STATES)) ?? 'production';
}

function readPort(reader: Reader, tree: Tree): number | undefined {
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

function decodeServices(
  reader: Reader,
  entry: Entry | undefined,
  role: string,
  context: ServiceContext,
  names: Map<string, Place>,
): VirtualService[] {
  const map = entry && readMap(reader, entry.value, `the services of role ${quoted(role)}`);
  return (map?.entries ?? []).flatMap((item) => {
    const first = names.get(item.key);
    if (first === undefined) names.set(item.key, item.keyAt);
    else {
      const message = `the service ${quoted(item.key)} is already defined on line ${first.line}`;
      reader.report(
        'duplicate-service-name',
        item.keyAt,
        message,
        `rename it, for example to ${role}-${item.key}`,
      );
    }
    return decodeService(reader, item, role, context) ?? [];
  });
}

function decodeService(
  reader: Reader,
  entry: Entry,
  role: string,
  context: ServiceContext,
): VirtualService | undefined {
  const what = `service ${quoted(entry.key)}`;
  const named = checkName(
    reader,
    entry.key,
    entry.keyAt,
    'the service name',
    entityName.pattern,
    entityName.form,
  );
  const map = readMap(reader, entry.value, what);
  if (map === undefined) return undefined;
  const directiveNames = serviceDirectives.map((directive) => directive.name);
  const entries = readKeys(reader, map, what, [...SERVICE_KEYS, ...directiveNames]);
  reportLater(reader, entries, ['fwmark', 'ports']);
  const marked = entries.has('fwmark') || entries.has('ports');
  if (!marked && !requireKeys(reader, entries, entry.keyAt, what, ['virtual_ip', 'port'])) return undefined;
  const virtualIpEntry = entries.get('virtual_ip');
  const portEntry = entries.get('port');
  const protocolEntry = entries.get('protocol');
  const virtualIp =
    virtualIpEntry &&
    resolveVirtualIp(reader, virtualIpEntry.value, context.virtualIps, context.declaredVirtualIps);
  const port = portEntry && located(readPort(reader, portEntry.value), portEntry.value.at);
  const protocol = protocolEntry ? readProtocol(reader, protocolEntry.value) : 'tcp';
  const forwarding = decodeForwarding(reader, entries.get('forwarding'), context.defaults, entry.keyAt);
  const own = decodeDirectives(reader, entries, serviceDirectives);
  const state = decodeState(reader, entries.get('state'));
  if (!named || !virtualIp || !port || !protocol || !forwarding) return undefined;
  const directives = fitFamily(reader, merged(own, context.defaults.directives), virtualIp);
  return { name: entry.key, role, virtualIp, port, protocol, forwarding, state, directives, at: entry.keyAt };
}

function decodeForwarding(
  reader: Reader,
  entry: Entry | undefined,
  defaults: ServiceDefaults,
  at: Place,
): Located<'gate'> | undefined {
  if (entry === undefined) return defaults.forwarding ?? { value: 'gate', at };
  return located(readForwarding(reader, entry.value), entry.value.at);
}

function readForwarding(reader: Reader, tree: Tree): 'gate' | undefined {
  const word = readWord(reader, tree, 'forwarding', ['gate', 'masq', 'ipip'] as const);
  if (word === undefined || word === 'gate') return word;
  reader.report('not-yet-supported', tree.at, `forwarding ${word} is not emitted by this version yet`);
  return undefined;
}

function readProtocol(reader: Reader, tree: Tree): 'tcp' | undefined {
  const word = readWord(reader, tree, 'protocol', ['tcp', 'udp'] as const);
  if (word === undefined || word === 'tcp') return word;
  reader.report('not-yet-supported', tree.at, 'protocol udp is not emitted by this version yet');
  return undefined;
}

/** Own directives over the defaults, in the order in which they are printed. */
function merged(own: Directives, defaults: Directives): Directives {
  const values = new Map<string, Directives extends ReadonlyMap<string, infer V> ? V : never>();
  for (const { name } of serviceDirectives) {
    const value = own.get(name) ?? defaults.get(name);
    if (value !== undefined) values.set(name, value);
  }
  return values;
}

/** ldirectord wants a dotted mask under `virtual` and a prefix length under `virtual6`. */
function fitFamily(reader: Reader, directives: Directives, virtualIp: VirtualIp): Directives {
  const netmask = directives.get('netmask');
  const dotted = typeof netmask?.value === 'string';
  if (netmask !== undefined && dotted !== (virtualIp.address.family === 4)) {
    reader.report(
      'address-family-mismatch',
      netmask.at,
      `netmask ${netmask.value} does not fit the IPv${virtualIp.address.family} virtual IP ${quoted(virtualIp.name)}`,
      dotted ? 'write a prefix length such as 64' : 'write a mask such as 255.255.255.0',
    );
  }
  return directives;
}

function decodeKicks(reader: Reader, entry: Entry | undefined): Located<string>[] {
  if (entry === undefined) return [];
  if (entry.value.kind !== 'list') {
    reader.report('wrong-type', entry.value.at, 'kicks must be a list of roles, as in [rabbitmq]');
    return [];
  }
  return entry.value.items.flatMap((item) => {
    const name = readName(reader, item, 'the role', entityName.pattern, entityName.form);
    return name === undefined ? [] : [{ value: name, at: item.at }];
  });
}

function reportLater(reader: Reader, entries: ReadonlyMap<string, Entry>, keys: readonly string[]): void {
  for (const key of keys) {
    const entry = entries.get(key);
    if (entry) reader.report('not-yet-supported', entry.keyAt, `${key} is not emitted by this version yet`);
  }
}
