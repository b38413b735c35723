import { quoted } from '../diagnostics/escape.ts';
import type { Finding, Place } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { perlRegexProblem } from '../lang/perl-regex.ts';
import { checkDirective } from './directives-once.ts';
import { liveServers } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'invalid-receive';

/** Perl can compile `receive`, that of a service and that of a server. */
export const invalidReceive: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const servers = inventory.roles.flatMap(liveServers);
  return [
    ...checkDirective(inventory, 'receive', ({ value, at }) => judge(String(value), at)),
    ...servers.flatMap((server) => {
      const receive = server.check?.receive;
      return (receive && judge(receive.value, receive.at)) ?? [];
    }),
  ];
}

function judge(text: string, at: Place): Finding | undefined {
  const problem = perlRegexProblem(text);
  if (problem === undefined) return undefined;
  const rest = text.slice(problem.offset);
  const where = rest === '' ? 'at its end' : `at ${quoted(rest, 20)}`;
  const message = `receive is no valid regular expression: ${problem.reason}, ${where}`;
  return finding(code, at, message, 'put a backslash before characters that are meant literally');
}
