import { quoted } from '../diagnostics/escape.ts';
import { isLive, weightSeen } from '../inventory/life-cycle.ts';
import type { Role } from '../inventory/model.ts';
import type { Plain } from '../inventory/plain.ts';
import { compareKicks } from './compare-kicks.ts';
import { comparePartOrder, compareRoleOrder } from './compare-order.ts';
import { addedServer, compareServer, removedServer, type ServerContext } from './compare-servers.ts';
import { addedService, compareService, removedService } from './compare-services.ts';
import { draft, places, valueDraft, type Draft } from './draft.ts';
import { addition, mapPair, removal, renaming, valueEdits, type Edit } from './edits.ts';
import { inFile, noEffect, type Effect } from './effect.ts';
import type { Member, Offer } from './match.ts';
import type { Pair } from './pair.ts';
import { poolOf, type Pool } from './pool.ts';
import type { ReasonCode } from './reasons.ts';
import { isPrinted, partsByRole, serversOf, servicesOf, type RoleParts } from './role-parts.ts';
import { bindsForClients } from './server-effect.ts';
import type { Comparison } from './side.ts';
import { sameValue } from './tree.ts';

/** All that happens in roles, role by role: what became of it, of its kicks, its servers and its services. */
export function compareRoles(comparison: Comparison): Draft[] {
  const { pairs, removed } = comparison.matches.roles;
  const parts = partsByRole(comparison);
  const context = contextOf(comparison);
  const byAfter = new Map(pairs.map((pair) => [pair.after, pair]));
  return [
    ...comparison.after.inventory.roles.flatMap((role) => {
      const pair = byAfter.get(role);
      return pair === undefined ? addedRole(context, role, parts) : compareRole(context, pair, parts);
    }),
    ...removed.flatMap((role) => removedRole(context, role, parts)),
    ...compareRoleOrder(comparison),
  ];
}

function contextOf(comparison: Comparison): ServerContext {
  const { roles, servers } = comparison.matches;
  const partners = new Map(servers.pairs.map(({ before, after }) => [before.server, after]));
  const pairs = new Map(roles.pairs.map((pair) => [pair.before.name, pair]));
  const pools = new Map<string, Pool | undefined>();
  return {
    comparison,
    poolOf: (name) => {
      const pair = pairs.get(name);
      if (!pools.has(name)) pools.set(name, pair && poolOf(pair.before, pair.after, partners));
      return pools.get(name);
    },
  };
}

function compareRole(context: ServerContext, pair: Pair<Role>, parts: RoleParts): Draft[] {
  const { comparison } = context;
  const { before, after } = pair;
  const own = mapPair(comparison, ['roles', before.name], ['roles', after.name]);
  // Most roles stay as they are; one that does has taken nothing from another.
  if (before.name === after.name && sameValue(own.before.map, own.after.map)) return [];
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
    ...comparePartOrder(comparison, pair, parts),
  ];
}

/** Where the source of the servers changes, the list comes or goes with it. */
function isOfList({ action, attribute }: Draft): boolean {
  return attribute === undefined && (action === 'added' || action === 'removed');
}

function serverDrafts(context: ServerContext, pair: Pair<Role>, parts: RoleParts): Draft[] {
  const servers = serversOf(context.comparison, pair);
  return [
    ...(parts.addedServers.get(pair.after) ?? []).map((member) => addedServer(context, member, servers)),
    ...(parts.servers.get(pair.after) ?? []).flatMap((both) => compareServer(context, both)),
    ...(parts.removedServers.get(pair.before) ?? []).map((member) => removedServer(context, member, servers)),
  ];
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
  // What discovery finds takes the place of a list; nothing takes that of one that Hiera emptied.
  const lost = attribute === 'emptied' ? list.reduce((sum, { losses }) => sum + losses, 0) : 0;
  return {
    ...value,
    message: sourceText(after, attribute) ?? value.message,
    losses: lost,
    losers: lost > 0 ? [before.name] : [],
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
function rename(comparison: Comparison, { before, after }: Pair<Role>, parts: RoleParts): Draft[] {
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
      hint: 'give the servers both roles until the inventory with the new name is in force, and rename its key in Hiera',
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

/** A role that only the new side has, with those of its servers that come from no other role. */
function addedRole(context: ServerContext, role: Role, parts: RoleParts): Draft[] {
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
      message: `role ${quoted(role.name)} is added with ${sizeOf(role, live, parts.addedServices.get(role))}`,
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
function removedRole(context: ServerContext, role: Role, parts: RoleParts): Draft[] {
  const { comparison } = context;
  const maps = mapPair(comparison, ['roles']);
  const servers = parts.removedServers.get(role) ?? [];
  const live = servers.filter(({ server }) => isLive(server));
  return [
    draft({
      reason: 'role-removed',
      action: 'removed',
      subject: { kind: 'role', name: role.name },
      message: `role ${quoted(role.name)} is removed with ${sizeOf(role, live, parts.removedServices.get(role))}`,
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

/** What comes or goes with a role, without what moves. */
function sizeOf({ discover }: Role, servers: readonly Member[], services: readonly Offer[] = []): string {
  const live = services.filter(({ service }) => isLive(service));
  const pool = discover ? 'discovered servers' : counted(servers.length, 'server');
  return `${pool} and ${counted(live.length, 'service')}`;
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
