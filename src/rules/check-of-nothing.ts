import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory, VirtualService } from '../inventory/model.ts';
import { originOf } from './directives-once.ts';
import { checkTypeOf, negotiatedService } from '../inventory/health-check.ts';
import { liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'check-of-nothing';

/** A check that negotiates has a service to negotiate. */
export const checkOfNothing: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const origin = originOf(inventory, 'checktype');
  return liveServices(inventory).flatMap(({ service }) => {
    // Of a firewall mark without a service another rule speaks.
    if (negotiatedService(service) !== 'none' || isMarkAlone(service)) return [];
    const { at, line } = origin(service);
    const type = checkTypeOf(service);
    const effect =
      type === 'negotiate' ? 'every server is up, dead or alive' : 'a dead server is up every other round';
    const message = `service ${quoted(service.name)} has checktype ${String(type)}${line}${defaulted(service)}, but ${reason(service)}: ${effect}`;
    return [finding(code, at, message, advice(service))];
  });
}

function defaulted({ directives }: VirtualService): string {
  return directives.has('checktype') ? '' : ' by default';
}

function isMarkAlone({ directives, fwmark }: VirtualService): boolean {
  return fwmark !== undefined && !directives.has('service');
}

function reason({ directives, ports: [port] }: VirtualService): string {
  return directives.has('service') ? 'its service is none' : `port ${port.value} implies no service`;
}

function advice({ protocol }: VirtualService): string {
  return protocol.value === 'udp'
    ? 'set service to what the port speaks, or use checktype: external'
    : 'use checktype: connect, or set service to what the port speaks';
}
