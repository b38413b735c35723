import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory, VirtualService } from '../inventory/model.ts';
import { checkUnused } from './directives-once.ts';
import { liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'mail-without-alert';

const GLOBAL = ['emailalertfrom', 'emailalertfreq', 'emailalertstatus', 'smtp'];
const OF_SERVICE = ['emailalertfreq', 'emailalertstatus', 'smtp'];

/** Settings for mails are there where mails are sent: to nobody, unless emailalert says to whom. */
export const mailWithoutAlert: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const { ldirectord } = inventory;
  if (ldirectord.has('emailalert')) return [];
  const services = OF_SERVICE.flatMap((name) => checkServices(inventory, name));
  if (liveServices(inventory).some(({ service }) => sendsMail(service))) return services;
  const globals = GLOBAL.flatMap((name) => {
    const directive = ldirectord.get(name);
    if (directive === undefined || directive.value === 'none') return [];
    return [finding(code, directive.at, `${name} has no effect without emailalert`, hint(name))];
  });
  return [...globals, ...services];
}

function checkServices(inventory: Inventory, name: string): Finding[] {
  return checkUnused(
    inventory,
    name,
    ({ value }, { service }) => value === 'none' || sendsMail(service),
    ({ at }, { service }) => {
      const message = `the ${name} of service ${quoted(service.name)} has no effect without emailalert`;
      return finding(code, at, message, hint(name));
    },
  );
}

function sendsMail({ directives }: VirtualService): boolean {
  return directives.has('emailalert');
}

function hint(name: string): string {
  return `add emailalert, or remove ${name}`;
}
