import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory, RealServer } from '../inventory/model.ts';
import { liveServers, liveServices, type RoleService } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'port-mapped-in-gate';

/** In direct routing and through a tunnel packets keep their port: a real server must listen on the virtual port. */
export const portMappedInGate: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  return liveServices(inventory)
    .filter(({ service }) => service.forwarding.value !== 'masq')
    .flatMap((entry) => liveServers(entry.role).flatMap((server) => mapped(entry, server)));
}

function mapped({ service }: RoleService, { hostname, port }: RealServer): Finding[] {
  if (port === undefined) return [];
  const other = service.ports.find(({ value }) => value !== port.value);
  if (other === undefined) return [];
  const ports = `port ${other.value} to ${port.value}`;
  const message = `service ${quoted(service.name)} maps ${ports} on ${hostname}, which ${METHODS[service.forwarding.value]} cannot do`;
  return [finding(code, port.at, message, 'drop the port, or use forwarding: masq')];
}

const METHODS = { gate: 'direct routing', ipip: 'a tunnel', masq: 'masquerading' } as const;
