import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { originOf } from './directives-once.ts';
import { checkTypeOf, isPlainUdp } from '../inventory/health-check.ts';
import { liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'udp-connect-check';

/** UDP knows no connections: `checktype: connect` is a ping there, and a number of connects always succeeds. */
export const udpConnectCheck: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const origin = originOf(inventory, 'checktype');
  return liveServices(inventory).flatMap(({ service }) => {
    const type = checkTypeOf(service);
    // Behind a firewall mark ldirectord connects by TCP to the port that the check names.
    if (!isPlainUdp(service)) return [];
    if (type !== 'connect' && typeof type !== 'number') return [];
    const { at, line } = origin(service);
    const ping = service.virtualIp.address.family === 6 ? PING_6 : PING;
    const effect = type === 'connect' ? ping : 'connects in between, which always succeeds';
    const message = `service ${quoted(service.name)} is UDP, where checktype ${type}${line} ${effect}`;
    return [
      finding(code, at, message, 'use checktype: negotiate with a service that speaks UDP, or external'),
    ];
  });
}

const PING = 'is only a ping of the machine';
const PING_6 = 'is only a ping, which never succeeds over IPv6';
