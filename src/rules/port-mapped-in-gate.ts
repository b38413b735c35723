import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory, RealServer } from '../inventory/model.ts';
import { liveServers, liveServices, type RoleService } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'port-mapped-in-gate';

/** In direct routing a real server must listen on the virtual port. */
export const portMappedInGate: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  return liveServices(inventory)
    .filter(({ service }) => service.forwarding.value === 'gate')
    .flatMap((entry) => liveServers(entry.role).flatMap((server) => mapped(entry, server)));
}

function mapped({ service }: RoleService, server: RealServer): Finding[] {
  if (server.port === undefined || server.port.value === service.port.value) return [];
  const ports = `port ${service.port.value} to ${server.port.value}`;
  const message = `service ${quoted(service.name)} maps ${ports} on ${server.hostname}, which direct routing cannot do`;
  return [
    finding(code, server.port.at, message, 'drop the port, or let the service listen on the virtual port'),
  ];
}
