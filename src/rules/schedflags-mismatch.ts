import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { schedulerOf } from '../inventory/service-settings.ts';
import { originOf } from './directives-once.ts';
import { liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'schedflags-mismatch';

/** Scheduler flags are those of the scheduler: a flag begins with the name of the one that has it. */
export const schedflagsMismatch: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const origin = originOf(inventory, 'schedflags');
  return liveServices(inventory).flatMap(({ service }) => {
    const flags = service.directives.get('schedflags')?.value;
    const scheduler = schedulerOf(service);
    const flag = typeof flags === 'string' ? firstForeign(flags, scheduler) : undefined;
    if (flag === undefined) return [];
    const { at, line } = origin(service);
    const message = `service ${quoted(service.name)} has the scheduler flag ${flag}${line}, which the scheduler ${scheduler} does not know`;
    const owner = flag.slice(0, flag.indexOf('-'));
    return [finding(code, at, message, `use the scheduler ${owner}, or remove the flag`)];
  });
}

function firstForeign(flags: string, scheduler: string): string | undefined {
  return flags.split(',').find((flag) => !flag.startsWith(`${scheduler}-`));
}
