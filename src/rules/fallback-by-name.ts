import { quoted } from '../diagnostics/escape.ts';
import type { Finding, Located } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { parseFallback } from '../inventory/decode-directives.ts';
import type { DirectiveValue, Inventory } from '../inventory/model.ts';
import { checkDirective } from './directives-once.ts';
import type { Rule } from './rule.ts';

const code = 'fallback-by-name';

/** ldirectord reads its file whether or not a name is resolved at that moment. */
export const fallbackByName: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const globals = ['fallback', 'fallback6'].flatMap((name) => inventory.ldirectord.get(name) ?? []);
  return [
    ...globals.flatMap((fallback) => judge(fallback) ?? []),
    ...checkDirective(inventory, 'fallback', judge),
  ];
}

function judge({ value, at }: Located<DirectiveValue>): Finding | undefined {
  const text = String(value);
  const host = text.replace(/:\d+$/, '');
  if (parseFallback(text)?.family !== undefined || /^localhost\.?$/i.test(host)) return undefined;
  const message = `the fallback ${quoted(host)} is a name: where it does not resolve, ldirectord refuses the whole file`;
  return finding(code, at, message, 'write its address');
}
