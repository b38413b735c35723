import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { isPlainUdp } from '../inventory/health-check.ts';
import type { Inventory } from '../inventory/model.ts';
import { checkDirective } from './directives-once.ts';
import type { Rule } from './rule.ts';

const code = 'ops-with-masq';

/** Answers are translated back by the connection that they belong to, which one-packet scheduling does not keep. */
export const opsWithMasq: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  return checkDirective(inventory, 'ops', ({ value, at }, { service }) => {
    const keepsNothing = value === true && isPlainUdp(service);
    if (!keepsNothing || service.forwarding.value !== 'masq') return undefined;
    const message = `service ${quoted(service.name)} translates addresses, and with ops nothing remembers how: its answers are not translated back`;
    return finding(code, at, message, 'remove ops, or use forwarding: gate or ipip');
  });
}
