import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { checkUnused } from './directives-once.ts';
import { checkTypeOf } from '../inventory/health-check.ts';
import type { Rule } from './rule.ts';

const code = 'checkcommand-unused';

/** The command of a check is there for a check that runs it. */
export const checkcommandUnused: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  return checkUnused(
    inventory,
    'checkcommand',
    (_, { service }) => ['external', 'external-perl'].includes(String(checkTypeOf(service))),
    ({ at }, { service }) => {
      const message = `the checkcommand of service ${quoted(service.name)} is never run by checktype ${String(checkTypeOf(service))}`;
      return finding(code, at, message, 'use checktype: external, or remove checkcommand');
    },
  );
}
