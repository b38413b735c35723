import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory, VirtualService } from '../inventory/model.ts';
import { isInFile } from '../inventory/life-cycle.ts';
import { liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'duplicate-virtual-service';

/**
 * One virtual IP, port and protocol for one service. Only what stands in ldirectord.cf counts: a service
 * that moves to another role is set up there while the old one still serves.
 */
export const duplicateVirtualService: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const first = new Map<string, VirtualService>();
  return liveServices(inventory).flatMap(({ service }) => {
    if (!isInFile(service)) return [];
    const { virtualIp, port, protocol } = service;
    const key = `${virtualIp.address.text} ${port.value} ${protocol.value}`;
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, service);
      return [];
    }
    const message = `service ${quoted(service.name)} listens on ${virtualIp.address.text}, ${protocol.value} port ${port.value}, as ${quoted(other.name)} on line ${other.at.line} does`;
    return [finding(code, port.at, message, 'give one of them another port or another virtual IP')];
  });
}
