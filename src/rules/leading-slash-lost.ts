import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { exchangeWith, negotiatedService, type Exchange } from '../inventory/health-check.ts';
import type { Inventory, RealServer } from '../inventory/model.ts';
import { liveServers, liveServices, placeKey } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'leading-slash-lost';

/** A check asks what the inventory says, with the slash that stands in front. */
export const leadingSlashLost: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const servers = inventory.roles.flatMap(liveServers);
  return [...servers.flatMap((server) => checkOwn(server) ?? []), ...checkSimpleTcp(inventory)];
}

/** On the line of a real server ldirectord takes no request that begins with a slash; the one that it adds is all there is. */
function checkOwn({ hostname, check: own }: RealServer): Finding | undefined {
  if (own === undefined || !own.request.value.startsWith('//')) return undefined;
  const message = `the request of server ${quoted(hostname)} begins with two slashes, of which ldirectord can keep one`;
  return finding(
    code,
    own.request.at,
    message,
    'begin it with one slash, or write a whole URL where it is one of HTTP',
  );
}

/** All other checks that take the first slash off ask for something that has none in front. */
function checkSimpleTcp(inventory: Inventory): Finding[] {
  const seen = new Set<string>();
  return liveServices(inventory).flatMap(({ role, service }) => {
    if (negotiatedService(service) !== 'simpletcp') return [];
    const servers = liveServers(role);
    const exchanges =
      servers.length === 0 ? [exchangeWith(service)] : servers.map((server) => exchangeWith(service, server));
    return exchanges.flatMap(({ request, own }: Exchange) => {
      if (request === undefined || !/^\/(?!\/)/.test(request.value) || seen.has(placeKey(request.at)))
        return [];
      seen.add(placeKey(request.at));
      const message = `the simpletcp check of service ${quoted(service.name)} sends ${quoted(request.value.slice(1))}, without the slash in front`;
      return [finding(code, request.at, message, own ? SEND_NONE : SEND_ONE)];
    });
  });
}

const SEND_NONE = 'leave the slash out; only the request of a service can send one, where it begins with two';
const SEND_ONE = 'begin with two slashes to send one, or with none';
