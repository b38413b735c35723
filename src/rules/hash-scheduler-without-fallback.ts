import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory, RealServer, VirtualService } from '../inventory/model.ts';
import { isInFile } from '../inventory/life-cycle.ts';
import { isQuiescent } from '../inventory/service-settings.ts';
import { liveServices, type RoleService } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'hash-scheduler-without-fallback';

/**
 * sh, mh and dh go on choosing servers that take no clients: those of weight zero, which are being drained or,
 * with `quiescent`, have died, and those above their upper threshold. A service that is being drained as a whole
 * takes no new clients anyway.
 */
export const hashSchedulerWithoutFallback: Rule = { code, check };

/** The schedulers that choose by a hash, and the flag with which they choose again; dh has none. */
const FALLBACK_FLAGS: ReadonlyMap<string, string | undefined> = new Map([
  ['sh', 'sh-fallback'],
  ['mh', 'mh-fallback'],
  ['dh', undefined],
]);

function check(inventory: Inventory): Finding[] {
  return liveServices(inventory).flatMap((entry) => checkService(inventory, entry));
}

function checkService(inventory: Inventory, { role, service }: RoleService): Finding[] {
  const scheduler = service.directives.get('scheduler');
  const name = String(scheduler?.value);
  if (scheduler === undefined || !FALLBACK_FLAGS.has(name) || service.state === 'draining') return [];
  const flag = FALLBACK_FLAGS.get(name);
  if (flag !== undefined && flagsOf(service).includes(flag)) return [];
  const drops = `service ${quoted(service.name)} uses the scheduler ${name}, which drops the clients`;
  const advice = flag === undefined ? 'use another scheduler' : `add schedflags: ${flag}`;
  const drained = role.servers.find(isWithoutWeight);
  if (drained !== undefined) {
    const message = `${drops} of ${drained.hostname} while its weight is 0`;
    return [finding(code, drained.weight?.at ?? drained.at, message, `${advice}, or retire the server`)];
  }
  const limited = role.servers.find((server) => isInFile(server) && upperThresholdOf(server) > 0);
  if (limited?.upperThreshold !== undefined) {
    const message = `${drops} of ${limited.hostname} while it has more than ${limited.upperThreshold.value} connections`;
    return [finding(code, limited.upperThreshold.at, message, `${advice}, or remove upper_threshold`)];
  }
  if (!isQuiescent(inventory, service)) return [];
  const message = `${drops} of a dead server, which quiescent keeps with weight 0`;
  return [finding(code, scheduler.at, message, `${advice}, or set quiescent: false`)];
}

function flagsOf({ directives }: VirtualService): string[] {
  return String(directives.get('schedflags')?.value ?? '').split(',');
}

function isWithoutWeight({ state, weight }: RealServer): boolean {
  return state === 'draining' || (state === 'production' && weight?.value === 0);
}

function upperThresholdOf({ upperThreshold }: RealServer): number {
  return upperThreshold?.value ?? 0;
}
