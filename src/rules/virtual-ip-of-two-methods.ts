import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory, VirtualService } from '../inventory/model.ts';
import { hostKey, liveServers, liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'virtual-ip-of-two-methods';

/** A host has a virtual IP, or does not have it: for masq it must not, for gate and ipip it must. */
export const virtualIpOfTwoMethods: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const bound = new Map<string, VirtualService>();
  for (const [key, service] of uses(inventory, true)) if (!bound.has(key)) bound.set(key, service);
  const reported = new Set<VirtualService>();
  return [...uses(inventory, false)].flatMap(([key, service, hostname]) => {
    const other = bound.get(key);
    if (other === undefined || reported.has(service)) return [];
    reported.add(service);
    const { virtualIp, name } = service;
    const message = `service ${quoted(name)} uses the virtual IP ${quoted(virtualIp.name)} with masq on ${hostname}, which binds it for ${quoted(other.name)} with ${other.forwarding.value} on line ${other.at.line}`;
    return [finding(code, service.at, message, 'give one of the two services another virtual IP')];
  });
}

/** Which host uses which virtual IP in which service, for methods that bind it or for the one that does not. */
function* uses(inventory: Inventory, binds: boolean): Generator<[string, VirtualService, string]> {
  for (const { role, service } of liveServices(inventory)) {
    if ((service.forwarding.value !== 'masq') !== binds) continue;
    for (const server of liveServers(role)) {
      yield [`${hostKey(server)} ${service.virtualIp.address.text}`, service, server.hostname];
    }
  }
}
