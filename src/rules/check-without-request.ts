import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { originOf } from './directives-once.ts';
import { lackOf } from './exchange-lack.ts';
import { impliedBy, negotiatedService, withoutSlash, type Exchange } from '../inventory/health-check.ts';
import { liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'check-without-request';

/** What a check must ask, since what it asks by default cannot succeed. */
interface Need {
  readonly lacks: (exchange: Exchange) => boolean;
  readonly what: string;
  readonly hint: string;
}

const NEEDS: ReadonlyMap<string | undefined, Need> = new Map([
  [
    'dns',
    {
      lacks: ({ request }) => withoutSlash(request) === '',
      what: 'no request, so it asks for the root, which has no address',
      hint: 'add request, the name to look up',
    },
  ],
  [
    'http_proxy',
    {
      // A server's own request is completed with its address, as for http.
      lacks: ({ request, own }) => !own && !/^\/?[a-z]+:\/\//.test(request?.value ?? ''),
      what: 'no URL as request, so the proxy is never asked',
      hint: 'add request, a whole URL such as http://www.example.org/',
    },
  ],
]);

/** A check that must be told what to ask is told. */
export const checkWithoutRequest: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const origin = originOf(inventory, 'service');
  return liveServices(inventory).flatMap(({ role, service }) => {
    const name = negotiatedService(service);
    const need = NEEDS.get(name);
    const lack = need && lackOf(role, service, need.lacks);
    if (need === undefined || lack === undefined) return [];
    const { at, line } = origin(service);
    const message = `the ${name} check of service ${quoted(service.name)}${line}${impliedBy(service)} has ${need.what}${lack}`;
    return [finding(code, at, message, need.hint)];
  });
}
