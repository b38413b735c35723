import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import type { Rule } from './rule.ts';

const code = 'autoreload-with-puppet';

/** Only the module tells ldirectord to read its file again. */
export const autoreloadWithPuppet: Rule = { code, check };

function check({ ldirectord }: Inventory): Finding[] {
  const autoreload = ldirectord.get('autoreload');
  if (autoreload?.value !== true) return [];
  const message = 'autoreload reads every change of the file by itself, beside the reload by the module';
  return [finding(code, autoreload.at, message, 'remove autoreload')];
}
