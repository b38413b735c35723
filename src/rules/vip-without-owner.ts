import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import type { Rule } from './rule.ts';

const code = 'vip-without-owner';

/** Of several directors something must decide which one holds the virtual IPs. */
export const vipWithoutOwner: Rule = { code, check };

function check({ directors }: Inventory): Finding[] {
  const [first, second] = directors.hosts;
  if (directors.ha !== 'none' || first === undefined || second === undefined) return [];
  const message = `${first.hostname} and ${second.hostname} would both bind every virtual IP and answer ARP for it`;
  const hint = 'keep one director, or set ha: external and let pacemaker or keepalived move the addresses';
  return [finding(code, second.at, message, hint)];
}
