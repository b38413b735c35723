import { compareText, type Finding, type Place } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { parseAddress } from '../inventory/address.ts';
import { globalDirectives, serviceDirectives, type Directive as Known } from '../inventory/directives.ts';
import type { MapTree } from '../inventory/tree.ts';
import { checkOf } from '../ldirectord-cf/effective.ts';
import type { Config, Directive, Fallback, Real, Span, Virtual } from '../ldirectord-cf/model.ts';
import { withoutDots } from '../ldirectord-cf/names.ts';
import { entry, map, scalar, type NotedEntry } from './build-tree.ts';
import { groupRoles, mappedPort, withoutRepeats, type Group } from './group-roles.ts';
import type { Hosts } from './hosts-file.ts';
import { importSetting } from './import-settings.ts';
import { liftDefaults } from './lift-defaults.ts';
import {
  commonStem,
  serverName,
  serviceName,
  toldIn,
  uniqueNames,
  virtualIpName,
  type Names,
  type Told,
} from './name-things.ts';

/** An inventory made of something else. */
export interface Imported {
  /** As `readYaml` would give it, with places in what was imported. */
  readonly tree: MapTree;
  /** What was made simpler, and what could not be taken over. */
  readonly findings: readonly Finding[];
}

/** An import under way. */
interface Import {
  readonly hosts: Hosts;
  readonly place: (span: Span) => Place;
  readonly findings: Finding[];
  readonly serverNames: Names;
  readonly serviceNames: Names;
  readonly roleNames: Names;
  /** Names of servers by address: a host has one name in all its roles. */
  readonly servers: Map<string, string>;
  readonly virtualIps: Map<string, string>;
}

const START: Span = { line: 1, column: 1, endColumn: 1 };

/**
 * Makes an inventory of what the daemon understands of a file.
 * @param file the path of the file, for places
 */
export function importConfig(config: Config, file: string, hosts: Hosts): Imported {
  const place = ({ line, column, endColumn }: Span): Place => ({
    file,
    line,
    column,
    endLine: line,
    endColumn,
  });
  const work: Import = {
    hosts,
    place,
    findings: [],
    serverNames: uniqueNames(),
    serviceNames: uniqueNames(),
    roleNames: uniqueNames(),
    servers: new Map(),
    virtualIps: new Map(),
  };
  const at = place(START);
  const addressed = config.virtuals.filter((virtual) => isAddressed(virtual, work));
  nameVirtualIps(addressed, work);
  const globals = globalEntries(config, work);
  const roles = groupRoles(addressed).map((group) => roleOf(group, work));
  const { defaults, services } = liftDefaults(roles.map((role) => role.services));
  const tree = map(
    [
      entry('version', scalar(1, at)),
      entry(
        'directors',
        map(
          [
            entry('interface', scalar('eth0', at)),
            entry('hosts', map([], at), [
              'The hosts that run ldirectord, which the file does not name: HOST: ADDRESS',
            ]),
          ],
          at,
        ),
      ),
      ...(globals.length === 0 ? [] : [entry('ldirectord', map(globals, at))]),
      ...(defaults.length === 0 ? [] : [entry('defaults', map(defaults, at))]),
      entry('virtual_ips', map(virtualIpEntries(addressed, work), at)),
      entry(
        'roles',
        map(
          roles.map(({ name, at: roleAt, before, comments }, index) =>
            entry(
              name,
              map([...before, entry('services', map(services[index] ?? [], roleAt))], roleAt),
              comments,
            ),
          ),
          at,
        ),
      ),
    ],
    at,
  );
  return { tree, findings: work.findings };
}

/** Whether the inventory can have a service. A mark says nothing about addresses and ports. */
function isAddressed({ endpoint, at }: Virtual, work: Import): boolean {
  if (!('port' in endpoint)) {
    const message = `the service of firewall mark ${endpoint.mark} is left out: the file does not say which addresses and ports have the mark`;
    leaveOut(work, at, message, 'add it by hand, with fwmark, virtual_ip and ports');
    return false;
  }
  if (parseAddress(bare(withoutDots(endpoint.address))) !== undefined && Number(endpoint.port) > 0)
    return true;
  leaveOut(work, at, 'the service is left out: it has no port that a client could ask');
  return false;
}

function nameVirtualIps(virtuals: readonly Virtual[], { hosts, virtualIps }: Import): void {
  const names = uniqueNames();
  for (const virtual of virtuals) {
    const address = addressIn(virtual);
    if (!virtualIps.has(address)) virtualIps.set(address, names.take(virtualIpName(address, hosts)));
  }
}

function virtualIpEntries(virtuals: readonly Virtual[], { virtualIps, place }: Import): NotedEntry[] {
  const firsts = new Map(virtuals.toReversed().map((virtual) => [addressIn(virtual), virtual]));
  return [...virtualIps].map(([address, name]) =>
    entry(name, scalar(address, place(firsts.get(address)?.at ?? START))),
  );
}

/** The address of a service as the inventory has it, without brackets and dots of IPv4 in one of IPv6. */
function addressIn({ endpoint }: Virtual): string {
  return 'address' in endpoint ? bare(withoutDots(endpoint.address)) : '';
}

function bare(address: string): string {
  return address.replaceAll(/[[\]]/g, '');
}

function globalEntries({ directives, fallbacks, instances }: Config, work: Import): NotedEntry[] {
  for (const { value, at } of instances)
    leaveOut(
      work,
      at,
      `execute=${value} is left out: the module manages one daemon`,
      'import the other file by itself',
    );
  const entries = settings(directives, globalDirectives, '', work);
  for (const [family, fallback] of fallbacks) {
    const made = fallbackEntry(fallback, family === 6 ? 'fallback6' : 'fallback', 'gate', work);
    if (made !== undefined) entries.push(made);
  }
  return entries;
}

/** Directives in the order of their table; those that the language does not have are told. */
function settings(
  directives: ReadonlyMap<string, Directive>,
  table: readonly Known[],
  owner: string,
  work: Import,
): NotedEntry[] {
  const known = new Map(table.map((row, index) => [row.name, { row, index }]));
  const position = ({ name }: Directive): number => known.get(name)?.index ?? table.length;
  const ordered = [...directives.values()].toSorted(
    (one, other) => position(one) - position(other) || compareText(one.name, other.name),
  );
  return ordered.flatMap((directive) => {
    const { name, at } = directive;
    const setting = importSetting(
      directive,
      work.place(at),
      known.get(name)?.row,
      `lvs::${owner.replaceAll('-', '_')}_${name}`,
    );
    if ('leftOut' in setting) {
      work.findings.push(finding('import-left-out', setting.at, setting.leftOut));
      return [];
    }
    if (setting.secret !== undefined)
      work.findings.push(
        finding(
          'import-normalised',
          work.place(at),
          `the ${name} of ${owner} is not taken over: the inventory names where Hiera has it`,
          `put it into Hiera as ${setting.secret}`,
        ),
      );
    return [setting.entry];
  });
}

function fallbackEntry(
  { address, port, forwarding, at }: Fallback,
  name: string,
  wanted: string,
  work: Import,
): NotedEntry | undefined {
  if (forwarding !== wanted)
    leaveOut(
      work,
      at,
      `the fallback gets packets by ${wanted} as the servers do, not by ${forwarding}`,
      'a fallback has the forwarding of its service',
    );
  const host = withoutDots(address);
  const value = port === undefined ? bare(host) : `${host}:${Number(port)}`;
  const known = [...globalDirectives, ...serviceDirectives].find((row) => row.name === name);
  const setting = importSetting({ name, value }, work.place(at), known, '');
  if ('entry' in setting) return setting.entry;
  work.findings.push(finding('import-left-out', setting.at, setting.leftOut));
  return undefined;
}

interface RoleDraft {
  readonly name: string;
  readonly at: Place;
  readonly comments: readonly string[];
  /** Description and servers. */
  readonly before: readonly NotedEntry[];
  readonly services: readonly NotedEntry[];
}

function roleOf({ virtuals, reals }: Group, work: Import): RoleDraft {
  const [first] = virtuals;
  const at = work.place(first?.at ?? START);
  const told = virtuals.map(toldIn);
  if (reals.length === 0 && first !== undefined)
    leaveOut(
      work,
      first.at,
      'the service has no real servers, so directors will not have it',
      'remove it, or add servers',
    );
  const names = reals.map((real) => nameServer(bare(real.address), work));
  const services = virtuals.map((virtual, index) => {
    const name = work.serviceNames.take(told[index]?.service ?? serviceName(virtual));
    return serviceEntry(name, virtual, index === 0 ? [] : (told[index]?.others ?? []), work);
  });
  const [toldFirst] = told;
  const name = work.roleNames.take(toldFirst?.role ?? commonStem(names) ?? services[0]?.key ?? 'role');
  const description = descriptionIn(toldFirst);
  const servers = reals.map((real, index) => serverEntry(names[index] ?? '', real, first, work));
  return {
    name,
    at,
    comments: [],
    before: [
      ...(description === undefined ? [] : [entry('description', scalar(description, at))]),
      entry('servers', map(servers, at)),
    ],
    services,
  };
}

function descriptionIn(told: Told | undefined): string | undefined {
  const words = [...(told?.others ?? []), ...(told?.description === undefined ? [] : [told.description])];
  return words.length === 0 ? undefined : words.join(' ');
}

function nameServer(address: string, { servers, serverNames, hosts }: Import): string {
  const known = servers.get(address);
  if (known !== undefined) return known;
  const name = serverNames.take(serverName(address, hosts));
  servers.set(address, name);
  return name;
}

function serverEntry(name: string, real: Real, virtual: Virtual | undefined, work: Import): NotedEntry {
  const at = work.place(real.at);
  const { weight, lowerThreshold, upperThreshold, request, receive } = real;
  const port = virtual === undefined ? undefined : mappedPort(real, virtual);
  const number = (key: string, value: string | number | undefined): NotedEntry[] =>
    value === undefined ? [] : [entry(key, scalar(Number(value), at))];
  if (request !== undefined && receive === undefined)
    leaveOut(
      work,
      real.at,
      'what is asked of this server is left out: ldirectord forgets what stands behind a request that begins with a slash',
      'write it without the slash',
    );
  const options = [
    ...(Number(weight) === 1 ? [] : number('weight', weight)),
    ...number('port', port),
    ...number('lower_threshold', lowerThreshold),
    ...number('upper_threshold', upperThreshold),
    ...(request === undefined || receive === undefined
      ? []
      : [entry('request', scalar(request, at)), entry('receive', scalar(receive, at))]),
  ];
  const address = scalar(bare(withoutDots(real.address)), at);
  return entry(name, options.length === 0 ? address : map([entry('address', address), ...options], at));
}

function serviceEntry(name: string, virtual: Virtual, comments: readonly string[], work: Import): NotedEntry {
  const { directives, endpoint, protocol, fallback, at } = virtual;
  const place = work.place(at);
  const forwarding = forwardingOf(virtual, work);
  tellNormalised(virtual, work);
  const port = 'port' in endpoint ? endpoint.port : '0';
  // By a port that is written otherwise the daemon does not know the check.
  const lost = String(Number(port)) !== port && !directives.has('service');
  const check = lost ? [entry('service', scalar(checkOf(virtual), place))] : [];
  const own = settings(directives, serviceDirectives, name, work);
  const last = fallback === undefined ? undefined : fallbackEntry(fallback, 'fallback', forwarding, work);
  return entry(
    name,
    map(
      [
        entry('virtual_ip', scalar(work.virtualIps.get(addressIn(virtual)) ?? '', place)),
        entry('port', scalar(Number(port), place)),
        ...(protocol === 'udp' ? [entry('protocol', scalar('udp', place))] : []),
        ...(forwarding === 'gate' ? [] : [entry('forwarding', scalar(forwarding, place))]),
        ...check,
        ...own,
        ...(last === undefined ? [] : [last]),
      ],
      place,
    ),
    comments,
  );
}

/** The way to the servers of a service, which is one for all. */
function forwardingOf(virtual: Virtual, work: Import): string {
  const reals = withoutRepeats(virtual);
  const forwarding = reals[0]?.forwarding ?? virtual.fallback?.forwarding ?? 'gate';
  for (const real of reals.filter((one) => one.forwarding !== forwarding))
    leaveOut(
      work,
      real.at,
      `packets reach ${bare(real.address)} by ${forwarding}, as the other servers of the service, not by ${real.forwarding}`,
      'give it a service of its own',
    );
  return forwarding;
}

/** What the inventory says in another way, and what it cannot say of single servers. */
function tellNormalised({ reals, endpoint }: Virtual, work: Import): void {
  const seen = new Set<string>();
  const ranges = new Map<number, number>();
  for (const real of reals) {
    ranges.set(real.at.line, (ranges.get(real.at.line) ?? 0) + 1);
    const key = `${real.address}:${Number(real.port)}`;
    if (seen.has(key))
      normalise(work, real.at, `${bare(real.address)} stands twice in the section: the last one counts`);
    seen.add(key);
    if (!('port' in endpoint)) continue;
    const [own, asked] = [Number(real.port), Number(endpoint.port)];
    if (own === 0 && asked !== 0)
      normalise(
        work,
        real.at,
        `the port of ${bare(real.address)}, which is left out, is that of the service`,
      );
    else if (own !== asked && real.forwarding !== 'masq')
      leaveOut(
        work,
        real.at,
        `${bare(real.address)} gets packets on the port of the service, not on ${own}: only address translation leads to another one`,
        'use checkport if only the health check is meant',
      );
  }
  for (const [line, count] of ranges)
    if (count > 1)
      normalise(
        work,
        reals.find(({ at }) => at.line === line)?.at ?? START,
        `the range becomes ${count} servers`,
      );
}

function leaveOut(work: Import, at: Span, message: string, hint?: string): void {
  work.findings.push(finding('import-left-out', work.place(at), message, hint));
}

function normalise(work: Import, at: Span, message: string): void {
  work.findings.push(finding('import-normalised', work.place(at), message));
}
