import { quoted } from '../diagnostics/escape.ts';
import { isLive } from '../inventory/life-cycle.ts';
import type { Host, Role } from '../inventory/model.ts';
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
import type { Pair } from './pair.ts';
import type { Comparison } from './side.ts';

const REASONS = {
  role: 'directors-role-changed',
  ha: 'directors-ha-changed',
  interface: 'directors-interface-changed',
} as const;

/** The directors: their role, who moves the virtual IPs, and the hosts. */
export function compareDirectors(comparison: Comparison): Draft[] {
  const { before, after } = comparison;
  const edits = valueEdits(mapPair(comparison, ['directors']), ['hosts']);
  const values = (['role', 'ha', 'interface'] as const).flatMap((attribute) => {
    const edit = edits.get(attribute);
    if (edit === undefined) return [];
    return valueDraft({
      reason: REASONS[attribute],
      subject: { kind: 'directors', name: '' },
      of: 'of the directors',
      attribute,
      edit,
      at: places(before.inventory.directors, after.inventory.directors),
      effect: effectOf(comparison, attribute),
    });
  });
  return [...values, ...compareHosts(comparison)];
}

/** The interface is only what virtual IPs start from, and their changes are told by themselves. */
function effectOf({ before, after }: Comparison, attribute: keyof typeof REASONS): Effect {
  if (attribute === 'ha') return { ...noEffect, directors: true };
  // Every real server kicks the role by its name.
  if (attribute === 'role' && (before.markers || after.markers)) {
    return { ...noEffect, roles: after.inventory.roles };
  }
  return noEffect;
}

function compareHosts(comparison: Comparison): Draft[] {
  const { pairs, removed, added } = comparison.matches.directors;
  const maps = mapPair(comparison, ['directors', 'hosts']);
  const values = valueEdits(maps);
  const names = new Map(pairs.map((pair) => [pair.before.hostname, pair.after.hostname]));
  return [
    ...pairs.flatMap((pair) => compareHost(comparison, maps, values, pair)),
    ...added.map((host) => arrival(comparison, host, [addition(maps, host.hostname)])),
    ...removed.map((host) => departure(comparison, host, [removal(maps, host.hostname)])),
    ...orderDraft(
      { kind: 'directors', name: '' },
      'hosts',
      orderEdit(maps, names),
      noEffect,
      ' of the directors',
    ),
  ];
}

function compareHost(
  comparison: Comparison,
  maps: MapPair,
  values: ReadonlyMap<string, Edit>,
  { before, after }: Pair<Host>,
): Draft[] {
  const edits = renaming(maps, before.hostname, after.hostname);
  if (edits.length > 0) return [renamed(before, after, edits)];
  const edit = values.get(after.hostname);
  if (edit === undefined) return [];
  return [
    valueDraft({
      reason: 'director-address-changed',
      subject: { kind: 'director', name: after.hostname },
      of: `of director ${quoted(after.hostname)}`,
      attribute: 'address',
      edit,
      at: places(before, after),
      effect: { ...noEffect, roles: translatedRoles(comparison, before, after) },
    }),
  ];
}

function renamed(before: Host, after: Host, edits: readonly Edit[]): Draft {
  return draft({
    reason: 'director-renamed',
    action: 'renamed',
    subject: { kind: 'director', name: after.hostname },
    from: { kind: 'director', name: before.hostname },
    message: `director ${quoted(before.hostname)} is now called ${quoted(after.hostname)}`,
    at: places(before, after),
    effect: { ...noEffect, director: after.hostname },
    edits,
  });
}

function arrival(comparison: Comparison, host: Host, edits: readonly Edit[]): Draft {
  const shared = bindsWhatOthersHave(comparison);
  return draft({
    reason: shared ? 'director-added-beside-another' : 'director-added',
    action: 'added',
    subject: { kind: 'director', name: host.hostname },
    after: host.address.text,
    message: `director ${quoted(host.hostname)} is added`,
    hint: shared ? RELEASE_FIRST : undefined,
    at: places(undefined, host),
    effect: { ...noEffect, director: host.hostname, roles: translatedRoles(comparison, host) },
    edits,
  });
}

function departure(comparison: Comparison, host: Host, edits: readonly Edit[]): Draft {
  return draft({
    reason: 'director-removed',
    action: 'removed',
    subject: { kind: 'director', name: host.hostname },
    before: host.address.text,
    message: `director ${quoted(host.hostname)} is removed`,
    hint: comparison.before.inventory.directors.ha === 'none' ? RELEASE : undefined,
    at: places(host, undefined),
    effect: { ...noEffect, director: host.hostname, roles: translatedRoles(comparison, host) },
    edits,
  });
}

const RELEASE = 'stop ldirectord on it and take the virtual IPs off it';
const RELEASE_FIRST =
  'let its agent run only when ldirectord is stopped on the other director and the virtual IPs are off it';

/** Without somebody who moves them, every director binds all addresses, and one that is listed no more keeps its own. */
function bindsWhatOthersHave({ before, after }: Comparison): boolean {
  return after.inventory.directors.ha === 'none' && before.inventory.directors.hosts.length > 0;
}

/** Where addresses are translated, real servers look whether their answers go back through a director of the same family. */
function translatedRoles({ after }: Comparison, ...directors: readonly Host[]): Role[] {
  const families = new Set(directors.map(({ address }) => address.family));
  return after.inventory.roles.filter(({ services }) =>
    services.some(
      (service) =>
        isLive(service) &&
        service.forwarding.value === 'masq' &&
        families.has(service.virtualIp.address.family),
    ),
  );
}
