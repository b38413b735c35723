import { quoted } from '../diagnostics/escape.ts';
import { isLive } from '../inventory/life-cycle.ts';
import type { Inventory, RealServer, Role } from '../inventory/model.ts';

/** How many servers of a role are enough to see how clients are spread over them. */
const ENOUGH = 3;

/** An inventory that is small enough to be rehearsed. */
export interface Sample {
  readonly inventory: Inventory;
  /** What was left out, a sentence each. */
  readonly reduced: readonly string[];
  /** The names of the roles of which something was left out. */
  readonly reducedRoles: ReadonlySet<string>;
}

/**
 * Reduces roles with more than three live servers to three (or to their `min_servers`, below which the module fails): one in
 * production first, then one of another weight, then one in another state (`draining`, `setup`), as far as there are such, then
 * whoever is next in the file. Hosts that are in the lab already are taken before others, as a host may have several roles.
 * Retired servers are records and stay. The order of the file stays, too.
 * @param known host names that are in the lab whatever this inventory says, such as those of the state before a change
 */
export function sampleRoles(inventory: Inventory, known: Iterable<string> = []): Sample {
  const chosen = new Set([...known, ...inventory.directors.hosts.map(({ hostname }) => hostname)].map(keyOf));
  for (const role of inventory.roles) if (!isLarge(role)) choose(chosen, role.servers.filter(isLive));
  const roles = inventory.roles.map((role) => {
    if (!isLarge(role)) return role;
    const sample = new Set(sampleOf(role, chosen));
    choose(chosen, sample);
    return { ...role, servers: role.servers.filter((server) => !isLive(server) || sample.has(server)) };
  });
  const reduced = inventory.roles.filter(isLarge);
  return {
    inventory: { ...inventory, roles },
    reduced: reduced.map((role) => sentence(role, roles.find(({ name }) => name === role.name) ?? role)),
    reducedRoles: new Set(reduced.map(({ name }) => name)),
  };
}

function isLarge(role: Role): boolean {
  return role.servers.filter(isLive).length > sizeOf(role);
}

function sizeOf({ minServers }: Role): number {
  return Math.max(ENOUGH, minServers ?? 0);
}

function choose(chosen: Set<string>, servers: Iterable<RealServer>): void {
  for (const { hostname } of servers) chosen.add(keyOf(hostname));
}

/** Host names compare without regard to case. */
function keyOf(hostname: string): string {
  return hostname.toLowerCase();
}

function sampleOf(role: Role, chosen: ReadonlySet<string>): RealServer[] {
  const live = role.servers.filter(isLive);
  const known = ({ hostname }: RealServer): boolean => chosen.has(keyOf(hostname));
  const inOrder = [...live.filter(known), ...live.filter((server) => !known(server))];
  const first = inOrder.find(({ state }) => state === 'production') ?? inOrder[0];
  const otherWeight = inOrder.find(
    (server) => server.state === 'production' && weightOf(server) !== weightOf(first),
  );
  const otherState = inOrder.find(({ state }) => state !== 'production' && state !== first?.state);
  const wanted = [first, otherWeight, otherState, ...inOrder].filter((server) => server !== undefined);
  return [...new Set(wanted)].slice(0, sizeOf(role));
}

function weightOf(server: RealServer | undefined): number {
  return server?.weight?.value ?? 1;
}

/** The sample with these roles alone: the lists of all others are empty, which takes their services off the directors. */
export function onlyRoles({ inventory, reduced, reducedRoles }: Sample, names: ReadonlySet<string>): Sample {
  const left = inventory.roles.filter(({ name }) => !names.has(name));
  return {
    inventory: {
      ...inventory,
      roles: inventory.roles.map((role) => (names.has(role.name) ? role : { ...role, servers: [] })),
    },
    reduced: [...reduced, ...left.map(({ name }) => `role ${quoted(name)} was left out`)],
    reducedRoles: new Set([...reducedRoles, ...left.map(({ name }) => name)]),
  };
}

function sentence(role: Role, sample: Role): string {
  const all = role.servers.filter(isLive).length;
  const names = sample.servers.filter(isLive).map(({ hostname }) => hostname);
  return `${names.length} of ${all} servers of role ${quoted(role.name)} (${names.join(', ')})`;
}

/** A value of a data file of Hiera. */
export type HieraValue =
  string | number | boolean | readonly HieraValue[] | { readonly [key: string]: HieraValue };

/** What stands for a value that only Hiera knows. */
export const SECRET = 'rehearsal';

/**
 * The data of Hiera with which the emitted module, whose bytes stay untouched, describes the lab: the lists of the roles that
 * were reduced, those of discovered roles (nobody can be asked for nodes in the lab, so the known servers count), and a
 * stand-in for each secret, below the hashes that a dotted key leads into.
 * @param alone false when a person's own data follow. They may name servers that were left out, which fails a catalog:
 *   then all lists are here, with what those data say of each server, and nothing more is said of servers.
 */
export function hieraOf({ inventory, reducedRoles }: Sample, alone = true): Record<string, HieraValue> {
  const { module, roles } = inventory;
  const overrides = `${module.name}::server_overrides`;
  const replaced = !alone && reducedRoles.size > 0;
  const lists = roles
    .filter(({ name, discover }) => replaced || discover || reducedRoles.has(name))
    .map(({ variable, servers }): [string, HieraValue] => [
      `${module.name}::config::${variable}`,
      servers.filter(isLive).map(serverData),
    ]);
  const data = new Map<string, HieraValue>(lists);
  if (replaced) data.set(overrides, {}).set('lookup_options', { [overrides]: { merge: 'first' } });
  for (const key of secretKeys(inventory)) {
    const [first = '', ...rest] = key.split('.');
    data.set(first, withValueAt(data.get(first), rest));
  }
  return Object.fromEntries(data);
}

/** A server as the type `Server` of the module has it. */
function serverData(server: RealServer): HieraValue {
  const { hostname, address, port, weight, lowerThreshold, upperThreshold, check, state } = server;
  return {
    hostname,
    address: address.text,
    ...(port && { port: port.value }),
    ...(weight && { weight: weight.value }),
    ...(lowerThreshold && { lower_threshold: lowerThreshold.value }),
    ...(upperThreshold && { upper_threshold: upperThreshold.value }),
    ...(check && { request: check.request.value, receive: check.receive.value }),
    ...(state !== 'production' && { state }),
  };
}

function secretKeys({ roles }: Inventory): string[] {
  const services = roles.flatMap((role) => role.services.filter(isLive));
  return services
    .flatMap(({ directives }) => [...directives.values()])
    .flatMap(({ value }) => (typeof value === 'object' ? [value.hiera] : []));
}

function withValueAt(value: HieraValue | undefined, path: readonly string[]): HieraValue {
  const [first, ...rest] = path;
  if (first === undefined) return SECRET;
  const entries = new Map(isHash(value) ? Object.entries(value) : []);
  entries.set(first, withValueAt(entries.get(first), rest));
  return Object.fromEntries(entries);
}

function isHash(value: HieraValue | undefined): value is { readonly [key: string]: HieraValue } {
  return typeof value === 'object' && !Array.isArray(value);
}
