import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import type { Rule } from './rule.ts';

const code = 'discover-without-kicker';

/** Servers are discovered by a function of the kicker module. */
export const discoverWithoutKicker: Rule = { code, check };

function check({ roles, kicker }: Inventory): Finding[] {
  if (kicker.module !== 'none') return [];
  return roles
    .filter(({ discover }) => discover)
    .map(({ name, at }) => {
      const message = `role ${quoted(name)} discovers its servers with servers_with_role, but kicker.module is none`;
      return finding(code, at, message, 'list the servers, or set kicker: { module: emit }');
    });
}
