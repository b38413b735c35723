import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { checkUnused } from './directives-once.ts';
import type { Rule } from './rule.ts';

const code = 'netmask-without-persistent';

/** A netmask groups the clients of a persistent service, and of no other. */
export const netmaskWithoutPersistent: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  return checkUnused(
    inventory,
    'netmask',
    (_, { service }) => service.directives.has('persistent'),
    ({ at }, { service }) => {
      const message = `the netmask of service ${quoted(service.name)} has no effect without persistent`;
      return finding(code, at, message, 'add persistent, or remove the netmask');
    },
  );
}
