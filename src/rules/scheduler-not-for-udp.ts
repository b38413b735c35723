import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { originOf } from './directives-once.ts';
import { liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'scheduler-not-for-udp';

/** ovf goes by active connections, which say little with UDP. */
export const schedulerNotForUdp: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const origin = originOf(inventory, 'scheduler');
  return liveServices(inventory).flatMap(({ service }) => {
    if (service.protocol.value !== 'udp' || service.directives.get('scheduler')?.value !== 'ovf') return [];
    const { at, line } = origin(service);
    const message = `service ${quoted(service.name)} is UDP, for which the scheduler ovf${line} is not suitable`;
    return [finding(code, at, message, 'use another scheduler, such as wrr or fo')];
  });
}
