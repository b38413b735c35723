import { quoted } from '../diagnostics/escape.ts';
import type { Place } from '../diagnostics/finding.ts';
import { isInFile, isLive } from '../inventory/life-cycle.ts';
import type { RealServer } from '../inventory/model.ts';
import { ENTER_THROUGH_SETUP } from '../inventory/without-setup.ts';
import { draft, places, valueDraft, type Draft } from './draft.ts';
import {
  addition,
  carried,
  mapPair,
  removal,
  renaming,
  valueEdits,
  type Edit,
  type MapPair,
} from './edits.ts';
import { noEffect } from './effect.ts';
import type { Member } from './match.ts';
import type { Subject } from './model.ts';
import type { Pair } from './pair.ts';
import { isUsable, lossReason, lossText, type Pool } from './pool.ts';
import type { ReasonCode } from './reasons.ts';
import { bindsForClients, serverChangeEffect, serverEffect } from './server-effect.ts';
import { serversOf } from './role-parts.ts';
import type { Comparison } from './side.ts';

const SAME_MACHINE =
  'if another machine has taken the address, set state: setup until its agent has run: it has not bound the virtual IP';
const DRAIN_FIRST = 'set state: draining first, and go on when its connections have ended';

/** What the servers of one role are judged by. */
export interface ServerContext {
  readonly comparison: Comparison;
  /** Undefined where the role is gone: then its services are. */
  readonly poolOf: (roleBefore: string) => Pool | undefined;
}

/** A server of both sides: its name, its role, and each of its values. */
export function compareServer(context: ServerContext, pair: Pair<Member>): Draft[] {
  const { comparison } = context;
  const { before, after } = pair;
  const own = mapPair(
    comparison,
    ['roles', before.role.name, 'servers', before.server.hostname],
    ['roles', after.role.name, 'servers', after.server.hostname],
  );
  const moved = comparison.matches.roleNames.get(before.role.name) !== after.role.name;
  const values = [...valueEdits(own)].map(([key, edit]) => valueOf(context, pair, key, edit, moved));
  return [...(moved ? [move(context, pair, own)] : rename(comparison, pair)), ...values];
}

function subjectOf({ role, server }: Member): Subject {
  return { kind: 'server', name: server.hostname, role: role.name };
}

function hostOf({ hostname }: RealServer): string {
  return hostname;
}

function nameOf({ role, server }: Member): string {
  return `server ${quoted(server.hostname)} of role ${quoted(role.name)}`;
}

function rename(comparison: Comparison, { before, after }: Pair<Member>): Draft[] {
  const servers = serversOf(comparison, { before: before.role, after: after.role });
  const edits = renaming(servers, before.server.hostname, after.server.hostname);
  if (edits.length === 0) return [];
  return [
    draft({
      reason: 'server-renamed',
      action: 'renamed',
      subject: subjectOf(after),
      from: subjectOf(before),
      message: `${nameOf({ role: after.role, server: before.server })} is now called ${quoted(after.server.hostname)}`,
      hint: isLive(after.server) && bindsForClients(after.role) ? SAME_MACHINE : undefined,
      at: places(before.server, after.server),
      effect: {
        ...noEffect,
        hosts: [before, after]
          .map(({ server }) => server)
          .filter(isLive)
          .map(hostOf),
      },
      edits,
    }),
  ];
}

/** A server goes to another role as it was; what else became of it is told by itself. */
function move(context: ServerContext, { before, after }: Pair<Member>, own: MapPair): Draft {
  const { comparison } = context;
  const value = carried(own.before.map, own.after.map);
  const servers = mapPair(comparison, own.before.path.slice(0, -1), own.after.path.slice(0, -1));
  const pool = context.poolOf(before.role.name);
  const entry = entryReason(context, after);
  const reason = lossReason(pool, before.server, entry === 'server-added' ? 'server-moved' : entry);
  return draft({
    reason,
    action: 'moved',
    subject: subjectOf(after),
    from: subjectOf(before),
    message: `server ${quoted(after.server.hostname)} moves from role ${quoted(before.role.name)} to role ${quoted(after.role.name)}${lossText(pool, before.server)}`,
    hint: HINTS.get(reason),
    at: places(before.server, after.server),
    effect: serverEffect(comparison, before, after),
    // Who confirms what the old role loses has not spoken of the clients of the new one.
    losers: entry === 'server-added-without-setup' ? [] : [before.role.name],
    edits: [removal(servers, before.server.hostname, value), addition(servers, after.server.hostname, value)],
  });
}

function entryReason({ comparison }: ServerContext, { server }: Member): ReasonCode {
  return comparison.early.servers.has(server) ? 'server-added-without-setup' : 'server-added';
}

const KEYS: ReadonlyMap<string, { readonly property: keyof RealServer; readonly reason: ReasonCode }> =
  new Map([
    ['address', { property: 'address', reason: 'server-address-changed' }],
    ['weight', { property: 'weight', reason: 'server-weight-changed' }],
    ['port', { property: 'port', reason: 'server-port-changed' }],
    ['upper_threshold', { property: 'upperThreshold', reason: 'server-threshold-changed' }],
    ['lower_threshold', { property: 'lowerThreshold', reason: 'server-threshold-changed' }],
    ['request', { property: 'check', reason: 'server-check-changed' }],
    ['receive', { property: 'check', reason: 'server-check-changed' }],
    ['state', { property: 'state', reason: 'server-in-production' }],
  ]);

function valueOf(context: ServerContext, pair: Pair<Member>, key: string, edit: Edit, moved: boolean): Draft {
  const { comparison } = context;
  const { before, after } = pair;
  const { property, reason } = KEYS.get(key) ?? { property: 'check', reason: 'server-check-changed' };
  const value = valueDraft({
    reason: isIdle(pair) ? 'idle-server-changed' : reason,
    subject: subjectOf(after),
    of: `of ${nameOf(after)}`,
    attribute: key,
    edit,
    at: places(placeOf(before.server, key), placeOf(after.server, key)),
    // Who moves is touched as a whole anyway.
    effect: moved
      ? serverEffect(comparison, before, after)
      : serverChangeEffect(comparison, before, after, (server, like) => ({
          ...server,
          [property]: like[property],
        })),
  });
  if (key === 'state') return withState(context, pair, value, moved);
  return key === 'weight' && !isIdle(pair) ? withWeight(context, pair, value, moved) : value;
}

/** A value of a server where it is written, else the server. */
function placeOf(server: RealServer, key: string): { readonly at: Place } {
  const { check } = server;
  if (key === 'request' || key === 'receive') return check?.[key] ?? server;
  const property = KEYS.get(key)?.property ?? 'address';
  const value = server[property];
  return typeof value === 'object' && 'at' in value ? value : server;
}

/** Neither now nor before in the file: then it only is another record, or another one to be set up. */
function isIdle({ before, after }: Pair<Member>): boolean {
  return !isInFile(before.server) && !isInFile(after.server);
}

/** Weight 0 takes a server out as draining does. */
function withWeight(
  context: ServerContext,
  { before, after }: Pair<Member>,
  value: Draft,
  moved: boolean,
): Draft {
  const stays = after.server.state !== 'production' || isUsable(after.server) || moved;
  const pool = context.poolOf(before.role.name);
  if (stays || !isUsable(before.server)) return value;
  const reason = lossReason(pool, before.server, value.reason);
  return {
    ...value,
    reason,
    hint: HINTS.get(reason),
    message: `${value.message}${lossText(pool, before.server)}`,
  };
}

function withState(context: ServerContext, pair: Pair<Member>, value: Draft, moved: boolean): Draft {
  const { comparison } = context;
  const { before, after } = pair;
  const pool = moved ? undefined : context.poolOf(before.role.name);
  const reason = stateReason(context, pair, pool);
  const enters = !isLive(before.server);
  const leaves = !isLive(after.server);
  const whole = enters || leaves ? serverEffect(comparison, before, after) : value.effect;
  const loses = isUsable(before.server) && after.server.state !== 'production';
  // To go through setup into another role is the way to move.
  const goes = leaves || (!moved && leavesFile(pair));
  return {
    ...value,
    reason,
    action: enters ? 'added' : leaves ? 'removed' : 'changed',
    message: `${value.message}${loses ? lossText(pool, before.server) : ''}`,
    hint: HINTS.get(reason),
    effect: whole,
    losses: goes ? 1 : 0,
    losers: goes ? [before.role.name] : [],
  };
}

/** Back in setup a server has no clients, as if it were removed. */
function leavesFile({ before, after }: Pair<Member>): boolean {
  return isInFile(before.server) && !isInFile(after.server);
}

const HINTS: ReadonlyMap<ReasonCode, string> = new Map([
  ['server-added-without-setup', ENTER_THROUGH_SETUP],
  ['server-removed', DRAIN_FIRST],
  ['server-withdrawn', DRAIN_FIRST],
  ['last-server-removed', 'bring another server into production first'],
  [
    'role-majority-removed',
    'let them leave one after another, when the others carry the load; where directors refuse it, set max_shrink: 1 on them for one run',
  ],
]);

function stateReason(
  context: ServerContext,
  { before, after }: Pair<Member>,
  pool: Pool | undefined,
): ReasonCode {
  const [was, is] = [before.server.state, after.server.state];
  if (was === 'retired') return entryReason(context, after);
  if (is === 'retired') return removalReason(before, pool);
  if (is === 'production' || was === 'setup') return 'server-in-production';
  if (is === 'draining') return lossReason(pool, before.server, 'server-draining');
  return lossReason(pool, before.server, 'server-withdrawn');
}

/** Whether a server has clients decides what its end means. */
function removalReason({ server }: Member, pool: Pool | undefined): ReasonCode {
  if (!isLive(server)) return 'record-removed';
  return lossReason(pool, server, isUsable(server) ? 'server-removed' : 'drained-server-removed');
}

/** A server that only the new side has in this role. */
export function addedServer(context: ServerContext, member: Member, servers: MapPair): Draft {
  const { role, server } = member;
  const live = isLive(server);
  const reason = live ? entryReason(context, member) : 'record-added';
  return draft({
    reason,
    action: 'added',
    subject: subjectOf(member),
    after: server.address.text,
    message: `server ${quoted(server.hostname)} is added to role ${quoted(role.name)} ${live ? `in ${server.state}` : 'as retired'}`,
    hint: HINTS.get(reason),
    at: places(undefined, server),
    // A node that has the role already gives its virtual IPs up.
    effect: live
      ? serverEffect(context.comparison, undefined, member)
      : { ...noEffect, hosts: [server.hostname] },
    edits: [addition(servers, server.hostname)],
  });
}

/** A server that only the old side has in this role. */
export function removedServer(context: ServerContext, member: Member, servers: MapPair): Draft {
  const { role, server } = member;
  const live = isLive(server);
  const pool = context.poolOf(role.name);
  const reason = removalReason(member, pool);
  return draft({
    reason,
    action: 'removed',
    subject: subjectOf(member),
    before: server.address.text,
    message: `${live ? '' : 'the record of '}server ${quoted(server.hostname)} is removed from role ${quoted(role.name)}${lossText(pool, server)}`,
    hint: HINTS.get(reason),
    at: places(server, undefined),
    effect: live
      ? serverEffect(context.comparison, member, undefined)
      : { ...noEffect, hosts: [server.hostname] },
    losses: live ? 1 : 0,
    losers: [role.name],
    edits: [removal(servers, server.hostname)],
  });
}
