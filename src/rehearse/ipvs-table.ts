import ipaddr from 'ipaddr.js';
import { quoted } from '../diagnostics/escape.ts';
import { hostText } from '../inventory/address.ts';
import { realPortOf, virtualText } from '../inventory/endpoints.ts';
import { checkTypeOf, isPlainUdp } from '../inventory/health-check.ts';
import { isInFile, isLive, weightSeen } from '../inventory/life-cycle.ts';
import type { Forwarding, Inventory, RealServer, VirtualService } from '../inventory/model.ts';
import { fallbackOf } from './fallbacks.ts';
import { isQuiescent, schedulerOf } from '../inventory/service-settings.ts';

/** A virtual service in the kernel's table. */
export interface IpvsService {
  /** Its name in the inventory, where it is known there. */
  readonly name: string | undefined;
  readonly protocol: 'tcp' | 'udp' | 'mark';
  /** Address and port as in `192.0.2.1:80` and `[2001:db8::1]:80`, or the number of the firewall mark. */
  readonly endpoint: string;
  /** The same mark may stand for a service on IPv4 and for one on IPv6. */
  readonly family: 4 | 6;
  readonly scheduler: string;
  /** Seconds for which a client stays with its server. */
  readonly persistent: number | undefined;
  /** Clients in one network count as one: a mask, for IPv6 a prefix length. Undefined where each counts for itself. */
  readonly netmask: string | undefined;
  /** One-packet scheduling. */
  readonly ops: boolean;
  /** Flags of the scheduler, sorted. */
  readonly schedFlags: readonly string[];
  readonly servers: readonly IpvsServer[];
}

/** A real server of a virtual service in the kernel's table. */
export interface IpvsServer {
  /** Its host name in the inventory; `fallback` for the server of last resort. */
  readonly name: string | undefined;
  /** Address and port; port 0 behind a firewall mark: the one that the client asked for. */
  readonly endpoint: string;
  readonly forwarding: Forwarding;
  readonly weight: number;
  /** From how many connections on it gets no new ones, until fewer than the lower number are left; 0 for never. */
  readonly thresholds: { readonly lower: number; readonly upper: number } | undefined;
}

/**
 * What the table of the kernel has on a director that runs the emitted ldirectord.cf, once every health check has passed.
 * Rules, from ldirectord (ld_setup, ld_start, _restore_service, fallback_on) and ipvsadm(8):
 * - a service in setup is not in the file, nor are the services of a role without live servers; all others have an entry
 *   even without real servers;
 * - persistence comes with its granularity, and `netmask` without it counts for nothing; `ops` counts for UDP only, and not
 *   behind a firewall mark; scheduler `wrr` unless the service says otherwise, not the `wlc` of ipvsadm;
 * - a server in setup is absent, one that drains is there with weight 0, and so are all servers of a draining service;
 * - with `gate` and `ipip` the port is the virtual one whatever else is written, behind a firewall mark it is 0;
 * - `checktype: off` never takes a server in; with `quiescent` the daemon leaves it from its start with weight 0
 *   and without thresholds;
 * - the fallback is there while no real server is: where the pool is empty or never taken in. One with weight 0 is alive.
 *   The global one is always reached by direct routing, and by no service of a firewall mark.
 */
export function expectedTable(inventory: Inventory): IpvsService[] {
  return inventory.roles
    .filter(({ servers }) => servers.some(isLive))
    .flatMap(({ servers, services }) =>
      services.filter(isInFile).map((service) => expectedService(inventory, service, servers)),
    );
}

function expectedService(
  inventory: Inventory,
  service: VirtualService,
  servers: readonly RealServer[],
): IpvsService {
  const { directives, fwmark, virtualIp } = service;
  const persistent = directives.get('persistent')?.value;
  const netmask = directives.get('netmask')?.value;
  const taken = takenIn(inventory, service, servers.filter(isInFile));
  return {
    name: service.name,
    protocol: fwmark === undefined ? service.protocol.value : 'mark',
    endpoint: virtualText(service),
    family: virtualIp.address.family,
    scheduler: schedulerOf(service),
    persistent: persistent === undefined ? undefined : Number(persistent),
    netmask: persistent === undefined || netmask === undefined ? undefined : granularity(String(netmask)),
    ops: isPlainUdp(service) && directives.get('ops')?.value === true,
    schedFlags: flagsOf(String(directives.get('schedflags')?.value ?? '')),
    servers: taken.alive ? taken.servers : [...taken.servers, ...expectedFallback(inventory, service)],
  };
}

const NO_LIMITS = { lower: 0, upper: 0 };

/** The real servers in the table, and whether ldirectord holds one of them for alive. */
function takenIn(
  inventory: Inventory,
  service: VirtualService,
  pool: readonly RealServer[],
): { readonly servers: readonly IpvsServer[]; readonly alive: boolean } {
  if (checkTypeOf(service) !== 'off') {
    const servers = pool.map((server) => expectedServer(service, server, weightIn(service, server)));
    return { servers, alive: servers.length > 0 };
  }
  const kept = isQuiescent(inventory, service) ? pool : [];
  return {
    servers: kept.map((server) => ({ ...expectedServer(service, server, 0), thresholds: NO_LIMITS })),
    alive: false,
  };
}

/** What a server weighs for a service: nothing while it or the service drains. */
function weightIn(service: VirtualService, server: RealServer): number {
  return service.state === 'draining' ? 0 : weightSeen(server);
}

function expectedServer(service: VirtualService, server: RealServer, weight: number): IpvsServer {
  return {
    name: server.hostname,
    endpoint: `${hostText(server.address)}:${realPortOf(service, server) ?? 0}`,
    forwarding: service.forwarding.value,
    weight,
    thresholds: { lower: server.lowerThreshold?.value ?? 0, upper: server.upperThreshold?.value ?? 0 },
  };
}

/** One that is a host name has an address that only the director knows. */
function expectedFallback(inventory: Inventory, service: VirtualService): IpvsServer[] {
  const fallback = fallbackOf(inventory, service);
  if (fallback?.family === undefined) return [];
  const { host, family, port = 0, forwarding } = fallback;
  const endpoint = `${hostText({ text: host, family })}:${port}`;
  return [{ name: 'fallback', endpoint, forwarding, weight: 1, thresholds: NO_LIMITS }];
}

/** The masks that make no difference are not shown by ipvsadm. */
function granularity(netmask: string): string | undefined {
  return netmask === '255.255.255.255' || netmask === '128' ? undefined : netmask;
}

function flagsOf(words: string): string[] {
  return words.split(',').filter(Boolean).sort();
}

const FORWARDING: Readonly<Record<string, Forwarding>> = { '-g': 'gate', '-m': 'masq', '-i': 'ipip' };

/**
 * Reads what `ipvsadm -Sn` prints (1.31, as seen on a 6.1 kernel): one line `-A` for each service, after it `-a` for each
 * of its servers. It never prints thresholds; they come from `ipvsadm -Ln --thresholds`, and without that text they are
 * undefined. Marks above 2147483647 are printed as negative numbers, tunnels with `--tun-type`, and masks of single clients
 * not at all.
 */
export function parseTable(saved: string, thresholds = ''): IpvsService[] {
  const limits = parseThresholds(thresholds);
  const services: { service: Omit<IpvsService, 'servers'>; servers: IpvsServer[] }[] = [];
  for (const line of saved.split('\n')) {
    const words = line.trim().split(/\s+/);
    if (words[0] === '-A') services.push({ service: readService(words), servers: [] });
    const last = services.at(-1);
    if (words[0] === '-a' && last !== undefined)
      last.servers.push(readServer(words, limits, keyOf(last.service)));
  }
  return services.map(({ service, servers }) => ({ ...service, servers }));
}

function readService(words: readonly string[]): Omit<IpvsService, 'servers'> {
  const after = (option: string): string | undefined => optionOf(words, option);
  const persistent = after('-p');
  return {
    name: undefined,
    ...readIdentity(words),
    scheduler: after('-s') ?? '',
    persistent: persistent === undefined ? undefined : Number(persistent),
    netmask: after('-M'),
    ops: words.includes('-o') || words.includes('ops'),
    schedFlags: flagsOf(after('-b') ?? ''),
  };
}

function readIdentity(words: readonly string[]): Identity {
  const mark = optionOf(words, '-f');
  if (mark !== undefined)
    return { protocol: 'mark', endpoint: markText(mark), family: words.includes('-6') ? 6 : 4 };
  const tcp = optionOf(words, '-t');
  return tcp === undefined
    ? addressIdentity('udp', optionOf(words, '-u') ?? '')
    : addressIdentity('tcp', tcp);
}

function optionOf(words: readonly string[], option: string): string | undefined {
  const index = words.indexOf(option);
  return index < 0 ? undefined : words[index + 1];
}

/** ipvsadm prints marks with a sign. */
function markText(mark: string): string {
  return String(Number(mark) >>> 0);
}

function readServer(words: readonly string[], limits: ReadonlyMap<string, Limits>, key: string): IpvsServer {
  const endpoint = canonicalEndpoint(optionOf(words, '-r') ?? '');
  const flag = words.find((word) => word in FORWARDING) ?? '-g';
  return {
    name: undefined,
    endpoint,
    forwarding: FORWARDING[flag] ?? 'gate',
    weight: Number(optionOf(words, '-w') ?? 1),
    thresholds: limits.get(`${key} ${endpoint}`),
  };
}

type Limits = NonNullable<IpvsServer['thresholds']>;

/** The limits by service and server. */
function parseThresholds(text: string): Map<string, Limits> {
  const found = new Map<string, Limits>();
  let key = '';
  for (const line of text.split('\n')) {
    const [, endpoint = '', upper, lower] = /^\s+-> (\S+:\d+)\s+(\d+)\s+(\d+)\s/.exec(line) ?? [];
    const identity = listedIdentity(line);
    if (identity !== undefined) key = keyOf(identity);
    if (upper !== undefined)
      found.set(`${key} ${canonicalEndpoint(endpoint)}`, { lower: Number(lower), upper: Number(upper) });
  }
  return found;
}

type Identity = Pick<IpvsService, 'protocol' | 'endpoint' | 'family'>;

/** The service that a line of `ipvsadm -Ln` begins; undefined for other lines. */
function listedIdentity(line: string): Identity | undefined {
  const [, word, endpoint = '', six] = /^(TCP|UDP|FWM)\s+(\S+)( IPv6)?/.exec(line) ?? [];
  if (word === undefined) return undefined;
  if (word === 'FWM')
    return { protocol: 'mark', endpoint: markText(endpoint), family: six === undefined ? 4 : 6 };
  return addressIdentity(word === 'TCP' ? 'tcp' : 'udp', endpoint);
}

function addressIdentity(protocol: 'tcp' | 'udp', endpoint: string): Identity {
  return { protocol, endpoint: canonicalEndpoint(endpoint), family: endpoint.startsWith('[') ? 6 : 4 };
}

/** What tells services of the kernel's table apart. */
function keyOf({ protocol, endpoint, family }: Identity): string {
  return `${protocol}${family} ${endpoint}`;
}

/** The C library writes some IPv6 addresses with a dotted tail, the inventory never does. */
function canonicalEndpoint(endpoint: string): string {
  const [, address, port] = /^\[(.+)\]:(\d+)$/.exec(endpoint) ?? [];
  if (address === undefined || !ipaddr.IPv6.isValid(address)) return endpoint;
  return `[${ipaddr.IPv6.parse(address).toRFC5952String()}]:${port}`;
}

/**
 * What differs between the table that is expected and the one that was seen, a sentence each, with the names of the
 * inventory; nothing where they are equal. The order of services and servers is no difference.
 * @param openServices names of services of whose real servers nothing is expected, as no stand-in answers their checks
 */
export function compareTables(
  expected: readonly IpvsService[],
  seen: readonly IpvsService[],
  openServices: ReadonlySet<string> = new Set(),
): string[] {
  const unmatched = new Map(seen.map((service) => [keyOf(service), service]));
  const differences = expected.flatMap((service) => {
    const title = titleOf(service);
    const other = unmatched.get(keyOf(service));
    unmatched.delete(keyOf(service));
    if (other === undefined) return [`${title} is missing from the table.`];
    const open = service.name !== undefined && openServices.has(service.name);
    return [
      ...compareSettings(title, service, other),
      ...(open ? [] : compareServers(title, service.servers, other.servers)),
    ];
  });
  const strangers = [...unmatched.values()].map(
    (service) => `${titleOf(service)} is in the table, and the inventory has no such service.`,
  );
  return [...differences, ...strangers];
}

function titleOf(service: IpvsService): string {
  const place = placeOf(service);
  return service.name === undefined
    ? `The service on ${place}`
    : `Service ${quoted(service.name)} (${place})`;
}

function placeOf({ protocol, endpoint, family }: IpvsService): string {
  return protocol === 'mark' ? `firewall mark ${endpoint}, IPv${family}` : `${endpoint}/${protocol}`;
}

function compareSettings(title: string, expected: IpvsService, seen: IpvsService): string[] {
  const settings = (service: IpvsService): [string, string][] => [
    ['scheduler', service.scheduler],
    ['persistence', service.persistent === undefined ? 'none' : `${service.persistent} s`],
    ['mask of clients', service.netmask ?? 'none'],
    ['one-packet scheduling', service.ops ? 'on' : 'off'],
    ['scheduler flags', service.schedFlags.join(',') || 'none'],
  ];
  const found = settings(seen);
  return settings(expected).flatMap(([what, wanted], index) => {
    const value = found[index]?.[1];
    return value === wanted ? [] : [`${title}: ${what} ${value} instead of ${wanted}.`];
  });
}

function compareServers(
  title: string,
  expected: readonly IpvsServer[],
  seen: readonly IpvsServer[],
): string[] {
  const unmatched = new Map(seen.map((server) => [server.endpoint, server]));
  const differences = expected.flatMap((server) => {
    const name = server.name === undefined ? server.endpoint : `${server.name} (${server.endpoint})`;
    const other = unmatched.get(server.endpoint);
    unmatched.delete(server.endpoint);
    return other === undefined
      ? [`${title}: ${name} is missing.`]
      : compareServer(`${title}: ${name}`, server, other);
  });
  const strangers = [...unmatched.keys()].map((endpoint) => `${title}: ${endpoint} should not be there.`);
  return [...differences, ...strangers];
}

function compareServer(title: string, expected: IpvsServer, seen: IpvsServer): string[] {
  const differences: string[] = [];
  if (seen.forwarding !== expected.forwarding)
    differences.push(`${title} is reached by ${seen.forwarding} instead of ${expected.forwarding}.`);
  if (seen.weight !== expected.weight)
    differences.push(`${title} has weight ${seen.weight} instead of ${expected.weight}.`);
  const [limits, wanted] = [seen.thresholds, expected.thresholds];
  if (limits === undefined || wanted === undefined) return differences;
  if (limits.lower !== wanted.lower || limits.upper !== wanted.upper)
    differences.push(
      `${title} has the thresholds ${limits.lower} and ${limits.upper} instead of ${wanted.lower} and ${wanted.upper}.`,
    );
  return differences;
}

/** What the kernel has counted for a service or a server. */
export interface Counters {
  readonly connections: number;
  readonly packetsIn: number;
  readonly packetsOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** The counters of a service and of its servers. Those of servers that left the table stay in the sum of the service. */
export interface IpvsStats extends Pick<IpvsService, 'protocol' | 'endpoint' | 'family'> {
  readonly counters: Counters;
  readonly servers: readonly { readonly endpoint: string; readonly counters: Counters }[];
}

/**
 * Reads what `ipvsadm -Ln --stats --exact` prints. With direct routing and tunnels the director sees the way in only: the
 * outbound counters stay 0, and anything else means that answers come back through it. Without `--exact` large numbers
 * are rounded (`12345K`), which is refused here: an entry with such a number is left out.
 */
export function parseStats(text: string): IpvsStats[] {
  const found: (Omit<IpvsStats, 'servers'> & { servers: IpvsStats['servers'][number][] })[] = [];
  for (const line of text.split('\n')) {
    const counters = countersOf(line);
    if (counters === undefined) continue;
    const [, server] = /^\s+-> (\S+)/.exec(line) ?? [];
    if (server !== undefined) {
      found.at(-1)?.servers.push({ endpoint: canonicalEndpoint(server), counters });
      continue;
    }
    const identity = listedIdentity(line);
    if (identity !== undefined) found.push({ ...identity, counters, servers: [] });
  }
  return found;
}

function countersOf(line: string): Counters | undefined {
  const numbers = /\s(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*$/.exec(line)?.slice(1).map(Number);
  if (numbers === undefined) return undefined;
  const [connections = 0, packetsIn = 0, packetsOut = 0, bytesIn = 0, bytesOut = 0] = numbers;
  return { connections, packetsIn, packetsOut, bytesIn, bytesOut };
}
