import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { checkTypeOf } from '../inventory/health-check.ts';
import type { Inventory, VirtualService } from '../inventory/model.ts';
import { liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'fwmark-without-check';

/** A firewall mark has no port and implies no protocol, so a check that connects must be told both. */
export const fwmarkWithoutCheck: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  return liveServices(inventory).flatMap(({ service }) => {
    const { name, fwmark, ports, directives } = service;
    const missing = neededBy(service).filter((directive) => !directives.has(directive));
    if (fwmark === undefined || missing.length === 0) return [];
    const effect = missing.includes('checkport') ? 'no server is ever up' : 'no server is ever checked';
    const message = `service ${quoted(name)} has a firewall mark and checktype ${String(checkTypeOf(service))}, but no ${missing.join(' and no ')}: ${effect}`;
    const hint = missing
      .map((directive) => (directive === 'checkport' ? `checkport: ${ports[0].value}` : 'service: http'))
      .join(' and ');
    return [finding(code, fwmark.at, message, `add for example ${hint}`)];
  });
}

function neededBy(service: VirtualService): readonly string[] {
  const type = checkTypeOf(service);
  if (type === 'connect') return ['checkport'];
  return type === 'negotiate' || typeof type === 'number' ? ['service', 'checkport'] : [];
}
