import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory, RealServer, VirtualService } from '../inventory/model.ts';
import { liveServices, type RoleService } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'hash-scheduler-without-fallback';

/**
 * sh and mh go on giving clients to servers of weight zero: those being drained, and with `quiescent` those
 * that died. A service that is being drained as a whole takes no new clients anyway.
 */
export const hashSchedulerWithoutFallback: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  return liveServices(inventory).flatMap((entry) => checkService(inventory, entry));
}

function checkService(inventory: Inventory, { role, service }: RoleService): Finding[] {
  const scheduler = service.directives.get('scheduler');
  const name = String(scheduler?.value);
  if (scheduler === undefined || !isHashing(name) || service.state === 'draining') return [];
  if (String(service.directives.get('schedflags')?.value).includes(`${name}-fallback`)) return [];
  const drops = `service ${quoted(service.name)} uses the scheduler ${name}, which drops the clients`;
  const server = role.servers.find(isWithoutWeight);
  if (server !== undefined) {
    const message = `${drops} of ${server.hostname} while its weight is 0`;
    return [
      finding(code, server.weight?.at ?? server.at, message, 'use another scheduler, or retire the server'),
    ];
  }
  if (!isQuiescent(inventory, service)) return [];
  const message = `${drops} of a dead server, which quiescent keeps with weight 0`;
  return [finding(code, scheduler.at, message, 'use another scheduler, or quiescent: false')];
}

function isHashing(scheduler: string): boolean {
  return scheduler === 'sh' || scheduler === 'mh';
}

function isWithoutWeight({ state, weight }: RealServer): boolean {
  return state === 'draining' || (state === 'production' && weight?.value === 0);
}

function isQuiescent({ ldirectord }: Inventory, { directives }: VirtualService): boolean {
  return (directives.get('quiescent') ?? ldirectord.get('quiescent'))?.value === true;
}
