import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { isPlainUdp } from '../inventory/health-check.ts';
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
    ({ value }, { service }) => value === false || isPlainUdp(service),
    ({ at }, { service }) => {
      const marked = service.fwmark !== undefined;
      const message = `service ${quoted(service.name)} ${marked ? 'has a firewall mark' : 'is TCP'}, where ops has no effect`;
      return finding(code, at, message, marked ? 'remove ops' : 'remove ops, or set protocol: udp');
    },
  );
}
