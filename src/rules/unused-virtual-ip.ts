import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'unused-virtual-ip';

/** Every virtual IP is there for a service. */
export const unusedVirtualIp: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const used = new Set(liveServices(inventory).map(({ service }) => service.virtualIp.name));
  return inventory.virtualIps
    .filter(({ name }) => !used.has(name))
    .map(({ name, at }) =>
      finding(
        code,
        at,
        `no service uses the virtual IP ${quoted(name)}`,
        'remove it, or let a service use it',
      ),
    );
}
