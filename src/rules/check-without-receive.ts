import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { originOf } from './directives-once.ts';
import { lackOf } from './exchange-lack.ts';
import { impliedBy, negotiatedService, type Exchange } from '../inventory/health-check.ts';
import { liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'check-without-receive';

/** What a check without `receive` does, and which exchanges it does that with. */
interface Effect {
  readonly lacks: (exchange: Exchange) => boolean;
  readonly effect: string;
}

const EFFECTS: ReadonlyMap<string | undefined, Effect> = new Map([
  ['dns', { lacks: isEmpty, effect: 'every server is down' }],
  ['ftp', { lacks: isEmpty, effect: 'every server is up, dead or alive' }],
  // The replacement of \n is the last pattern that matched, which Perl takes in the place of an empty one.
  [
    'simpletcp',
    {
      lacks: (exchange) => isEmpty(exchange) && exchange.request?.value.includes('\\n') === true,
      effect: 'every server is down',
    },
  ],
]);

/** A check that says nothing without an answer to compare with has one. */
export const checkWithoutReceive: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const origin = originOf(inventory, 'service');
  return liveServices(inventory).flatMap(({ role, service }) => {
    const name = negotiatedService(service);
    const entry = EFFECTS.get(name);
    const lack = entry && lackOf(role, service, entry.lacks);
    if (entry === undefined || lack === undefined) return [];
    const { at, line } = origin(service);
    const message = `the ${name} check of service ${quoted(service.name)}${line}${impliedBy(service)} has no receive${lack}: ${entry.effect}`;
    return [finding(code, at, message, 'add receive, a regular expression that the answer matches')];
  });
}

function isEmpty({ receive }: Exchange): boolean {
  return receive === undefined;
}
