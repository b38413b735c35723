import { quoted } from '../diagnostics/escape.ts';
import { isInFile, isLive } from '../inventory/life-cycle.ts';
import type { VirtualIp, VirtualService } from '../inventory/model.ts';
import { draft, orderDraft, places, valueDraft, type Draft } from './draft.ts';
import { addition, mapPair, orderEdit, removal, renaming, valueEdits, type Edit } from './edits.ts';
import { combined, noEffect, type Effect } from './effect.ts';
import { groupBy } from './group-by.ts';
import type { Offer } from './match.ts';
import type { Pair } from './pair.ts';
import type { ReasonCode } from './reasons.ts';
import { serviceChangeEffect } from './service-effect.ts';
import { hasSection, type Comparison, type Side } from './side.ts';

const REASONS = {
  address: 'virtual-ip-address-changed',
  interface: 'virtual-ip-interface-changed',
  prefix: 'virtual-ip-prefix-changed',
} as const;

/** The virtual IPs. What their services lose or gain by them is told with the services. */
export function compareVirtualIps(comparison: Comparison): Draft[] {
  const { pairs, removed, added } = comparison.matches.virtualIps;
  const maps = mapPair(comparison, ['virtual_ips']);
  const users = { before: usersOf(comparison.before), after: usersOf(comparison.after) };
  const services = stayingServices(comparison);
  return [
    ...pairs.flatMap((pair) => {
      const own = services.get(pair.after.name) ?? [];
      return [
        ...rename(pair, own, renaming(maps, pair.before.name, pair.after.name)),
        ...compareValues(comparison, pair, own, useOf(users, pair)),
      ];
    }),
    ...added.map((item) => arrival(comparison, item, [addition(maps, item.name)])),
    ...removed.map((item) =>
      departure(comparison, item, clientsOf(users.before.get(item.name)), [removal(maps, item.name)]),
    ),
    ...orderDraft(
      { kind: 'module', name: '' },
      'virtual_ips',
      orderEdit(maps, comparison.matches.virtualIpNames),
      noEffect,
      '',
    ),
  ];
}

/** Whether a service names the same virtual IP on both sides, which may have been renamed. */
export function keepsVirtualIp({ matches }: Comparison, { before, after }: Pair<Offer>): boolean {
  return matches.virtualIpNames.get(before.service.virtualIp.name) === after.service.virtualIp.name;
}

/** Who uses a virtual IP: clients before the change, clients only with it, or services in setup alone. */
type Use = 'clients' | 'at once' | 'setup' | 'none';

function useOf(users: Record<'before' | 'after', ReadonlyMap<string, Offer[]>>, pair: Pair<VirtualIp>): Use {
  const was = users.before.get(pair.before.name) ?? [];
  const is = users.after.get(pair.after.name) ?? [];
  if (clientsOf(was).length > 0) return 'clients';
  if (was.length > 0 && clientsOf(is).length > 0) return 'at once';
  return was.length + is.length > 0 ? 'setup' : 'none';
}

/** The services that nodes know, by their virtual IP. */
function usersOf({ inventory }: Side): ReadonlyMap<string, Offer[]> {
  const offers = inventory.roles.flatMap((role) =>
    role.services.filter(isLive).map((service) => ({ role, service })),
  );
  return groupBy(offers, ({ service }) => service.virtualIp.name);
}

/** The services that stay on a virtual IP, by its new name. */
function stayingServices(comparison: Comparison): ReadonlyMap<string, Pair<Offer>[]> {
  const staying = comparison.matches.services.pairs.filter((pair) => keepsVirtualIp(comparison, pair));
  return groupBy(staying, ({ after }) => after.service.virtualIp.name);
}

function compareValues(
  comparison: Comparison,
  { before, after }: Pair<VirtualIp>,
  services: readonly Pair<Offer>[],
  use: Use,
): Draft[] {
  const maps = mapPair(comparison, ['virtual_ips', before.name], ['virtual_ips', after.name]);
  const edits = valueEdits(maps);
  return (['address', 'interface', 'prefix'] as const).flatMap((attribute) => {
    const edit = edits.get(attribute);
    if (edit === undefined) return [];
    const value = valueDraft({
      reason: valueReason(comparison, attribute, use),
      subject: { kind: 'virtual-ip', name: after.name },
      of: `of virtual IP ${quoted(after.name)}`,
      attribute,
      edit,
      at: places(before, after),
      effect: combined(
        services.map((pair) =>
          serviceChangeEffect(comparison, pair.before, pair.after, (service, like) =>
            withValue(service, like, attribute),
          ),
        ),
      ),
    });
    return { ...value, hint: holderHint(comparison) };
  });
}

function valueReason(comparison: Comparison, attribute: keyof typeof REASONS, use: Use): ReasonCode {
  if (use === 'clients')
    return matters(comparison, attribute) ? REASONS[attribute] : 'unused-virtual-ip-changed';
  if (attribute !== 'address' || use === 'none') return 'unused-virtual-ip-changed';
  return use === 'setup' ? 'idle-virtual-ip-changed' : 'virtual-ip-changed-without-setup';
}

/** Where somebody else binds the addresses on directors, interface and prefix are told to nobody. */
function matters({ before, after }: Comparison, attribute: keyof typeof REASONS): boolean {
  return (
    attribute === 'address' || [before, after].some(({ inventory }) => inventory.directors.ha === 'none')
  );
}

/** With `ha: external` no director binds an address because it stands in the inventory. */
function holderHint({ after }: Comparison): string | undefined {
  return after.inventory.directors.ha === 'external'
    ? 'tell pacemaker or keepalived of it, which move the virtual IPs with ha: external'
    : undefined;
}

function withValue(service: VirtualService, like: VirtualService, key: keyof typeof REASONS): VirtualService {
  return { ...service, virtualIp: { ...service.virtualIp, [key]: like.virtualIp[key] } };
}

/** The services that name it change with it, which no node notices. */
function rename(
  { before, after }: Pair<VirtualIp>,
  services: readonly Pair<Offer>[],
  edits: readonly Edit[],
): Draft[] {
  if (edits.length === 0) return [];
  const references = services.map(({ after: { role, service } }): Edit => ({
    kind: 'set',
    path: ['roles', role.name, 'services', service.name, 'virtual_ip'],
    before: before.name,
    after: after.name,
  }));
  return [
    draft({
      reason: 'virtual-ip-renamed',
      action: 'renamed',
      subject: { kind: 'virtual-ip', name: after.name },
      from: { kind: 'virtual-ip', name: before.name },
      message: `virtual IP ${quoted(before.name)} is now called ${quoted(after.name)}`,
      at: places(before, after),
      edits: [...edits, ...references],
    }),
  ];
}

function arrival(comparison: Comparison, item: VirtualIp, edits: readonly Edit[]): Draft {
  return draft({
    reason: 'virtual-ip-added',
    action: 'added',
    subject: { kind: 'virtual-ip', name: item.name },
    after: item.address.text,
    message: `virtual IP ${quoted(item.name)} (${item.address.text}) is added`,
    hint: holderHint(comparison),
    at: places(undefined, item),
    edits,
  });
}

function clientsOf(users: readonly Offer[] = []): Offer[] {
  return users.filter(({ service }) => isInFile(service));
}

function departure(
  comparison: Comparison,
  item: VirtualIp,
  users: readonly Offer[],
  edits: readonly Edit[],
): Draft {
  // Another virtual IP may have the address now.
  const used = users.length > 0 && !comparison.after.addresses.has(item.address.text);
  return draft({
    reason: used ? 'virtual-ip-removed' : 'unused-virtual-ip-removed',
    action: 'removed',
    subject: { kind: 'virtual-ip', name: item.name },
    before: item.address.text,
    message: `virtual IP ${quoted(item.name)} (${item.address.text}) is removed`,
    hint: used ? 'move its services away first, and remove it when no client uses the address' : undefined,
    at: places(item, undefined),
    effect: used ? lossOf(comparison, item, users) : noEffect,
    losses: 1,
    losers: [...new Set(users.map(({ role }) => role.name))],
    edits,
  });
}

/** Directors and real servers give the address up. */
function lossOf({ before }: Comparison, { address }: VirtualIp, users: readonly Offer[]): Effect {
  const bound = users.filter(({ service }) => isLive(service) && service.forwarding.value !== 'masq');
  return {
    ...noEffect,
    directors: before.inventory.directors.ha === 'none',
    reload: users.some(({ role }) => hasSection(role)),
    roles: [...new Set(bound.map(({ role }) => role))],
    addresses: [address.text],
  };
}
