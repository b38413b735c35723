import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { impliedBy, negotiatedService } from '../inventory/health-check.ts';
import type { Inventory } from '../inventory/model.ts';
import { originOf } from './directives-once.ts';
import { liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'pop-check-without-login';

/** Only where it logs in does a check by POP3 see whether somebody is there. */
export const popCheckWithoutLogin: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const origin = originOf(inventory, 'service');
  return liveServices(inventory).flatMap(({ service }) => {
    const name = negotiatedService(service);
    if ((name !== 'pop' && name !== 'pops') || service.directives.has('login')) return [];
    const { at, line } = origin(service);
    const message = `the ${name} check of service ${quoted(service.name)}${line}${impliedBy(service)} has no login: every server is up, dead or alive`;
    return [finding(code, at, message, 'add login and passwd, or use checktype: connect')];
  });
}
