import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Host, Inventory } from '../inventory/model.ts';
import { hostKey, liveHosts } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'address-of-two-hosts';

/** One address has one host name, in all roles and among the directors. */
export const addressOfTwoHosts: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const first = new Map<string, Host>();
  return liveHosts(inventory).flatMap(({ host }) => {
    const { text, at } = host.address;
    const other = first.get(text);
    if (other === undefined) first.set(text, host);
    if (other === undefined || hostKey(other) === hostKey(host)) return [];
    const message = `${host.hostname} has the address ${text} of ${other.hostname} on line ${other.at.line}`;
    return [finding(code, at, message, 'correct the address, or use one name for the machine')];
  });
}
