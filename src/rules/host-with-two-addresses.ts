import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Host, Inventory } from '../inventory/model.ts';
import { hostKey, liveHosts } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'host-with-two-addresses';

/** One host name has one address, or one of each family where it serves in both. */
export const hostWithTwoAddresses: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const first = new Map<string, Host>();
  return liveHosts(inventory).flatMap(({ host }) => {
    const key = `${host.address.family} ${hostKey(host)}`;
    const other = first.get(key);
    if (other === undefined) first.set(key, host);
    if (other === undefined || other.address.text === host.address.text) return [];
    const message = `${host.hostname} has the address ${host.address.text} here and ${other.address.text} on line ${other.address.at.line}`;
    return [finding(code, host.address.at, message, 'give the host the same address everywhere')];
  });
}
