import { quoted } from '../diagnostics/escape.ts';
import type { Finding, Place } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory, VirtualService } from '../inventory/model.ts';
import { isInFile } from '../inventory/life-cycle.ts';
import { liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'duplicate-virtual-service';

/**
 * One virtual IP, port and protocol for one service, and one firewall mark, too. Packets with a mark are looked up
 * by the mark first, so a port that has one is taken for any other service. Only what stands in ldirectord.cf
 * counts: a service that moves to another role is set up there while the old one still serves.
 */
export const duplicateVirtualService: Rule = { code, check };

/** What only one service can have: a port or a mark. */
interface Claim {
  readonly key: string;
  readonly words: string;
  readonly at: Place;
  readonly hint: string;
}

function check(inventory: Inventory): Finding[] {
  const owners = new Map<string, VirtualService>();
  return liveServices(inventory).flatMap(({ service }) => {
    const claims = isInFile(service) ? claimsOf(service) : [];
    const taken = claims.find(({ key }) => owners.has(key));
    for (const { key } of claims) owners.set(key, owners.get(key) ?? service);
    const other = taken && owners.get(taken.key);
    if (taken === undefined || other === undefined) return [];
    const message = `service ${quoted(service.name)} ${taken.words}, as ${quoted(other.name)} on line ${other.at.line} does`;
    return [finding(code, taken.at, message, taken.hint)];
  });
}

/** The kernel keeps the marks of each address family apart. */
function claimsOf({ virtualIp: { address }, ports, protocol, fwmark }: VirtualService): Claim[] {
  const listening = ports.map(({ value, at }) => ({
    key: `${address.text} ${value} ${protocol.value}`,
    words: `listens on ${address.text}, ${protocol.value} port ${value}`,
    at,
    hint: 'give one of them another port or another virtual IP',
  }));
  if (fwmark === undefined) return listening;
  const marked = {
    key: `mark ${fwmark.value} ${address.family}`,
    words: `has the firewall mark ${fwmark.value}`,
    at: fwmark.at,
    hint: 'give one of them another mark',
  };
  return [marked, ...listening];
}
