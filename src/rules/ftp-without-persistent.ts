import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'ftp-without-persistent';

/** The port by which the kernel knows FTP, and whose persistence covers the data connections. */
const FTP = 21;

/** Both connections of FTP reach one server. */
export const ftpWithoutPersistent: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  return liveServices(inventory).flatMap(({ service }) => {
    const { name, ports, protocol, directives } = service;
    const port = ports.find(({ value }) => value === FTP);
    if (port === undefined || protocol.value !== 'tcp' || directives.has('persistent')) return [];
    const message = `service ${quoted(name)} is FTP without persistent, so its data connections reach no server`;
    return [finding(code, port.at, message, 'add persistent, for example 300')];
  });
}
