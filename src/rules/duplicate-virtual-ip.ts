import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory, VirtualIp } from '../inventory/model.ts';
import type { Rule } from './rule.ts';

const code = 'duplicate-virtual-ip';

/** One address has one virtual IP name. */
export const duplicateVirtualIp: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const first = new Map<string, VirtualIp>();
  return inventory.virtualIps.flatMap((virtualIp) => {
    const { text, at } = virtualIp.address;
    const other = first.get(text);
    if (other === undefined) {
      first.set(text, virtualIp);
      return [];
    }
    const message = `virtual IP ${quoted(virtualIp.name)} has the address ${text} of ${quoted(other.name)} on line ${other.at.line}`;
    return [finding(code, at, message, `let the services refer to ${other.name}, or correct the address`)];
  });
}
