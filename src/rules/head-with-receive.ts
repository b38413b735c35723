import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { exchangeWith, negotiatedService } from '../inventory/health-check.ts';
import { liveServers, liveServices, placeKey } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'head-with-receive';

const HTTP: ReadonlySet<string | undefined> = new Set(['http', 'https', 'http_proxy']);

/** An HTTP check that looks for something in the body asks for one. */
export const headWithReceive: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const seen = new Set<string>();
  return liveServices(inventory).flatMap(({ role, service }) => {
    if (service.directives.get('httpmethod')?.value !== 'HEAD' || !HTTP.has(negotiatedService(service)))
      return [];
    const servers = liveServers(role);
    const exchanges =
      servers.length === 0 ? [exchangeWith(service)] : servers.map((server) => exchangeWith(service, server));
    return exchanges.flatMap(({ receive }) => {
      if (receive === undefined || seen.has(placeKey(receive.at))) return [];
      seen.add(placeKey(receive.at));
      const message = `service ${quoted(service.name)} is checked with HEAD, whose answers have no body to find the receive in`;
      return [finding(code, receive.at, message, 'use httpmethod: GET, or remove receive')];
    });
  });
}
