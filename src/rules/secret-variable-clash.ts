import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory, VirtualService } from '../inventory/model.ts';
import { secretVariable } from '../inventory/names.ts';
import { liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'secret-variable-clash';

/** Two services must not share the Puppet parameter that holds a secret. */
export const secretVariableClash: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const first = new Map<string, VirtualService>();
  return liveServices(inventory).flatMap(({ service }) =>
    [...service.directives].flatMap(([directive, { value }]) => {
      if (typeof value !== 'object') return [];
      const variable = secretVariable(service.name, directive);
      const other = first.get(variable);
      if (other === undefined) {
        first.set(variable, service);
        return [];
      }
      const message = `the ${directive} of services ${quoted(other.name)} (line ${other.at.line}) and ${quoted(service.name)} would both be $${variable} in Puppet`;
      return [finding(code, service.at, message, 'rename one of them; - and _ count as the same')];
    }),
  );
}
