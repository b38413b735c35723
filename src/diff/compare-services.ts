import { quoted } from '../diagnostics/escape.ts';
import type { Located } from '../diagnostics/finding.ts';
import { isInFile, isLive } from '../inventory/life-cycle.ts';
import type { DirectiveValue, VirtualService } from '../inventory/model.ts';
import { serviceReasons } from './attributes.ts';
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
import type { Effect } from './effect.ts';
import type { Offer } from './match.ts';
import type { Subject } from './model.ts';
import type { Pair } from './pair.ts';
import { takesConnections } from './pool.ts';
import type { ReasonCode } from './reasons.ts';
import { servicesOf } from './role-parts.ts';
import { serviceChangeEffect, serviceEffect } from './service-effect.ts';
import { hasSection, type Comparison } from './side.ts';
import { keepsVirtualIp } from './compare-virtual-ips.ts';

/** A service of both sides: its name, its role, and each of its values. */
export function compareService(comparison: Comparison, pair: Pair<Offer>): Draft[] {
  const { before, after } = pair;
  const own = mapPair(
    comparison,
    ['roles', before.role.name, 'services', before.service.name],
    ['roles', after.role.name, 'services', after.service.name],
  );
  const moved = comparison.matches.roleNames.get(before.role.name) !== after.role.name;
  return [
    ...(moved ? [move(comparison, pair, own)] : rename(comparison, pair)),
    ...[...valueEdits(own, ['directives'])].flatMap(([key, edit]) => compareKey(comparison, pair, key, edit)),
    ...compareDirectives(comparison, pair, own),
  ];
}

function rename(comparison: Comparison, { before, after }: Pair<Offer>): Draft[] {
  const services = servicesOf(comparison, { before: before.role, after: after.role });
  const edits = renaming(services, before.service.name, after.service.name);
  if (edits.length === 0) return [];
  return [
    draft({
      reason: 'service-renamed',
      action: 'renamed',
      subject: subjectOf(after),
      from: subjectOf(before),
      message: `service ${quoted(before.service.name)} of role ${quoted(after.role.name)} is now called ${quoted(after.service.name)}`,
      at: places(before.service, after.service),
      effect: serviceChangeEffect(comparison, before, after, (service, like) => ({
        ...service,
        name: like.name,
      })),
      edits,
    }),
  ];
}

/** A service goes to another role as it was; what else became of it is told by itself. */
function move(comparison: Comparison, { before, after }: Pair<Offer>, own: MapPair): Draft {
  const value = carried(own.before.map, own.after.map);
  const services = mapPair(comparison, own.before.path.slice(0, -1), own.after.path.slice(0, -1));
  const reason = moveReason(before, after);
  const now = { ...before.service, name: after.service.name, role: after.service.role };
  return draft({
    reason,
    action: 'moved',
    subject: subjectOf(after),
    from: subjectOf(before),
    message: `service ${quoted(before.service.name)} moves from role ${quoted(before.role.name)} to role ${quoted(after.role.name)}${newName(before, after)}${reason === 'last-server-removed' ? ', where no server takes new connections' : ''}`,
    hint: reason === 'service-moved' && !isEarly(comparison, after) ? undefined : HINTS.get(reason),
    at: places(before.service, after.service),
    effect: {
      ...serviceEffect(comparison, before, { role: after.role, service: now }),
      // The servers are judged by all that becomes of them, so also by the virtual IP to which it may have gone.
      addresses: [before, after].map(({ service }) => service.virtualIp.address.text),
    },
    edits: [removal(services, before.service.name, value), addition(services, after.service.name, value)],
  });
}

/** Whether servers get clients of it that may not have bound the virtual IP; of discovered ones nobody knows. */
function isEarly({ early }: Comparison, { role, service }: Offer): boolean {
  return early.services.has(service) || (role.discover && service.forwarding.value !== 'masq');
}

function moveReason(before: Offer, after: Offer): ReasonCode {
  if (!isInFile(before.service) || !isInFile(after.service)) return 'idle-service-changed';
  const lost = isServed(before) && after.service.state === 'production' && !takesConnections(after.role);
  return lost ? 'last-server-removed' : 'service-moved';
}

function isServed({ service, role }: Offer): boolean {
  return service.state === 'production' && takesConnections(role);
}

function newName(before: Offer, after: Offer): string {
  const { name } = after.service;
  return before.service.name === name ? '' : ` and is now called ${quoted(name)}`;
}

function subjectOf({ role, service }: Offer): Subject {
  return { kind: 'service', name: service.name, role: role.name };
}

function compareKey(comparison: Comparison, pair: Pair<Offer>, key: string, edit: Edit): Draft[] {
  if (key === 'state') return [stateDraft(comparison, pair, edit)];
  if (key === 'virtual_ip') return virtualIpDraft(comparison, pair, edit);
  const property = key as 'ports' | 'fwmark' | 'protocol' | 'forwarding';
  const effect = serviceChangeEffect(comparison, pair.before, pair.after, (service, like) => ({
    ...service,
    [property]: like[property],
  }));
  return [
    keyDraft(
      pair,
      key,
      edit,
      effect,
      placeOf(pair, (service) => service[property]),
    ),
  ];
}

function keyDraft(pair: Pair<Offer>, attribute: string, edit: Edit, effect: Effect, at: Draft['at']): Draft {
  const { before, after } = pair;
  return valueDraft({
    reason: keyReason(pair, attribute),
    subject: subjectOf(after),
    of: `of service ${quoted(after.service.name)}`,
    attribute: attribute === 'ports' && !isMarked(before) && !isMarked(after) ? 'port' : attribute,
    edit,
    at,
    effect,
  });
}

function keyReason(
  { before: { service: was }, after: { service: is } }: Pair<Offer>,
  key: string,
): ReasonCode {
  if (!isInFile(was) && !isInFile(is)) return 'idle-service-changed';
  const reason = serviceReasons.get(key) ?? 'service-check-changed';
  if (reason !== 'service-port-changed') return reason;
  // Nobody knows the port of a service that was in setup.
  if (!isInFile(was)) return 'service-in-production';
  const ports = new Set(is.ports.map(({ value }) => value));
  const lost = key === 'protocol' || was.ports.some(({ value }) => !ports.has(value));
  return lost ? reason : 'service-ports-added';
}

/** Only behind a firewall mark there can be several ports. */
function isMarked({ service: { fwmark } }: Offer): boolean {
  return fwmark !== undefined;
}

/** A value may stand under `defaults`, or nowhere: then the service itself is the place. */
function placeOf(
  { before, after }: Pair<Offer>,
  valueOf: (service: VirtualService) => Located<unknown> | readonly Located<unknown>[] | undefined,
): Draft['at'] {
  const at = (service: VirtualService): { readonly at: Draft['at']['after'] & {} } =>
    [valueOf(service)].flat().find((value) => value !== undefined) ?? service;
  return places(at(before.service), at(after.service));
}

/** Not where the virtual IP was renamed, whose change has the edit. */
function virtualIpDraft(comparison: Comparison, pair: Pair<Offer>, edit: Edit): Draft[] {
  if (keepsVirtualIp(comparison, pair)) return [];
  const { before, after } = pair;
  const served = isInFile(before.service) || isInFile(after.service);
  return [
    valueDraft({
      reason: served ? 'service-virtual-ip-changed' : 'idle-service-changed',
      subject: subjectOf(after),
      of: `of service ${quoted(after.service.name)}`,
      attribute: 'virtual_ip',
      edit,
      at: places(before.service, after.service),
      effect: serviceChangeEffect(comparison, before, after, (service, like) => ({
        ...service,
        virtualIp: like.virtualIp,
      })),
    }),
  ];
}

function compareDirectives(comparison: Comparison, pair: Pair<Offer>, own: MapPair): Draft[] {
  const directives = mapPair(
    comparison,
    [...own.before.path, 'directives'],
    [...own.after.path, 'directives'],
  );
  return [...valueEdits(directives)].map(([name, edit]) => {
    const effect = serviceChangeEffect(comparison, pair.before, pair.after, (service, like) => ({
      ...service,
      directives: withDirective(service.directives, name, like.directives.get(name)),
    }));
    return keyDraft(
      pair,
      name,
      edit,
      effect,
      placeOf(pair, ({ directives: all }) => all.get(name)),
    );
  });
}

function withDirective(
  directives: VirtualService['directives'],
  name: string,
  value: Located<DirectiveValue> | undefined,
): VirtualService['directives'] {
  const changed = new Map(directives);
  if (value === undefined) changed.delete(name);
  else changed.set(name, value);
  return changed;
}

function stateDraft(comparison: Comparison, { before, after }: Pair<Offer>, edit: Edit): Draft {
  const effect = serviceChangeEffect(comparison, before, after, (service, like) => ({
    ...service,
    state: like.state,
  }));
  const leaves = isLive(before.service) && !isLive(after.service);
  const enters = !isLive(before.service);
  // Back in setup no client reaches it, as if it were removed.
  const goes = leaves || (isInFile(before.service) && !isInFile(after.service));
  const role = before.role.name;
  const reason = stateReason(comparison, before, after);
  return {
    ...valueDraft({
      reason,
      subject: subjectOf(after),
      of: `of service ${quoted(after.service.name)}`,
      attribute: 'state',
      edit,
      at: places(before.service, after.service),
      effect,
    }),
    ...(leaves ? { action: 'removed' } : {}),
    ...(goes ? { losses: 1, losers: [role] } : {}),
    ...(enters ? { action: 'added' } : {}),
    hint: HINTS.get(reason),
  };
}

const SETUP_FIRST =
  'give it state: setup, and take that out when the agents of its servers have run and the virtual IP is bound';
const BIND_FIRST =
  'let the servers of the new role bind the virtual IP first, with a service in state: setup on it';
const DRAIN_FIRST = 'set state: draining first, and go on when no client has a connection left';

const HINTS: ReadonlyMap<ReasonCode, string> = new Map([
  ['service-added-without-setup', SETUP_FIRST],
  ['service-removed', DRAIN_FIRST],
  ['service-moved', BIND_FIRST],
  ['last-server-removed', 'bring a server of the new role into production first'],
]);

function stateReason({ early }: Comparison, before: Offer, after: Offer): ReasonCode {
  const [was, is] = [before.service.state, after.service.state];
  if (!isInFile(before.service) && early.services.has(after.service)) return 'service-added-without-setup';
  if (was === 'retired') return 'service-added';
  if (is === 'draining') return was === 'production' ? 'service-draining' : 'service-in-production';
  return is === 'production' ? 'service-in-production' : removalReason(before);
}

/** Whether clients use a service decides what its end means. */
function removalReason({ service, role }: Offer): ReasonCode {
  if (!isLive(service)) return 'record-removed';
  return service.state === 'production' && hasSection(role) ? 'service-removed' : 'unused-service-removed';
}

/** A service that only the new side has. */
export function addedService(comparison: Comparison, offer: Offer, services: MapPair): Draft {
  const { role, service } = offer;
  const live = isLive(service);
  const entry = comparison.early.services.has(service) ? 'service-added-without-setup' : 'service-added';
  const reason = live ? entry : 'record-added';
  return draft({
    reason,
    action: 'added',
    subject: subjectOf(offer),
    message: `service ${quoted(service.name)} is added to role ${quoted(role.name)}${live ? '' : ' as retired'}`,
    hint: HINTS.get(reason),
    at: places(undefined, service),
    effect: serviceEffect(comparison, undefined, offer),
    edits: [addition(services, service.name)],
  });
}

/** A service that only the old side has. */
export function removedService(comparison: Comparison, offer: Offer, services: MapPair): Draft {
  const { role, service } = offer;
  const live = isLive(service);
  const reason = removalReason(offer);
  return draft({
    reason,
    action: 'removed',
    subject: subjectOf(offer),
    message: `${live ? '' : 'the record of '}service ${quoted(service.name)} is removed from role ${quoted(role.name)}`,
    hint: HINTS.get(reason),
    at: places(service, undefined),
    effect: serviceEffect(comparison, offer, undefined),
    losses: live ? 1 : 0,
    losers: [role.name],
    edits: [removal(services, service.name)],
  });
}
