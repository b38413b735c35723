import { quoted } from '../diagnostics/escape.ts';
import type { Located, Place } from '../diagnostics/finding.ts';
import { resolveVirtualIp } from './decode-addresses.ts';
import { decodeDirectives, type Directives } from './decode-directives.ts';
import { decodeState, readPort } from './decode-servers.ts';
import { serviceDirectives } from './directives.ts';
import { defaultsKeys, directiveNames, keysOf, requiredKeys, serviceKeys } from './keys.ts';
import type { Forwarding, VirtualIp, VirtualService } from './model.ts';
import { entityName } from './names.ts';
import {
  checkName,
  located,
  readInteger,
  readKeys,
  readMap,
  readWord,
  requireKeys,
  type Reader,
} from './read-values.ts';
import type { Entry, Tree } from './tree.ts';

const DEFAULT_KEYS = [...directiveNames, ...keysOf(defaultsKeys)];
const SERVICE_KEYS = [...keysOf(serviceKeys), ...directiveNames];
const REQUIRED = requiredKeys(serviceKeys);

/** What services start from and refer to. */
export interface ServiceContext {
  readonly virtualIps: ReadonlyMap<string, VirtualIp>;
  /** Names that stand under `virtual_ips`, also those with a mistake. */
  readonly declaredVirtualIps: ReadonlySet<string>;
  readonly defaults: ServiceDefaults;
}

export interface ServiceDefaults {
  readonly directives: Directives;
  readonly forwarding: Located<Forwarding> | undefined;
  readonly protocol: Located<Protocol> | undefined;
}

type Protocol = VirtualService['protocol']['value'];

/** Reads `defaults`: the directives that every service starts from. */
export function decodeDefaults(reader: Reader, entry: Entry | undefined): ServiceDefaults {
  const map = entry && readMap(reader, entry.value, '"defaults"');
  if (map === undefined) return { directives: new Map(), forwarding: undefined, protocol: undefined };
  const entries = readKeys(reader, map, '"defaults"', DEFAULT_KEYS);
  const forwarding = entries.get('forwarding');
  return {
    directives: decodeDirectives(reader, entries, serviceDirectives),
    forwarding: forwarding && located(readForwarding(reader, forwarding.value), forwarding.value.at),
    protocol: decodeProtocol(reader, entries.get('protocol')),
  };
}

/**
 * Reads `services` of a role.
 * @param names the places of the service names so far: they are unique in the whole inventory
 */
export function decodeServices(
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
  const entries = readKeys(reader, map, what, SERVICE_KEYS);
  requireKeys(reader, entries, entry.keyAt, what, REQUIRED);
  const virtualIpEntry = entries.get('virtual_ip');
  const virtualIp =
    virtualIpEntry &&
    resolveVirtualIp(reader, virtualIpEntry.value, context.virtualIps, context.declaredVirtualIps);
  const listener = decodeListener(reader, entries, entry.keyAt, what);
  const ownProtocol = decodeProtocol(reader, entries.get('protocol'));
  const protocol = ownProtocol ??
    context.defaults.protocol ?? { value: serviceKeys.protocol.default, at: entry.keyAt };
  const forwarding = decodeForwarding(reader, entries.get('forwarding'), context.defaults, entry.keyAt);
  const own = decodeDirectives(reader, entries, serviceDirectives);
  const state = decodeState(reader, entries.get('state'));
  if (!named || !virtualIp || !listener || !forwarding) return undefined;
  const directives = fitFamily(reader, merged(own, context.defaults.directives), virtualIp);
  return {
    name: entry.key,
    role,
    virtualIp,
    ...listener,
    protocol,
    forwarding,
    state,
    directives,
    at: entry.keyAt,
  };
}

/** Reads which packets the service takes: those to one port, or those to some ports, which then carry a mark. */
function decodeListener(
  reader: Reader,
  entries: ReadonlyMap<string, Entry>,
  at: Place,
  what: string,
): Pick<VirtualService, 'ports' | 'fwmark'> | undefined {
  const port = entries.get('port');
  const mark = entries.get('fwmark');
  const ports = entries.get('ports');
  const marking = mark ?? ports;
  if (marking === undefined) {
    if (port !== undefined) return decodePort(reader, port);
    reader.report('missing-key', at, `${what} needs the key "port", or "fwmark" and "ports"`);
    return undefined;
  }
  if (port !== undefined) {
    const message = `${what} has a port and ${marking.key}, which exclude each other`;
    reader.report(
      'invalid-value',
      port.keyAt,
      message,
      'write the port into ports, or remove fwmark and ports',
    );
    return undefined;
  }
  if (mark === undefined || ports === undefined) {
    const missing = mark === undefined ? 'fwmark' : 'ports';
    reader.report(
      'missing-key',
      marking.keyAt,
      `${what} has ${marking.key}, and so needs the key "${missing}"`,
    );
  }
  const value = mark && readInteger(reader, mark.value, 'fwmark', serviceKeys.fwmark.value);
  const [first, ...rest] = ports ? readPorts(reader, ports.value) : [];
  if (mark === undefined || value === undefined || first === undefined) return undefined;
  return { fwmark: { value, at: mark.value.at }, ports: [first, ...rest] };
}

function decodePort(reader: Reader, entry: Entry): Pick<VirtualService, 'ports' | 'fwmark'> | undefined {
  const value = readPort(reader, entry.value);
  return value === undefined ? undefined : { fwmark: undefined, ports: [{ value, at: entry.value.at }] };
}

/** The different ports of a list: a number and its name are one port. */
function readPorts(reader: Reader, tree: Tree): Located<number>[] {
  if (tree.kind !== 'list' || tree.items.length === 0) {
    reader.report('wrong-type', tree.at, 'ports must be a list of ports, as in [80, 443]');
    return [];
  }
  const ports = new Map<number, Located<number>>();
  for (const item of tree.items) {
    const value = readPort(reader, item);
    if (value !== undefined && !ports.has(value)) ports.set(value, { value, at: item.at });
  }
  return [...ports.values()];
}

function decodeForwarding(
  reader: Reader,
  entry: Entry | undefined,
  defaults: ServiceDefaults,
  at: Place,
): Located<Forwarding> | undefined {
  if (entry === undefined) return defaults.forwarding ?? { value: serviceKeys.forwarding.default, at };
  return located(readForwarding(reader, entry.value), entry.value.at);
}

function readForwarding(reader: Reader, tree: Tree): Forwarding | undefined {
  return readWord(reader, tree, 'forwarding', serviceKeys.forwarding.value.words);
}

function decodeProtocol(reader: Reader, entry: Entry | undefined): Located<Protocol> | undefined {
  const word = entry && readWord(reader, entry.value, 'protocol', serviceKeys.protocol.value.words);
  return entry && located(word, entry.value.at);
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
export function fitFamily(reader: Reader, directives: Directives, virtualIp: VirtualIp): Directives {
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
