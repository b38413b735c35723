import type { Inventory } from '../../../src/inventory/model.ts';
import { parseInventory } from '../../../src/inventory/parse-inventory.ts';

const VIRTUAL_IPS = 'messaging: 172.31.8.100, web: "2001:db8::101"';

/** An inventory from its roles (an indented block), further top-level lines, and its virtual IPs. */
export function inventoryOf(roles: string, more = '', virtualIps = VIRTUAL_IPS): Inventory {
  const text =
    'version: 1\n' +
    'directors: { role: lvs, interface: eth0, hosts: { lvs1.oe.example: 172.31.8.2 } }\n' +
    `virtual_ips: { ${virtualIps} }\n${more}roles:\n${roles}`;
  const { value, findings } = parseInventory({ path: 'lvs.yaml', text });
  if (value === undefined) throw new Error(findings.map(({ message }) => message).join('; '));
  return value;
}

/** One role with one service and one server; `more` is what else it has. */
export function roleText(name: string, port: number, more = ''): string {
  return (
    `  ${name}:\n    servers: { ${name}1.oe.example: 10.0.${port}.1 }\n` +
    `    services: { s${name}: { virtual_ip: messaging, port: ${port} } }\n${more}`
  );
}
