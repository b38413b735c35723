import type { CheckResult, NotRehearsed } from './model.ts';
import { countOutcomes, type RehearsalReport } from './report.ts';

/**
 * `rehearse --format json`: versioned, in the order in which things were tried, without the times that they took and without
 * paths of this machine. What was measured of a service is a result that a person asks for; it stands by itself, so that
 * reports can be compared without it.
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

function jsonResult({ check, subject, order, outcome, text, measured, evidence }: CheckResult): object {
  return { check, subject, ...(order && { order }), outcome, text, ...(measured && { measured }), evidence };
}
