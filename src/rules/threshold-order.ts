import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory, RealServer } from '../inventory/model.ts';
import { liveServers } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'threshold-order';

/** The lower threshold of a server is below its upper one; 0 is the same as none. */
export const thresholdOrder: Rule = { code, check };

function check({ roles }: Inventory): Finding[] {
  return roles.flatMap(liveServers).flatMap(checkServer);
}

function checkServer({ hostname, lowerThreshold, upperThreshold }: RealServer): Finding[] {
  const lower = lowerThreshold?.value ?? 0;
  const upper = upperThreshold?.value ?? 0;
  if (lowerThreshold === undefined || lower === 0 || lower < upper) return [];
  const message =
    upper === 0
      ? `${hostname} has the lower threshold ${lower}, but no upper one`
      : `${hostname} has the lower threshold ${lower}, which is not below the upper one, ${upper}`;
  const hint =
    upper === 0 ? 'add an upper_threshold above it' : 'raise upper_threshold, or leave lower_threshold out';
  return [finding(code, lowerThreshold.at, message, hint)];
}
