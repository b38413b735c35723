import { didYouMean } from '../diagnostics/did-you-mean.ts';
import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { checkDirective } from './directives-once.ts';
import type { Rule } from './rule.ts';

const code = 'unknown-scheduler';

/** The schedulers of ipvsadm(8). */
export const schedulers: readonly string[] = [
  'rr',
  'wrr',
  'lc',
  'wlc',
  'lblc',
  'lblcr',
  'dh',
  'sh',
  'sed',
  'nq',
  'fo',
  'ovf',
  'mh',
];

/** The scheduler is one that the kernel has. */
export const unknownScheduler: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  return checkDirective(inventory, 'scheduler', ({ value, at }) => {
    const name = String(value);
    if (schedulers.includes(name)) return undefined;
    return finding(code, at, `there is no scheduler ${quoted(name)}`, didYouMean(name, schedulers));
  });
}
