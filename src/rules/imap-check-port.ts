import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { checkedPort, negotiatedService } from '../inventory/health-check.ts';
import type { Inventory } from '../inventory/model.ts';
import { originOf } from './directives-once.ts';
import { liveServers, liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'imap-check-port';

/** What Net::IMAP::Simple asks of an IPv4 address, whatever port it is told. */
const ASKED: ReadonlyMap<string | undefined, number> = new Map([
  ['imap', 143],
  ['imaps', 993],
]);

/** A check by IMAP asks the port that the service has. */
export const imapCheckPort: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const origin = originOf(inventory, 'checkport');
  return liveServices(inventory).flatMap(({ role, service }) => {
    const name = negotiatedService(service);
    const asked = ASKED.get(name);
    if (asked === undefined || service.virtualIp.address.family === 6) return [];
    const servers = liveServers(role);
    const ports = (servers.length === 0 ? [{ port: undefined }] : servers).map((server) =>
      checkedPort(service, server),
    );
    const meant = ports.find((port) => port !== undefined && port !== asked);
    if (meant === undefined) return [];
    const { at, line } = origin(service);
    const message = `the ${name} check of service ${quoted(service.name)} is to ask port ${meant}${line}, but asks port ${asked} of every IPv4 address`;
    return [finding(code, at, message, 'use checktype: connect, or external with a program that asks it')];
  });
}
