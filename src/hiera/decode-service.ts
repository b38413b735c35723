import { quoted } from '../diagnostics/escape.ts';
import type { Located, Place } from '../diagnostics/finding.ts';
import type { Directives } from '../inventory/decode-directives.ts';
import { portBounds } from '../inventory/decode-servers.ts';
import { serviceDirectives } from '../inventory/directives.ts';
import { serviceKeys } from '../inventory/keys.ts';
import type { State, VirtualService } from '../inventory/model.ts';
import { located, readInteger, readKeys, readMap, readWord, type Reader } from '../inventory/read-values.ts';
import type { Entry, Tree } from '../inventory/tree.ts';
import { decodePuppetDirectives, puppetDirectiveNames, puppetName, readForm } from './puppet-types.ts';
import { readState } from './read-state.ts';

/** What Hiera says of a service: all of it, or what differs from the inventory. */
export interface ServiceValues {
  readonly role: Located<string> | undefined;
  readonly virtualIp: Located<string> | undefined;
  readonly port: Located<number> | undefined;
  readonly fwmark: Located<number> | undefined;
  readonly ports: readonly Located<number>[] | undefined;
  readonly protocol: VirtualService['protocol'] | undefined;
  readonly forwarding: VirtualService['forwarding'] | undefined;
  readonly state: State | undefined;
  readonly directives: Directives;
}

const markBounds = serviceKeys.fwmark.value;
const DIRECTIVES = puppetDirectiveNames(serviceDirectives);
const KEYS: readonly string[] = [
  'role',
  'virtual_ip',
  'port',
  'fwmark',
  'ports',
  'state',
  'forwarding',
  'protocol',
  ...DIRECTIVES,
  // Known so that the finding can say where they belong.
  'passwd',
  'secret',
];

/** Reads a service as the type `Service` of the module has it; no key must be there. */
export function decodeServiceValues(reader: Reader, entry: Entry): ServiceValues | undefined {
  const what = `service ${quoted(entry.key)}`;
  const map = readMap(reader, entry.value, what);
  if (map === undefined) return undefined;
  const entries = readKeys(reader, map, what, KEYS);
  for (const name of ['passwd', 'secret']) reportSecret(reader, entries.get(name), what);
  const port = entries.get('port');
  const fwmark = entries.get('fwmark');
  const ports = entries.get('ports');
  const role = entries.get('role');
  const virtualIp = entries.get('virtual_ip');
  return {
    role: role && readForm(reader, role.value, 'role', puppetName),
    virtualIp: virtualIp && readForm(reader, virtualIp.value, 'virtual_ip', puppetName),
    port: port && located(readInteger(reader, port.value, 'port', portBounds), port.value.at),
    fwmark: fwmark && located(readInteger(reader, fwmark.value, 'fwmark', markBounds), fwmark.value.at),
    ports: ports && readPorts(reader, ports.value),
    protocol: decodeWord(reader, entries.get('protocol'), serviceKeys.protocol.value.words),
    forwarding: decodeWord(reader, entries.get('forwarding'), serviceKeys.forwarding.value.words),
    state: readState(reader, entries.get('state')),
    directives: decodePuppetDirectives(reader, entries, serviceDirectives),
  };
}

/** The ports of a firewall mark, by number. */
function readPorts(reader: Reader, tree: Tree): Located<number>[] {
  if (tree.kind !== 'list' || tree.items.length === 0) {
    reader.report('wrong-type', tree.at, 'ports must be a list of ports, as in [80, 443]');
    return [];
  }
  return tree.items.flatMap((item) => located(readInteger(reader, item, 'port', portBounds), item.at) ?? []);
}

/** The keys that a service of its own needs, as the type `Service` has them. */
export function requireService(reader: Reader, values: ServiceValues, { key, keyAt, value }: Entry): boolean {
  const names = value.kind === 'map' ? value.entries.map((entry) => entry.key) : [];
  const missing = ['role', 'virtual_ip'].filter((name) => !names.includes(name));
  for (const name of missing)
    reader.report('missing-key', keyAt, `service ${quoted(key)} needs the key ${quoted(name)}`);
  return values.role !== undefined && values.virtualIp !== undefined;
}

function reportSecret(reader: Reader, entry: Entry | undefined, what: string): void {
  if (entry === undefined) return;
  const message = `${what}: ${entry.key} is a secret, which a service in Hiera cannot have`;
  reader.report('literal-secret', entry.keyAt, message, 'write { hiera: KEY } into the inventory');
}

function decodeWord<W extends string>(
  reader: Reader,
  entry: Entry | undefined,
  words: readonly W[],
): Located<W> | undefined {
  return entry && located(readWord(reader, entry.value, entry.key, words), entry.value.at);
}

/** Directives over others, in the order in which they are printed. */
export function mergeDirectives(over: Directives, under: Directives): Directives {
  const values = serviceDirectives.flatMap(({ name }) => {
    const value = over.get(name) ?? under.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return new Map(values);
}

/** What a service in Hiera starts from: the defaults of the types, not those of the inventory. */
export function bareService(
  name: string,
  at: Place,
): Pick<VirtualService, 'name' | 'protocol' | 'forwarding' | 'state' | 'directives' | 'at'> {
  return {
    name,
    protocol: { value: 'tcp', at },
    forwarding: { value: 'gate', at },
    state: 'production',
    directives: new Map(),
    at,
  };
}
