import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { liveHosts } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'virtual-ip-is-host-address';

/** A virtual IP is nobody's own address. */
export const virtualIpIsHostAddress: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const owners = new Map(
    liveHosts(inventory)
      .toReversed()
      .map((owner) => [owner.host.address.text, owner]),
  );
  return inventory.virtualIps.flatMap(({ name, address }) => {
    const owner = owners.get(address.text);
    if (owner === undefined) return [];
    const kind = owner.director ? 'director' : 'real server';
    const message = `virtual IP ${quoted(name)} is ${address.text}, the address of the ${kind} ${owner.host.hostname} on line ${owner.host.at.line}`;
    return [finding(code, address.at, message, 'take an address that no machine uses')];
  });
}
