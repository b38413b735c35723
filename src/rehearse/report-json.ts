import type { CheckResult, NotRehearsed } from './model.ts';
import { countOutcomes, type RehearsalReport } from './report.ts';

/**
 * `rehearse --format json`: versioned, in the order in which things were tried, without the times that they took and without
 * paths of this machine.
 */
export function rehearsalJson({ results, plan }: RehearsalReport): string {
  const { passed, failed, noted, skipped } = countOutcomes(results);
  const data = {
    schemaVersion: 1,
    results: results.map(jsonResult),
    reduced: plan.reduced,
    notRehearsed: plan.notRehearsed.map(({ service, why }: NotRehearsed) => ({ service, why })),
    summary: { passed, failed, noted, skipped },
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}

function jsonResult({ check, subject, order, outcome, text, evidence }: CheckResult): object {
  return { check, subject, ...(order && { order }), outcome, text, evidence };
}
