import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { checkTypeOf, negotiatedService } from '../inventory/health-check.ts';
import type { Inventory, VirtualService } from '../inventory/model.ts';
import { liveServices, placeKey } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'negotiation-unused';

/** What only a check that negotiates reads. */
const NEGOTIATION = [
  'service',
  'request',
  'receive',
  'httpmethod',
  'virtualhost',
  'login',
  'passwd',
  'database',
  'secret',
] as const;

/** A check that was switched on or off for a while keeps what it negotiates otherwise. */
const SWITCHED: ReadonlySet<unknown> = new Set(['on', 'off']);

/** What a check is to ask and to see is there for a check that asks. One in `defaults` may be there for one service. */
export const negotiationUnused: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const services = liveServices(inventory).map(({ service }) => service);
  const known = new Set(services.filter(mayNegotiate).flatMap(placesOf));
  return services
    .filter((service) => !mayNegotiate(service))
    .flatMap((service) => {
      const unused = directivesOf(service).filter(({ at }) => !known.has(placeKey(at)));
      for (const { at } of unused) known.add(placeKey(at));
      const [first] = unused;
      if (first === undefined) return [];
      const names = unused.map(({ name }) => name).join(', ');
      const message = `service ${quoted(service.name)} has checktype ${String(checkTypeOf(service))}, which never uses ${names}`;
      return [finding(code, first.at, message, 'use checktype: negotiate, or remove what is not used')];
    });
}

function mayNegotiate(service: VirtualService): boolean {
  return negotiatedService(service) !== undefined || SWITCHED.has(checkTypeOf(service));
}

function placesOf(service: VirtualService): string[] {
  return directivesOf(service).map(({ at }) => placeKey(at));
}

function directivesOf({ directives }: VirtualService): { name: string; at: Finding['at'] }[] {
  return NEGOTIATION.flatMap((name) => {
    const directive = directives.get(name);
    return directive === undefined ? [] : [{ name, at: directive.at }];
  });
}
