import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { checkUnused } from './directives-once.ts';
import type { Rule } from './rule.ts';

const code = 'ops-on-tcp';

/** One-packet scheduling is for UDP. */
export const opsOnTcp: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  return checkUnused(
    inventory,
    'ops',
    ({ value }, { service }) => value === false || service.protocol.value === 'udp',
    ({ at }, { service }) => {
      const message = `service ${quoted(service.name)} is TCP, where ops has no effect`;
      return finding(code, at, message, 'remove ops, or set protocol: udp');
    },
  );
}
