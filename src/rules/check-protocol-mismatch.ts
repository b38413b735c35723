import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { originOf } from './directives-once.ts';
import { impliedBy, negotiatedService } from '../inventory/health-check.ts';
import { liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'check-protocol-mismatch';

/** Which protocol a check speaks whatever the service has; dns, sip and simpletcp speak that of the service. */
const PROTOCOLS: ReadonlyMap<string | undefined, 'tcp' | 'udp'> = new Map([
  ...(['ftp', 'smtp', 'submission', 'http', 'https', 'http_proxy', 'pop', 'pops'] as const).map(isTcp),
  ...(['nntp', 'imap', 'imaps', 'ldap', 'ldaps', 'mysql', 'pgsql', 'oracle'] as const).map(isTcp),
  ['radius', 'udp'],
]);

function isTcp(name: string): [string, 'tcp'] {
  return [name, 'tcp'];
}

/** A check speaks the protocol of the service that it stands for. */
export const checkProtocolMismatch: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const origin = originOf(inventory, 'service');
  return liveServices(inventory).flatMap(({ service }) => {
    const name = negotiatedService(service);
    const spoken = PROTOCOLS.get(name);
    const protocol = service.protocol.value;
    // What is behind a firewall mark is checked on a port that the inventory chooses freely.
    if (spoken === undefined || spoken === protocol || service.fwmark !== undefined) return [];
    const { at, line } = origin(service);
    const message = `service ${quoted(service.name)} is ${protocol.toUpperCase()}, but its ${name} check${line}${impliedBy(service)} speaks ${spoken.toUpperCase()}`;
    const hint =
      spoken === 'udp' ? 'set protocol: udp' : 'use a check that speaks UDP, or checktype: external';
    return [finding(code, at, message, hint)];
  });
}
