import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { perlRegexProblem } from '../lang/perl-regex.ts';
import { checkDirective } from './directives-once.ts';
import type { Rule } from './rule.ts';

const code = 'invalid-receive';

/** Perl can compile `receive`. */
export const invalidReceive: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  return checkDirective(inventory, 'receive', ({ value, at }) => {
    const text = String(value);
    const problem = perlRegexProblem(text);
    if (problem === undefined) return undefined;
    const rest = text.slice(problem.offset);
    const where = rest === '' ? 'at its end' : `at ${quoted(rest, 20)}`;
    const message = `receive is no valid regular expression: ${problem.reason}, ${where}`;
    return finding(code, at, message, 'put a backslash before characters that are meant literally');
  });
}
