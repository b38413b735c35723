import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'fwmark-with-global-fallback';

/** ldirectord keeps the global fallback for TCP and UDP only, so a firewall mark needs one of its own. */
export const fwmarkWithGlobalFallback: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  return liveServices(inventory).flatMap(({ service }) => {
    const name = service.virtualIp.address.family === 6 ? 'fallback6' : 'fallback';
    const global = inventory.ldirectord.get(name);
    if (global === undefined || service.fwmark === undefined || service.directives.has('fallback')) return [];
    const message = `service ${quoted(service.name)} has a firewall mark, for which the ${name} on line ${global.at.line} names no server`;
    return [finding(code, service.at, message, 'give the service a fallback of its own')];
  });
}
