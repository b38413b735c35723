import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { liveServers, liveServices, type RoleService } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'weight-ignored';

/** Which scheduler honours the weights that another one ignores. */
const weighted = new Map([
  ['rr', 'wrr'],
  ['lc', 'wlc'],
]);

/** Weights are given to a scheduler that uses them; 0 and 1 mean the same to every scheduler. */
export const weightIgnored: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  return liveServices(inventory).flatMap(checkService);
}

function checkService({ role, service }: RoleService): Finding[] {
  const scheduler = String(service.directives.get('scheduler')?.value);
  const better = weighted.get(scheduler);
  if (better === undefined) return [];
  const server = liveServers(role).find(({ weight }) => weight !== undefined && weight.value > 1);
  if (server?.weight === undefined) return [];
  const message = `service ${quoted(service.name)} uses the scheduler ${scheduler}, which ignores the weight ${server.weight.value} of ${server.hostname}`;
  return [finding(code, server.weight.at, message, `use the scheduler ${better}, or remove the weight`)];
}
