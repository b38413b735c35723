import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { parseFallback } from '../inventory/decode-directives.ts';
import type { Inventory, RealServer, VirtualService } from '../inventory/model.ts';
import { checkDirective } from './directives-once.ts';
import { liveServers, liveServices, type RoleService } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'address-family-mismatch';

/** Virtual IP, real servers and fallback of a service are of one address family. */
export const addressFamilyMismatch: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  return [...liveServices(inventory).flatMap(checkServers), ...checkFallbacks(inventory)];
}

/** Where all servers are of the other family the service is reported, else each server that is. */
function checkServers({ role, service }: RoleService): Finding[] {
  const servers = liveServers(role);
  const others = servers.filter(({ address }) => address.family !== service.virtualIp.address.family);
  const [first] = others;
  if (first === undefined) return [];
  if (others.length === servers.length) {
    const message = `${listening(service)}, but the servers of role ${quoted(role.name)} have IPv${first.address.family} addresses`;
    return [finding(code, service.at, message, 'use a virtual IP of the servers’ family')];
  }
  return others.map((server) => mismatch(service, server));
}

function mismatch(service: VirtualService, { hostname, address }: RealServer): Finding {
  const message = `${listening(service)}, but ${hostname} has the IPv${address.family} address ${address.text}`;
  return finding(
    code,
    address.at,
    message,
    `give the server an IPv${service.virtualIp.address.family} address`,
  );
}

function listening({ name, virtualIp }: VirtualService): string {
  return `service ${quoted(name)} listens on the IPv${virtualIp.address.family} address ${virtualIp.address.text}`;
}

function checkFallbacks(inventory: Inventory): Finding[] {
  return checkDirective(inventory, 'fallback', ({ value, at }, { service }) => {
    const family = parseFallback(String(value))?.family;
    if (family === undefined || family === service.virtualIp.address.family) return undefined;
    const message = `${listening(service)}, but its fallback ${quoted(String(value))} is an IPv${family} address`;
    return finding(code, at, message, 'use a fallback of the family of the virtual IP');
  });
}
