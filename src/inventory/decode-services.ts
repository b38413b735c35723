import { quoted } from '../diagnostics/escape.ts';
import type { Located, Place } from '../diagnostics/finding.ts';
import { resolveVirtualIp } from './decode-addresses.ts';
import { decodeDirectives, type Directives } from './decode-directives.ts';
import { decodeState, readPort } from './decode-servers.ts';
import { serviceDirectives } from './directives.ts';
import { defaultsKeys, directiveNames, keysOf, requiredKeys, serviceKeys } from './keys.ts';
import type { VirtualIp, VirtualService } from './model.ts';
import { entityName } from './names.ts';
import {
  checkName,
  located,
  readKeys,
  readMap,
  readWord,
  reportLater,
  requireKeys,
  type Reader,
} from './read-values.ts';
import type { Entry, Tree } from './tree.ts';

const DEFAULT_KEYS = [...directiveNames, ...keysOf(defaultsKeys)];
const SERVICE_KEYS = [...keysOf(serviceKeys), ...directiveNames];

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
  reportLater(reader, entries, ['fwmark', 'ports']);
  const marked = entries.has('fwmark') || entries.has('ports');
  if (!marked && !requireKeys(reader, entries, entry.keyAt, what, requiredKeys(serviceKeys)))
    return undefined;
  const virtualIpEntry = entries.get('virtual_ip');
  const portEntry = entries.get('port');
  const virtualIp =
    virtualIpEntry &&
    resolveVirtualIp(reader, virtualIpEntry.value, context.virtualIps, context.declaredVirtualIps);
  const port = portEntry && located(readPort(reader, portEntry.value), portEntry.value.at);
  const ownProtocol = decodeProtocol(reader, entries.get('protocol'));
  const protocol = ownProtocol ??
    context.defaults.protocol ?? { value: serviceKeys.protocol.default, at: entry.keyAt };
  const forwarding = decodeForwarding(reader, entries.get('forwarding'), context.defaults, entry.keyAt);
  const own = decodeDirectives(reader, entries, serviceDirectives);
  const state = decodeState(reader, entries.get('state'));
  if (!named || !virtualIp || !port || !forwarding) return undefined;
  const directives = fitFamily(reader, merged(own, context.defaults.directives), virtualIp);
  return { name: entry.key, role, virtualIp, port, protocol, forwarding, state, directives, at: entry.keyAt };
}

function decodeForwarding(
  reader: Reader,
  entry: Entry | undefined,
  defaults: ServiceDefaults,
  at: Place,
): Located<'gate'> | undefined {
  if (entry === undefined) return defaults.forwarding ?? { value: serviceKeys.forwarding.default, at };
  return located(readForwarding(reader, entry.value), entry.value.at);
}

function readForwarding(reader: Reader, tree: Tree): 'gate' | undefined {
  const word = readWord(reader, tree, 'forwarding', serviceKeys.forwarding.value.words);
  if (word === undefined || word === 'gate') return word;
  reader.report('not-yet-supported', tree.at, `forwarding ${word} is not emitted by this version yet`);
  return undefined;
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
