import { isInFile, isLive } from '../inventory/life-cycle.ts';
import type { Role, VirtualService } from '../inventory/model.ts';
import { renderService } from '../ldirectord/render-config.ts';
import { realserverBindings } from '../module/bindings.ts';
import type { Effect } from './effect.ts';
import type { Offer } from './match.ts';
import { directorBindings, hasSection, needsOf, type Comparison, type Side } from './side.ts';

/** A service as one side has it, or would have it with one more change; undefined where it has none. */
interface View {
  readonly side: Side;
  readonly role: Role;
  readonly service: VirtualService;
}

/** What happens where a service comes, goes, or becomes another one. */
export function serviceEffect(
  comparison: Comparison,
  before: Offer | undefined,
  after: Offer | undefined,
): Effect {
  return step(comparison, before && view(comparison.before, before), after && view(comparison.after, after));
}

/**
 * What one difference of a service does: it counts if it shows with all else as it was, or with all else as it is now.
 * @param change makes one service like the other in what has changed
 */
export function serviceChangeEffect(
  comparison: Comparison,
  before: Offer,
  after: Offer,
  change: (service: VirtualService, like: VirtualService) => VirtualService,
): Effect {
  const old = view(comparison.before, before);
  const now = view(comparison.after, after);
  const first = step(comparison, old, { ...old, service: change(before.service, after.service) });
  const last = step(comparison, { ...now, service: change(after.service, before.service) }, now);
  return {
    directors: first.directors || last.directors,
    reload: first.reload || last.reload,
    hosts: [],
    roles: rolesOf(last, first),
    kicks: last.kicks.length > 0 ? last.kicks : first.kicks,
    addresses: [...new Set([...first.addresses, ...last.addresses])],
    hazard: undefined,
  };
}

/** The role of the new side stands for both, unless only the old one is touched. */
function rolesOf(last: Effect, first: Effect): readonly Role[] {
  return last.roles.length > 0 ? last.roles : first.roles;
}

function view(side: Side, { role, service }: Offer): View {
  return { side, role, service };
}

function step(comparison: Comparison, before: View | undefined, after: View | undefined): Effect {
  const reload = sectionOf(before) !== sectionOf(after);
  const directors = reload || differ(comparison, before, after);
  const rebound = bindingsChange(comparison, before, after);
  const marked = markerOf(before) !== markerOf(after) || wayBackOf(before) !== wayBackOf(after);
  const touched = marked || rebound;
  const roles = [...new Set([before?.role, after?.role].filter((role) => role !== undefined))];
  return {
    directors,
    reload,
    hosts: [],
    roles: touched ? roles : [],
    // The marker of a role that is gone goes without a word.
    kicks:
      markerOf(before) === markerOf(after) ? [] : roles.filter((role) => isKnown(comparison.after, role)),
    addresses: rebound ? addressesOf(before, after) : [],
    hazard: undefined,
  };
}

function isKnown({ rolesByName }: Side, role: Role): boolean {
  return rolesByName.has(role.name);
}

function addressesOf(...seen: readonly (View | undefined)[]): string[] {
  return seen.flatMap((one) => (one === undefined ? [] : [one.service.virtualIp.address.text]));
}

/** The section in ldirectord.cf; a secret shows as its key, whose value may be another. */
function sectionOf(seen: View | undefined): string {
  if (seen === undefined || !isInFile(seen.service) || !hasSection(seen.role)) return '';
  const { service, role } = seen;
  const secrets = [...service.directives].flatMap(([name, { value }]) =>
    typeof value === 'object' ? [`${name} ${value.hiera}`] : [],
  );
  // Of servers that are found later it is known how they will stand there.
  const found = role.discover ? [service.forwarding.value, service.state] : [];
  return [role.name, renderService(service, role.servers), ...secrets, ...found].join('\n');
}

/** Whether kernel, packages, marks or addresses of directors differ. */
function differ(comparison: Comparison, before: View | undefined, after: View | undefined): boolean {
  if (marksOf(before) !== marksOf(after)) return true;
  return (
    onlyOn(needs(before), needs(after), comparison.after.needs) ||
    onlyOn(needs(after), needs(before), comparison.before.needs) ||
    onlyOn(bound(before), bound(after), comparison.after.directorBindings) ||
    onlyOn(bound(after), bound(before), comparison.before.directorBindings)
  );
}

/** Whether one has something that neither the other nor anything else of the other side has. */
function onlyOn(own: readonly string[], other: readonly string[], all: ReadonlySet<string>): boolean {
  return own.some((item) => !other.includes(item) && !all.has(item));
}

function needs(seen: View | undefined): string[] {
  return seen === undefined ? [] : needsOf(seen.service);
}

function bound(seen: View | undefined): string[] {
  return seen !== undefined && isInFile(seen.service)
    ? directorBindings(seen.side.inventory, seen.service.virtualIp)
    : [];
}

/** The rule that marks the packets of a service. */
function marksOf(seen: View | undefined): string {
  if (seen === undefined || seen.service.fwmark === undefined || !isInFile(seen.service)) return '';
  const { virtualIp, protocol, ports, fwmark } = seen.service;
  return [virtualIp.address.text, protocol.value, ...ports.map(({ value }) => value), fwmark.value].join(' ');
}

/** What a real server writes down of a service, so that others are kicked when it changes. */
function markerOf(seen: View | undefined): string {
  if (seen === undefined || !seen.side.markers || !isLive(seen.service)) return '';
  const { name, virtualIp, protocol, ports, fwmark, state } = seen.service;
  const numbers = ports.map(({ value }) => value).join(',');
  return [seen.role.name, name, virtualIp.address.text, numbers, fwmark?.value, protocol.value, state].join(
    ' ',
  );
}

/** Where addresses are translated, the real servers of the role look whether their answers go back through a director. */
function wayBackOf(seen: View | undefined): string {
  if (seen === undefined || !isLive(seen.service) || seen.service.forwarding.value !== 'masq') return '';
  return `${seen.role.name} ${seen.service.virtualIp.address.family}`;
}

/** Whether addresses of real servers come or go with the change, unless something else of their role keeps them. */
function bindingsChange(
  { before: old, after: now }: Comparison,
  before: View | undefined,
  after: View | undefined,
): boolean {
  const had = boundByServers(before);
  const has = boundByServers(after);
  const sameRole = before?.role.name === after?.role.name;
  return (
    had.some((item) => !(sameRole && has.includes(item)) && !holds(now, before?.role, item)) ||
    has.some((item) => !(sameRole && had.includes(item)) && !holds(old, after?.role, item))
  );
}

function boundByServers(seen: View | undefined): string[] {
  return seen !== undefined && isLive(seen.service) ? realserverBindings(seen.service) : [];
}

function holds(side: Side, role: Role | undefined, binding: string): boolean {
  return role !== undefined && (side.roleBindings.get(role.name)?.has(binding) ?? false);
}
