import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Host, Inventory, Role } from '../inventory/model.ts';
import { hostKey, liveHosts, liveServers } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'address-of-two-hosts';

/**
 * One address has one host name, in all roles and among the directors. Within one role a second spelling of the
 * name is a second host, too: the server would be in the pool twice.
 */
export const addressOfTwoHosts: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const hosts = liveHosts(inventory).map(({ host }) => host);
  return [
    ...repeated(hosts, (host, other) => hostKey(host) !== hostKey(other)),
    ...inventory.roles.flatMap(spelledTwice),
  ];
}

function spelledTwice(role: Role): Finding[] {
  return repeated(liveServers(role), (host, other) => hostKey(host) === hostKey(other));
}

/** The hosts whose address an earlier one has, where the two may not share it. */
function repeated(hosts: readonly Host[], isMistake: (host: Host, other: Host) => boolean): Finding[] {
  const first = new Map<string, Host>();
  return hosts.flatMap((host) => {
    const { text, at } = host.address;
    const other = first.get(text);
    if (other === undefined) first.set(text, host);
    if (other === undefined || !isMistake(host, other)) return [];
    const message = `${host.hostname} has the address ${text} of ${other.hostname} on line ${other.at.line}`;
    return [finding(code, at, message, 'correct the address, or use one name for the machine')];
  });
}
