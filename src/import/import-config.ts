import type { Finding, Place } from '../diagnostics/finding.ts';
import { parseAddress } from '../inventory/address.ts';
import { globalDirectives } from '../inventory/directives.ts';
import type { MapTree } from '../inventory/tree.ts';
import type { Config, Virtual } from '../ldirectord-cf/model.ts';
import { virtualAddress } from './addresses.ts';
import { entry, map, scalar, type NotedEntry } from './build-tree.ts';
import { groupRoles } from './group-roles.ts';
import { importRole } from './import-role.ts';
import { liftDefaults } from './lift-defaults.ts';
import { uniqueNames, virtualIpName } from './name-things.ts';
import { fallbackEntry, settings } from './settings.ts';
import { leaveOut, leaveOutService, startImport, type Import, type Known } from './work.ts';

/** An inventory made of something else. */
export interface Imported {
  /** As `readYaml` would give it, with places in what was imported. */
  readonly tree: MapTree;
  /** What was made simpler, and what could not be taken over. */
  readonly findings: readonly Finding[];
  /** Where that stands which could not. */
  readonly kept: readonly Place[];
}

/**
 * Makes an inventory of what the daemon understands of a file.
 * @param start where what was imported begins, for what it does not say anywhere
 */
export function importConfig(config: Config<Place>, start: Place, known: Known): Imported {
  const work = startImport(known);
  const addressed = config.virtuals.filter((virtual) => isAddressed(virtual, work));
  nameVirtualIps(addressed, work);
  const globals = globalEntries(config, work);
  const roles = groupRoles(addressed, known.roleOf).map((group) => importRole(group, work));
  const { defaults, services } = liftDefaults(roles.map((role) => role.services));
  const roleEntries = roles.map(({ name, at, before }, index) =>
    entry(name, map([...before, entry('services', map(services[index] ?? [], at))], at)),
  );
  const entries = [
    entry('version', scalar(1, start)),
    entry('directors', map(directorEntries(start), start)),
    ...(globals.length === 0 ? [] : [entry('ldirectord', map(globals, start))]),
    ...(defaults.length === 0 ? [] : [entry('defaults', map(defaults, start))]),
    entry('virtual_ips', map(virtualIpEntries(addressed, work), start)),
    entry('roles', map(roleEntries, start)),
  ];
  return { tree: map(entries, start), findings: work.findings, kept: work.kept };
}

function directorEntries(at: Place): NotedEntry[] {
  const hosts = 'The hosts that run ldirectord, which the file does not name: HOST: ADDRESS';
  return [entry('interface', scalar('eth0', at)), entry('hosts', map([], at), [hosts])];
}

/** Whether the inventory can have a service. A mark says nothing about addresses and ports. */
function isAddressed(virtual: Virtual<Place>, work: Import): boolean {
  const { endpoint } = virtual;
  if (endpoint.mark !== undefined) {
    if (work.known.forRules === true) return true;
    const message = `the service of firewall mark ${endpoint.mark} is left out: the file does not say which addresses and ports have the mark`;
    leaveOutService(work, virtual, message, 'add it by hand, with fwmark, virtual_ip and ports');
    return false;
  }
  const address = virtualAddress({ endpoint, family: 4 });
  if (parseAddress(address) !== undefined && Number(endpoint.port) > 0) return true;
  leaveOutService(work, virtual, 'the service is left out: it has no port that a client could ask');
  return false;
}

function nameVirtualIps(virtuals: readonly Virtual<Place>[], { known, virtualIps }: Import): void {
  const names = uniqueNames();
  for (const virtual of virtuals) {
    const address = virtualAddress(virtual);
    if (!virtualIps.has(address)) virtualIps.set(address, names.take(virtualIpName(address, known.hosts)));
  }
}

function virtualIpEntries(
  virtuals: readonly Virtual<Place>[],
  { virtualIps, known: { interfaceOf } }: Import,
): NotedEntry[] {
  const entries = new Map<string, NotedEntry>();
  for (const virtual of virtuals) {
    const address = virtualAddress(virtual);
    const name = virtualIps.get(address);
    if (name === undefined || entries.has(name)) continue;
    const { at } = virtual;
    const device = interfaceOf?.(address);
    const written = scalar(address, at);
    const both = [entry('address', written), entry('interface', scalar(device ?? '', at))];
    entries.set(name, entry(name, device === undefined ? written : map(both, at)));
  }
  return [...entries.values()];
}

function globalEntries({ directives, fallbacks, instances }: Config<Place>, work: Import): NotedEntry[] {
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
