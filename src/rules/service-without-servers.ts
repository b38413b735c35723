import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { isInFile } from '../inventory/life-cycle.ts';
import { liveServices, type RoleService } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'service-without-servers';

/** A service that stands in ldirectord.cf has at least one real server there. */
export const serviceWithoutServers: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  return liveServices(inventory).flatMap((entry) => {
    const { role, service } = entry;
    if (!isInFile(service) || role.discover || role.emptied === true || role.servers.some(isInFile))
      return [];
    const message = `service ${quoted(service.name)} is in ${service.state}, but ${lack(entry)}`;
    const hint = 'add servers, write servers: discover, or set state: setup for the service';
    return [finding(code, service.at, message, hint)];
  });
}

function lack({ role }: RoleService): string {
  const name = `role ${quoted(role.name)}`;
  if (role.servers.length === 0) return `${name} has no servers`;
  const states = [...new Set(role.servers.map(({ state }) => state))].join(' or ');
  return `all servers of ${name} are in state ${states}`;
}
