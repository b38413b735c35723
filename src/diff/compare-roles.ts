import { quoted } from '../diagnostics/escape.ts';
import { isInFile, isLive, weightSeen } from '../inventory/life-cycle.ts';
import type { Role } from '../inventory/model.ts';
import type { Plain } from '../inventory/plain.ts';
import { earlyServices } from '../inventory/without-setup.ts';
import { addedServer, compareServer, removedServer, type ServerContext } from './compare-servers.ts';
import { addedService, compareService, removedService } from './compare-services.ts';
import { draft, orderDraft, places, valueDraft, type Draft } from './draft.ts';
import {
  addition,
  mapPair,
  orderEdit,
  removal,
  renaming,
  valueEdits,
  type Edit,
  type MapPair,
} from './edits.ts';
import { noEffect, type Effect } from './effect.ts';
import { groupBy } from './group-by.ts';
import type { Member, Offer } from './match.ts';
import type { Pair } from './pair.ts';
import { poolOf, type Pool } from './pool.ts';
import type { ReasonCode } from './reasons.ts';
import { bindsForClients } from './server-effect.ts';
import { hasSection, type Comparison } from './side.ts';
import { kickKeys } from './tree.ts';

/** All that happens in roles, role by role: what became of it, of its kicks, its servers and its services. */
export function compareRoles(comparison: Comparison): Draft[] {
  const { pairs, removed, added } = comparison.matches.roles;
  const parts = partsByRole(comparison);
  const context = contextOf(comparison);
  const byAfter = new Map(pairs.map((pair) => [pair.after, pair]));
  const fresh = new Set(added);
  const maps = mapPair(comparison, ['roles']);
  const names = comparison.matches.roleNames;
  return [
    ...comparison.after.inventory.roles.flatMap((role) => {
      const pair = byAfter.get(role);
      if (pair !== undefined) return compareRole(context, pair, parts);
      return fresh.has(role) ? addedRole(context, role, parts) : [];
    }),
    ...removed.flatMap((role) => removedRole(context, role, parts)),
    ...orderDraft({ kind: 'module', name: '' }, 'roles', orderEdit(maps, names), orderEffect(comparison), ''),
  ];
}

/** Servers and services by the role that they are told with: the new one, or the old one of those that are gone. */
interface Parts {
  readonly servers: ReadonlyMap<Role, Pair<Member>[]>;
  readonly addedServers: ReadonlyMap<Role, Member[]>;
  readonly removedServers: ReadonlyMap<Role, Member[]>;
  readonly services: ReadonlyMap<Role, Pair<Offer>[]>;
  readonly addedServices: ReadonlyMap<Role, Offer[]>;
  readonly removedServices: ReadonlyMap<Role, Offer[]>;
  /** By the old name of the renamed role. */
  readonly kickReferences: ReadonlyMap<string, KickReference[]>;
}

function partsByRole(comparison: Comparison): Parts {
  const { servers, services } = comparison.matches;
  return {
    kickReferences: kickReferences(comparison),
    servers: groupBy(servers.pairs, ({ after }) => after.role),
    addedServers: groupBy(servers.added, ({ role }) => role),
    removedServers: groupBy(servers.removed, ({ role }) => role),
    services: groupBy(services.pairs, ({ after }) => after.role),
    addedServices: groupBy(services.added, ({ role }) => role),
    removedServices: groupBy(services.removed, ({ role }) => role),
  };
}

function contextOf(comparison: Comparison): ServerContext {
  const { roles, servers } = comparison.matches;
  const partners = new Map(servers.pairs.map(({ before, after }) => [before.server, after]));
  const pools = new Map<string, Pool>(
    roles.pairs.map(({ before, after }) => [before.name, poolOf(before, after, partners)]),
  );
  const early = new Set(
    earlyServices(comparison.before.inventory, comparison.after.inventory).flatMap((entry) => entry.servers),
  );
  return { comparison, poolOf: (name) => pools.get(name), isEarly: (server) => early.has(server) };
}

function compareRole(context: ServerContext, pair: Pair<Role>, parts: Parts): Draft[] {
  const { comparison } = context;
  const { before, after } = pair;
  const own = mapPair(comparison, ['roles', before.name], ['roles', after.name]);
  const values = valueEdits(own, ['servers', 'services', 'kicks']);
  const source = values.get('discover') ?? values.get('emptied');
  const servers = serverDrafts(context, pair, parts);
  const lists = source === undefined ? [] : servers.filter(isOfList);
  return [
    ...rename(comparison, pair, parts),
    ...[...values].map(([key, edit]) => valueOf(comparison, pair, key, edit, edit === source ? lists : [])),
    ...compareKicks(comparison, pair),
    ...(source === undefined ? servers : servers.filter((one) => !isOfList(one))),
    ...(parts.addedServices.get(after) ?? []).map((offer) =>
      addedService(comparison, offer, servicesOf(comparison, pair)),
    ),
    ...(parts.services.get(after) ?? []).flatMap((both) => compareService(comparison, both)),
    ...(parts.removedServices.get(before) ?? []).map((offer) =>
      removedService(comparison, offer, servicesOf(comparison, pair)),
    ),
    ...orders(comparison, pair, parts),
  ];
}

/** Where the source of the servers changes, the list comes or goes with it. */
function isOfList({ action, attribute }: Draft): boolean {
  return attribute === undefined && (action === 'added' || action === 'removed');
}

function serverDrafts(context: ServerContext, pair: Pair<Role>, parts: Parts): Draft[] {
  const servers = serversOf(context.comparison, pair);
  return [
    ...(parts.addedServers.get(pair.after) ?? []).map((member) => addedServer(context, member, servers)),
    ...(parts.servers.get(pair.after) ?? []).flatMap((both) => compareServer(context, both)),
    ...(parts.removedServers.get(pair.before) ?? []).map((member) => removedServer(context, member, servers)),
  ];
}

function serversOf(comparison: Comparison, { before, after }: Pair<Role>): MapPair {
  return mapPair(comparison, ['roles', before.name, 'servers'], ['roles', after.name, 'servers']);
}

function servicesOf(comparison: Comparison, { before, after }: Pair<Role>): MapPair {
  return mapPair(comparison, ['roles', before.name, 'services'], ['roles', after.name, 'services']);
}

const REASONS: ReadonlyMap<string, ReasonCode> = new Map([
  ['description', 'role-description-changed'],
  ['discover', 'role-discover-changed'],
  ['min_servers', 'role-minimum-changed'],
]);

function valueOf(
  comparison: Comparison,
  pair: Pair<Role>,
  attribute: string,
  edit: Edit,
  list: readonly Draft[],
): Draft {
  const { before, after } = pair;
  const emptied = after.emptied === true ? 'role-emptied' : 'role-refilled';
  const value = valueDraft({
    reason: REASONS.get(attribute) ?? emptied,
    subject: { kind: 'role', name: after.name },
    of: `of role ${quoted(after.name)}`,
    attribute,
    edit,
    at: places(before, after),
    effect: valueEffect(comparison, pair, attribute),
  });
  const message = sourceText(after, attribute) ?? value.message;
  const losses = attribute === 'emptied' ? list.reduce((sum, one) => sum + one.losses, 0) : 0;
  return {
    ...value,
    message,
    losses,
    losers: [before.name],
    edits: [edit, ...list.flatMap(({ edits }) => edits)],
  };
}

/** Where the servers of a role come from now, in words. */
function sourceText({ name, discover, emptied }: Role, attribute: string): string | undefined {
  const role = `role ${quoted(name)}`;
  if (attribute === 'discover') {
    return `the servers of ${role} are ${discover ? 'discovered, and no longer listed' : 'listed, and no longer discovered'}`;
  }
  if (attribute !== 'emptied') return undefined;
  return emptied === true
    ? `Hiera gives ${role} an empty list of servers`
    : `Hiera no longer gives ${role} an empty list of servers`;
}

function valueEffect(
  { after: { markers } }: Comparison,
  { before, after }: Pair<Role>,
  attribute: string,
): Effect {
  if (attribute === 'min_servers') return noEffect;
  const seen = inFile([before, after].some(isPrinted));
  if (attribute === 'description') return seen;
  // A server of a list knows its weight from there, any other one has the weight 1.
  const marked = [before, after].some(({ servers }) => servers.some((server) => weightSeen(server) !== 1));
  return { ...seen, roles: [before, after], kicks: markers && marked ? [after] : [] };
}

/** Under another name the role is another role for every node: servers have to be given it. */
function rename(comparison: Comparison, { before, after }: Pair<Role>, parts: Parts): Draft[] {
  const edits = renaming(mapPair(comparison, ['roles']), before.name, after.name);
  if (edits.length === 0) return [];
  const references = parts.kickReferences.get(before.name) ?? [];
  return [
    draft({
      reason: 'role-renamed',
      action: 'renamed',
      subject: { kind: 'role', name: after.name },
      from: { kind: 'role', name: before.name },
      message: `role ${quoted(before.name)} is now called ${quoted(after.name)}`,
      hint: 'give the servers the new role in the same run as this inventory',
      at: places(before, after),
      effect: {
        ...inFile([before, after].some(isPrinted)),
        roles: [before, after, ...(comparison.after.markers ? references.map(({ kicking }) => kicking) : [])],
        kicks: comparison.after.markers ? [after] : [],
        hazard: bindsForClients(before) ? ROLE_FIRST : undefined,
      },
      edits: [...edits, ...references.map(({ edit }) => edit)],
    }),
  ];
}

const ROLE_FIRST = {
  first: 'real servers',
  otherwise:
    'a real server that still has only the old role gives the virtual IP up in its next run, and its clients get no answer',
} as const;

/** Kicks that name the role follow its name. */
interface KickReference {
  readonly target: string;
  readonly kicking: Role;
  readonly edit: Edit;
}

/** The kicks of renamed roles, by the old name of the role that they name. */
function kickReferences(comparison: Comparison): ReadonlyMap<string, KickReference[]> {
  const all = comparison.matches.roles.pairs.flatMap((pair) =>
    pairKicks(comparison, pair).renamed.map(({ from, to }): KickReference => ({
      target: baseOf(from),
      kicking: pair.after,
      edit: { kind: 'rename', path: ['roles', pair.after.name, 'kicks'], from, to },
    })),
  );
  return groupBy(all, ({ target }) => target);
}

interface KickPairs {
  readonly stayed: ReadonlyMap<string, string>;
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
}

/** Which kicks of a role go to the same role as before, under its new name where it has one. */
function pairKicks({ matches }: Comparison, { before, after }: Pair<Role>): KickPairs {
  const now = new Set(keysOf(after));
  const stayed = new Map<string, string>();
  for (const key of keysOf(before)) {
    const base = baseOf(key);
    const to = `${matches.roleNames.get(base) ?? base}${key.slice(base.length)}`;
    if (now.has(to)) stayed.set(key, to);
  }
  const renamed = [...stayed].filter(([from, to]) => from !== to).map(([from, to]) => ({ from, to }));
  return { stayed, renamed };
}

function keysOf({ kicks }: Role): string[] {
  return kickKeys(kicks.map(({ value }) => value));
}

/** The role that a key of a kick names. */
function baseOf(key: string): string {
  return key.split('#')[0] ?? key;
}

function compareKicks(comparison: Comparison, pair: Pair<Role>): Draft[] {
  const { before, after } = pair;
  const maps = mapPair(comparison, ['roles', before.name, 'kicks'], ['roles', after.name, 'kicks']);
  const { stayed } = pairKicks(comparison, pair);
  const still = new Set(stayed.values());
  const effect = { ...noEffect, roles: comparison.after.markers ? [after] : [] };
  const kick = (action: 'added' | 'removed', key: string, edit: Edit): Draft => {
    const role = action === 'added' ? after : before;
    const at = role.kicks[keysOf(role).indexOf(key)];
    return draft({
      reason: action === 'added' ? 'kick-added' : 'kick-removed',
      action,
      subject: { kind: 'kick', name: key, role: role.name },
      message: `role ${quoted(role.name)} ${action === 'added' ? 'now kicks' : 'no longer kicks'} role ${quoted(baseOf(key))}`,
      at: action === 'added' ? places(undefined, at) : places(at, undefined),
      effect,
      edits: [edit],
    });
  };
  return [
    ...keysOf(after)
      .filter((key) => !still.has(key))
      .map((key) => kick('added', key, addition(maps, key))),
    ...keysOf(before)
      .filter((key) => !stayed.has(key))
      .map((key) => kick('removed', key, removal(maps, key))),
    ...orderDraft(
      { kind: 'role', name: after.name },
      'kicks',
      orderEdit(maps, stayed),
      noEffect,
      ` of role ${quoted(after.name)}`,
    ),
  ];
}

/** A role that only the new side has, with those of its servers that come from no other role. */
function addedRole(context: ServerContext, role: Role, parts: Parts): Draft[] {
  const { comparison } = context;
  const maps = mapPair(comparison, ['roles']);
  const pair = { before: role, after: role };
  const servers = parts.addedServers.get(role) ?? [];
  const live = servers.filter(({ server }) => isLive(server));
  return [
    draft({
      reason: 'role-added',
      action: 'added',
      subject: { kind: 'role', name: role.name },
      message: `role ${quoted(role.name)} is added with ${sizeOf(role)}`,
      at: places(undefined, role),
      effect: {
        ...noEffect,
        hosts: live.map(({ server }) => server.hostname),
        roles: role.discover ? [role] : [],
        kicks: comparison.after.markers && live.length > 0 ? [role] : [],
      },
      edits: [addition(maps, role.name, shellOf(maps.after.map.get(role.name), servers))],
    }),
    ...(parts.servers.get(role) ?? []).flatMap((both) => compareServer(context, both)),
    ...(parts.addedServices.get(role) ?? []).map((offer) =>
      addedService(comparison, offer, servicesOf(comparison, pair)),
    ),
    ...(parts.services.get(role) ?? []).flatMap((both) => compareService(comparison, both)),
  ];
}

/** A role that only the old side has, with those of its servers that go to no other role. */
function removedRole(context: ServerContext, role: Role, parts: Parts): Draft[] {
  const { comparison } = context;
  const maps = mapPair(comparison, ['roles']);
  const servers = parts.removedServers.get(role) ?? [];
  const live = servers.filter(({ server }) => isLive(server));
  return [
    draft({
      reason: 'role-removed',
      action: 'removed',
      subject: { kind: 'role', name: role.name },
      message: `role ${quoted(role.name)} is removed with ${sizeOf(role)}`,
      at: places(role, undefined),
      effect: {
        ...noEffect,
        hosts: live.map(({ server }) => server.hostname),
        roles: role.discover ? [role] : [],
      },
      losses: live.length,
      losers: [role.name],
      edits: [removal(maps, role.name, shellOf(maps.before.map.get(role.name), servers))],
    }),
    ...(parts.removedServices.get(role) ?? []).map((offer) =>
      removedService(comparison, offer, servicesOf(comparison, { before: role, after: role })),
    ),
  ];
}

/** A role as data with some of its servers, and without its services, which are told by themselves. */
function shellOf(role: Plain | undefined, members: readonly Member[]): Plain {
  if (!(role instanceof Map)) return new Map();
  const names = new Set(members.map(({ server }) => server.hostname));
  const servers = [...(role.get('servers') as ReadonlyMap<string, Plain>)].filter(([name]) =>
    names.has(name),
  );
  return new Map<string, Plain>([...role, ['servers', new Map(servers)], ['services', new Map()]]);
}

function sizeOf({ discover, servers, services }: Role): string {
  const live = servers.filter(isLive).length;
  const pool = discover ? 'discovered servers' : counted(live, 'server');
  return `${pool} and ${counted(services.filter(isLive).length, 'service')}`;
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

function orders(comparison: Comparison, pair: Pair<Role>, parts: Parts): Draft[] {
  const { before, after } = pair;
  const subject = { kind: 'role', name: after.name } as const;
  const of = ` of role ${quoted(after.name)}`;
  const servers = (parts.servers.get(after) ?? [])
    .filter((both) => both.before.role === before)
    .map((both) => ({ before: both.before.server, after: both.after.server }));
  const services = (parts.services.get(after) ?? [])
    .filter((both) => both.before.role === before)
    .map((both) => ({ before: both.before.service, after: both.after.service }));
  const printed = isPrinted(before) && isPrinted(after);
  const serverEdit = orderEdit(
    serversOf(comparison, pair),
    newNames(servers, ({ hostname }) => hostname),
  );
  const serviceEdit = orderEdit(
    servicesOf(comparison, pair),
    newNames(services, ({ name }) => name),
  );
  const marked = comparison.after.markers && turned(before.services, after.services, services, isLive);
  return [
    ...orderDraft(
      subject,
      'servers',
      serverEdit,
      inFile(printed && turned(before.servers, after.servers, servers, isInFile)),
      of,
    ),
    ...orderDraft(
      subject,
      'services',
      serviceEdit,
      {
        ...inFile(printed && turned(before.services, after.services, services, isInFile)),
        // The marker of a real server lists them in this order.
        roles: marked ? [after] : [],
        kicks: marked ? [after] : [],
      },
      of,
    ),
  ];
}

function newNames<T>(pairs: readonly Pair<T>[], nameOf: (item: T) => string): Map<string, string> {
  return new Map(pairs.map(({ before, after }) => [nameOf(before), nameOf(after)]));
}

/** What another order in ldirectord.cf does, where there is one. */
function inFile(differs: boolean): Effect {
  return { ...noEffect, directors: differs, reload: differs };
}

/** Whether those that are seen on both sides stand in another order. */
function turned<T>(
  before: readonly T[],
  after: readonly T[],
  pairs: readonly Pair<T>[],
  isSeen: (item: T) => boolean,
): boolean {
  const seen = pairs.filter((pair) => isSeen(pair.before) && isSeen(pair.after));
  const partners = new Map(seen.map((pair) => [pair.before, pair.after]));
  const staying = new Set(partners.values());
  const was = before.flatMap((item) => partners.get(item) ?? []);
  return after.filter((item) => staying.has(item)).some((item, index) => item !== was[index]);
}

function isPrinted(role: Role): boolean {
  return hasSection(role) && role.services.some(isInFile);
}

/** The sections of the file stand in the order of the roles. */
function orderEffect({ before, after, matches }: Comparison): Effect {
  return inFile(turned(before.inventory.roles, after.inventory.roles, matches.roles.pairs, isPrinted));
}
