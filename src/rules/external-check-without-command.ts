import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { originOf } from './directives-once.ts';
import { checkTypeOf } from '../inventory/health-check.ts';
import { liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'external-check-without-command';

/** What ldirectord makes of its default command: /bin/true succeeds as a program, but is no Perl. */
const EFFECTS: ReadonlyMap<unknown, string> = new Map([
  ['external', 'every server is up, dead or alive'],
  ['external-perl', 'every server is down'],
]);

/** An external check names its command. */
export const externalCheckWithoutCommand: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const origin = originOf(inventory, 'checktype');
  return liveServices(inventory).flatMap(({ service }) => {
    const type = checkTypeOf(service);
    const effect = EFFECTS.get(type);
    if (effect === undefined || service.directives.has('checkcommand')) return [];
    const { at, line } = origin(service);
    const message = `service ${quoted(service.name)} has checktype ${String(type)}${line} without a checkcommand: ${effect}`;
    return [finding(code, at, message, 'add checkcommand, the absolute path of a program')];
  });
}
