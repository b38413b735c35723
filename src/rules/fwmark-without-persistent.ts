import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory, VirtualService } from '../inventory/model.ts';
import { liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'fwmark-without-persistent';

/** Schedulers that send a client to the same server by its address. */
const BY_CLIENT: ReadonlySet<unknown> = new Set(['sh', 'mh']);

/** Several ports are made one service to keep a client on one server. */
export const fwmarkWithoutPersistent: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  return liveServices(inventory).flatMap(({ service }) => {
    const { name, fwmark, ports } = service;
    if (fwmark === undefined || ports.length === 1 || keepsClients(service)) return [];
    const message = `service ${quoted(name)} joins ${ports.length} ports by a firewall mark, but each connection of a client may go to another server`;
    return [finding(code, fwmark.at, message, 'add persistent, or make a service of each port')];
  });
}

function keepsClients({ directives }: VirtualService): boolean {
  return directives.has('persistent') || BY_CLIENT.has(directives.get('scheduler')?.value);
}
