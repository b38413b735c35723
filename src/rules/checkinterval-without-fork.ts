import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { checkDirective } from './directives-once.ts';
import type { Rule } from './rule.ts';

const code = 'checkinterval-without-fork';

/** A service has an interval of its own only where it has a process of its own. */
export const checkintervalWithoutFork: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  if (inventory.ldirectord.get('fork')?.value === true) return [];
  return checkDirective(inventory, 'checkinterval', ({ at }, { service }) => {
    const message = `the checkinterval of service ${quoted(service.name)} has no effect without fork`;
    return finding(code, at, message, 'set checkinterval under ldirectord, or fork: yes there');
  });
}
