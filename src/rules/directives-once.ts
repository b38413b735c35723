import type { Finding, Located, Place } from '../diagnostics/finding.ts';
import type { DirectiveValue, Inventory, VirtualService } from '../inventory/model.ts';
import { liveServices, placeKey, type RoleService } from './inventory-views.ts';

/** A directive where it is written, and a service that it is part of. */
type DirectiveCheck<T> = (directive: Located<DirectiveValue>, entry: RoleService) => T;

/**
 * Looks at one directive of every service; the same place is reported once, since a directive in `defaults`
 * is part of many services.
 */
export function checkDirective(
  inventory: Inventory,
  name: string,
  check: DirectiveCheck<Finding | undefined>,
): Finding[] {
  const found = new Map<string, Finding>();
  for (const entry of liveServices(inventory)) {
    const directive = entry.service.directives.get(name);
    if (directive === undefined || found.has(placeKey(directive.at))) continue;
    const problem = check(directive, entry);
    if (problem !== undefined) found.set(placeKey(directive.at), problem);
  }
  return [...found.values()];
}

/**
 * Reports a directive that none of its services uses: one in `defaults` may be there for a single one of them.
 * The first service without a use for it stands for all.
 */
export function checkUnused(
  inventory: Inventory,
  name: string,
  isUsed: DirectiveCheck<boolean>,
  report: DirectiveCheck<Finding>,
): Finding[] {
  const used = new Set<string>();
  for (const entry of liveServices(inventory)) {
    const directive = entry.service.directives.get(name);
    if (directive !== undefined && isUsed(directive, entry)) used.add(placeKey(directive.at));
  }
  return checkDirective(inventory, name, (directive, entry) =>
    used.has(placeKey(directive.at)) ? undefined : report(directive, entry),
  );
}

/** Where a finding about a directive of one service stands, and how its message names a line elsewhere. */
export interface Origin {
  readonly at: Place;
  readonly line: string;
}

/**
 * Finds the place to report where a directive does not fit its service: the directive, or the service where it
 * has none or where `defaults` (or an anchor) gives the same one to others, too; the message then names its line.
 */
export function originOf(inventory: Inventory, name: string): (service: VirtualService) => Origin {
  const uses = new Map<string, number>();
  for (const { service } of liveServices(inventory)) {
    const directive = service.directives.get(name);
    const key = directive && placeKey(directive.at);
    if (key !== undefined) uses.set(key, (uses.get(key) ?? 0) + 1);
  }
  return ({ directives, at }) => {
    const directive = directives.get(name);
    if (directive === undefined) return { at, line: '' };
    const shared = uses.get(placeKey(directive.at)) !== 1;
    return shared ? { at, line: ` (line ${directive.at.line})` } : { at: directive.at, line: '' };
  };
}
