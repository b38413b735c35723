import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { isInFile } from '../inventory/life-cycle.ts';
import type { Inventory, VirtualService } from '../inventory/model.ts';
import { checkDirective } from './directives-once.ts';
import { liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'fallback-out-of-reach';

/** A fallback is asked on the port that the client asked for, unless addresses are translated on the way. */
export const fallbackOutOfReach: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  return [
    ...checkOwn(inventory),
    ...checkGlobal(inventory, 'fallback', 4),
    ...checkGlobal(inventory, 'fallback6', 6),
  ];
}

function checkOwn(inventory: Inventory): Finding[] {
  return checkDirective(inventory, 'fallback', ({ value, at }, { service }) => {
    const fallback = String(value);
    if (service.forwarding.value === 'masq' || hasPortOf(fallback, service)) return undefined;
    const message = `service ${quoted(service.name)} asks its fallback ${quoted(fallback)} on port ${service.ports[0].value}: ${service.forwarding.value} changes no port`;
    return finding(
      code,
      at,
      message,
      'drop the port, and let the fallback listen on the port of the service',
    );
  });
}

/** The global one is reached by direct routing from every service. Of firewall marks another rule speaks. */
function checkGlobal(inventory: Inventory, name: 'fallback' | 'fallback6', family: 4 | 6): Finding[] {
  const global = inventory.ldirectord.get(name);
  if (global === undefined) return [];
  const fallback = String(global.value);
  const lost = liveServices(inventory)
    .map(({ service }) => service)
    .filter(
      (service) =>
        isInFile(service) &&
        service.fwmark === undefined &&
        service.virtualIp.address.family === family &&
        !service.directives.has('fallback') &&
        !hasPortOf(fallback, service),
    );
  const [first] = lost;
  if (first === undefined) return [];
  const others = lost.length === 1 ? '' : ` (and for ${lost.length - 1} more)`;
  const message = `${name} ${quoted(fallback)} is asked on port ${first.ports[0].value} for service ${quoted(first.name)}${others}: gate changes no port`;
  return [finding(code, global.at, message, 'drop the port, or give such services a fallback of their own')];
}

/** Whether a fallback names no port, or the only one of a service. */
function hasPortOf(fallback: string, { ports }: VirtualService): boolean {
  const [, port] = /^(?:\[[^\]]*\]|[^:]+):(\d+)$/.exec(fallback) ?? [];
  return port === undefined || ports.every(({ value }) => value === Number(port));
}
