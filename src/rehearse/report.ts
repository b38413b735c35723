import type { CheckResult, LabPlan, Outcome } from './model.ts';

/** A rehearsal that is over. */
export interface RehearsalReport {
  /** In the order in which things were tried. */
  readonly results: readonly CheckResult[];
  /** What was left out: see `LabPlan`. */
  readonly plan: Pick<LabPlan, 'reduced' | 'notRehearsed'>;
  /** What it ran on, in a few words. */
  readonly engine: string;
  readonly seconds: number;
}

/** How often there is each outcome. */
export function countOutcomes(results: readonly CheckResult[]): Record<Outcome, number> {
  const counts = { passed: 0, failed: 0, noted: 0, skipped: 0 };
  for (const { outcome } of results) counts[outcome] += 1;
  return counts;
}

/** The mark of a line of the report. */
export const marks: Readonly<Record<Outcome, string>> = {
  passed: '✓',
  failed: '✗',
  noted: '!',
  skipped: '–',
};

/** The sentence of a line of the report, with what was measured. */
export function sentenceOf({ text, measured }: Pick<CheckResult, 'text' | 'measured'>): string {
  return measured === undefined ? text : `${text} (${measured})`;
}

/** What was left out, a sentence each. */
export function leftOut({ reduced, notRehearsed }: RehearsalReport['plan']): string[] {
  return [
    ...reduced.map((sentence) => `only ${sentence}`),
    ...notRehearsed.map(({ service, why }) => `${service} ${why}`),
  ];
}
