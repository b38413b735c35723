import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { isInFile } from '../inventory/life-cycle.ts';
import type { Inventory, RealServer } from '../inventory/model.ts';
import { liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'service-without-weight';

/** Of the servers of a service in production one gets new clients. */
export const serviceWithoutWeight: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  return liveServices(inventory).flatMap(({ role, service }) => {
    const pool = role.servers.filter(isInFile);
    if (service.state !== 'production' || role.discover || pool.length === 0 || pool.some(getsClients))
      return [];
    const message = `no server of role ${quoted(role.name)} takes new clients of service ${quoted(service.name)}: all are draining or have weight 0`;
    return [
      finding(code, service.at, message, 'put a server into production, or let the service drain, too'),
    ];
  });
}

function getsClients({ state, weight }: RealServer): boolean {
  return state === 'production' && weight?.value !== 0;
}
