import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory, VirtualService } from '../inventory/model.ts';
import { liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'udp-without-ops';

/** Whoever balances datagrams has said whether one client port sticks to one server. */
export const udpWithoutOps: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  return liveServices(inventory).flatMap(({ service }) => {
    if (service.protocol.value !== 'udp' || !canHaveOps(service) || isDecided(service)) return [];
    const message = `service ${quoted(service.name)} is UDP: without ops a client that keeps its port keeps its server, too`;
    return [
      finding(code, service.at, message, 'set ops: true, or ops: false or persistent if that is meant'),
    ];
  });
}

/** Answers that are translated back need a connection to belong to, and ldirectord gives a mark no ops. */
function canHaveOps({ fwmark, forwarding }: VirtualService): boolean {
  return fwmark === undefined && forwarding.value !== 'masq';
}

function isDecided({ directives }: VirtualService): boolean {
  return directives.has('ops') || directives.has('persistent');
}
