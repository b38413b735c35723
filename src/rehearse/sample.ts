import { quoted } from '../diagnostics/escape.ts';
import { isLive } from '../inventory/life-cycle.ts';
import type { Host, Inventory, RealServer, Role } from '../inventory/model.ts';
import { roleSettings } from '../inventory/role-settings.ts';

/** How many servers of a role are enough to see how clients are spread over them. */
const ENOUGH = 3;

/** How many servers are enough to see what one kind of change does. */
const ENOUGH_OF_A_CHANGE = 2;

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
 */
export function sampleRoles(inventory: Inventory): Sample {
  return sampleOf(inventory, rolesOf([inventory]).reduce(chooseFor, startWith([inventory])));
}

/**
 * Reduces the states before and after a change to the same hosts. What a change does to servers is what is rehearsed: of each
 * kind of it (see `changedHosts`) two servers are there, beside at least one that stays as it is.
 */
export function sampleChange(
  before: Inventory,
  after: Inventory,
): { readonly before: Sample; readonly after: Sample } {
  const states = [after, before];
  const chosen = rolesOf(states).reduce(chooseFor, startWith(states));
  return { before: sampleOf(before, chosen), after: sampleOf(after, chosen) };
}

/** What was chosen so far: the hosts that are in the lab, and those of each large role. */
interface Chosen {
  readonly hosts: ReadonlySet<string>;
  readonly large: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A role in the states that have it: the newest one first. */
type States = readonly Role[];

function rolesOf(inventories: readonly Inventory[]): States[] {
  const roles = inventories.flatMap((inventory) => inventory.roles);
  const names = [...new Set(roles.map(({ name }) => name))];
  return names.map((name) => roles.filter((role) => role.name === name));
}

/** Directors and the servers of small roles are in the lab anyway. */
function startWith(inventories: readonly Inventory[]): Chosen {
  const small = rolesOf(inventories).filter((states) => !states.some(isLarge));
  const hosts = [...inventories.flatMap(({ directors }) => directors.hosts), ...small.flat().flatMap(liveOf)];
  return { hosts: new Set(hosts.map(nameOf)), large: new Map() };
}

function chooseFor(chosen: Chosen, states: States): Chosen {
  const [role] = states;
  if (role === undefined || !states.some(isLarge)) return chosen;
  const hosts = chooseHosts(states, chosen.hosts);
  return {
    hosts: new Set([...chosen.hosts, ...hosts]),
    large: new Map([...chosen.large, [role.name, hosts]]),
  };
}

function sampleOf(inventory: Inventory, { large }: Chosen): Sample {
  const roles = inventory.roles.map((role): Role => {
    const hosts = large.get(role.name);
    if (hosts === undefined) return role;
    return {
      ...role,
      servers: role.servers.filter((server) => !isLive(server) || hosts.has(nameOf(server))),
    };
  });
  const reduced = roles.flatMap((sample, index): { role: Role; sample: Role }[] => {
    const role = inventory.roles[index];
    return role === undefined || liveOf(role).length === liveOf(sample).length ? [] : [{ role, sample }];
  });
  return {
    inventory: { ...inventory, roles },
    reduced: reduced.map(({ role, sample }) => sentence(role, sample)),
    reducedRoles: new Set(reduced.map(({ role }) => role.name)),
  };
}

function isLarge(role: Role): boolean {
  return liveOf(role).length > sizeOf(role);
}

function sizeOf({ minServers }: Role): number {
  return Math.max(ENOUGH, minServers ?? 0);
}

function liveOf({ servers }: Role): RealServer[] {
  return servers.filter(isLive);
}

function nameOf({ hostname }: Host): string {
  return hostname;
}

/** Takes whoever is next until each state has enough servers, which the change touches least of all. */
function chooseHosts(states: States, known: ReadonlySet<string>): Set<string> {
  const [after, before] = states;
  const changes = after && before ? changedHosts(before, after) : [];
  const changed = new Set(changes.flat());
  const candidates = states.flatMap((role) => inOrderOfUse(role, known, changed)).map(nameOf);
  const unchanged = candidates.find((host) => !changed.has(host));
  const chosen = new Set(changes.flatMap((hosts) => hosts.slice(0, ENOUGH_OF_A_CHANGE)));
  if (unchanged !== undefined) chosen.add(unchanged);
  const sides = states.map((role) => ({ hosts: new Set(liveOf(role).map(nameOf)), size: sizeOf(role) }));
  for (const host of candidates) {
    const isWanted = sides.some(
      ({ hosts, size }) => hosts.has(host) && [...hosts].filter((one) => chosen.has(one)).length < size,
    );
    if (isWanted) chosen.add(host);
  }
  return chosen;
}

/** Different ones first, of those the ones that are in the lab already; what a change leaves alone before what it does not. */
function inOrderOfUse(role: Role, known: ReadonlySet<string>, changed: ReadonlySet<string>): RealServer[] {
  const rank = (server: RealServer): number =>
    (changed.has(nameOf(server)) ? 2 : 0) + (known.has(nameOf(server)) ? 0 : 1);
  const inOrder = liveOf(role).toSorted((one, other) => rank(one) - rank(other));
  const first = inOrder.find(({ state }) => state === 'production') ?? inOrder[0];
  const otherWeight = inOrder.find(
    (server) => server.state === 'production' && weightOf(server) !== weightOf(first),
  );
  const otherState = inOrder.find(({ state }) => state !== 'production' && state !== first?.state);
  const wanted = [first, otherWeight, otherState, ...inOrder].filter((server) => server !== undefined);
  return [...new Set(wanted)];
}

/**
 * The hosts of a role on which a change does something: those that are added, those that are gone, and those with another
 * state, another weight, another address, and other settings, a list each.
 */
function changedHosts(before: Role, after: Role): string[][] {
  const familiar = (server: RealServer): string => `${server.address.family} ${nameOf(server)}`;
  const older = new Map(liveOf(before).map((server) => [familiar(server), server]));
  const newer = new Set(liveOf(after).map(familiar));
  const both = liveOf(after).flatMap((server): [RealServer, RealServer][] => {
    const old = older.get(familiar(server));
    return old === undefined ? [] : [[old, server]];
  });
  const differing = (aspect: (server: RealServer) => unknown): RealServer[] =>
    both
      .filter(([old, server]) => JSON.stringify(aspect(old)) !== JSON.stringify(aspect(server)))
      .map(([, server]) => server);
  return [
    liveOf(after).filter((server) => !older.has(familiar(server))),
    liveOf(before).filter((server) => !newer.has(familiar(server))),
    differing(({ state }) => state),
    differing(weightOf),
    differing(({ address }) => address.text),
    differing(({ port, upperThreshold, lowerThreshold, check }) => [
      port?.value,
      upperThreshold?.value,
      lowerThreshold?.value,
      check?.request.value,
      check?.receive.value,
    ]),
  ].map((servers) => servers.map(nameOf));
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
  // Where nobody is there the lab has no service, either; the module would not compile.
  if (roles.some(isShort))
    data.set(`${module.name}::inventory::roles`, Object.fromEntries(roles.map(settingsData)));
  if (replaced) data.set(overrides, {}).set('lookup_options', { [overrides]: { merge: 'first' } });
  for (const key of secretKeys(inventory)) {
    const [first = '', ...rest] = key.split('.');
    data.set(first, withValueAt(data.get(first), rest));
  }
  return Object.fromEntries(data);
}

/** Whether the lab has fewer servers of a role than the module wants. */
function isShort({ servers, minServers }: Role): boolean {
  return servers.filter(isLive).length < (minServers ?? 0);
}

/** What is known of a role as the type `Role` of the module has it, with a minimum that the lab has. */
function settingsData(role: Role): [string, HieraValue] {
  const { description, minServers, kicks, weights, retired } = roleSettings(role);
  return [
    role.name,
    {
      ...(description !== undefined && { description }),
      ...(minServers !== undefined && !isShort(role) && { min_servers: minServers }),
      ...(kicks.length > 0 && { kicks }),
      ...(weights.length > 0 && { weights: Object.fromEntries(weights) }),
      ...(retired.length > 0 && { retired }),
    },
  ];
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
