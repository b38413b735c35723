import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { exchangeWith, negotiatedService } from '../inventory/health-check.ts';
import type { Inventory } from '../inventory/model.ts';
import { liveServers, liveServices, placeKey } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'dns-receive-ipv6';

/** A dns check looks at addresses of IPv4 and at names (A and PTR records), which never hold a colon. */
export const dnsReceiveIpv6: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const seen = new Set<string>();
  return liveServices(inventory).flatMap(({ role, service }) => {
    if (negotiatedService(service) !== 'dns') return [];
    const servers = liveServers(role);
    const exchanges =
      servers.length === 0 ? [exchangeWith(service)] : servers.map((server) => exchangeWith(service, server));
    return exchanges.flatMap(({ receive }) => {
      if (receive === undefined || !isPartOfIpv6(receive.value) || seen.has(placeKey(receive.at))) return [];
      seen.add(placeKey(receive.at));
      const message = `the dns check of service ${quoted(service.name)} never finds the IPv6 address ${quoted(receive.value)}: no server is ever up`;
      return [finding(code, receive.at, message, HINT)];
    });
  });
}

const HINT = 'ask for a name that has an IPv4 address, and expect that one';

/** Of an address or its beginning or end, with or without the marks of a regular expression for both ends. */
function isPartOfIpv6(receive: string): boolean {
  return /^(?:\^|\\A)?[\da-f:]*:[\da-f:]*(?:\$|\\[zZ])?$/i.test(receive);
}
