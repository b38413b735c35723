import type { Finding, Located } from '../diagnostics/finding.ts';
import type { DirectiveValue, Inventory } from '../inventory/model.ts';
import { liveServices, placeKey, type RoleService } from './inventory-views.ts';

/**
 * Looks at one directive of every service; the same place is reported once, since a directive in `defaults`
 * is part of many services.
 */
export function checkDirective(
  inventory: Inventory,
  name: string,
  check: (directive: Located<DirectiveValue>, entry: RoleService) => Finding | undefined,
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
