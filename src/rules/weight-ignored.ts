import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { liveServers, liveServices, type RoleService } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'weight-ignored';

/** What to do about a weight that the scheduler ignores: some have a sibling that honours it. */
const hints = new Map([
  ['rr', 'use the scheduler wrr, or remove the weight'],
  ['lc', 'use the scheduler wlc, or remove the weight'],
  ['dh', 'remove the weight'],
]);

/** Weights are given to a scheduler that uses them; 0 and 1 mean the same to every scheduler. */
export const weightIgnored: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  return liveServices(inventory).flatMap(checkService);
}

function checkService({ role, service }: RoleService): Finding[] {
  const scheduler = String(service.directives.get('scheduler')?.value);
  const hint = hints.get(scheduler);
  if (hint === undefined) return [];
  const server = liveServers(role).find(({ weight }) => weight !== undefined && weight.value > 1);
  if (server?.weight === undefined) return [];
  const message = `service ${quoted(service.name)} uses the scheduler ${scheduler}, which ignores the weight ${server.weight.value} of ${server.hostname}`;
  return [finding(code, server.weight.at, message, hint)];
}
