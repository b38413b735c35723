import { printable } from '../diagnostics/escape.ts';
import type { Palette } from '../diagnostics/format-text.ts';
import type { CheckResult, LabPlan, Outcome } from './model.ts';

const marks: Readonly<Record<Outcome, string>> = { passed: '✓', failed: '✗', skipped: '–' };

/** One line for something that was tried, with its evidence below where it failed. */
export function formatResult({ outcome, text, evidence, seconds }: CheckResult, palette: Palette): string {
  const paint = { passed: (mark: string) => mark, failed: palette.error, skipped: palette.dim }[outcome];
  const line = `${paint(marks[outcome])} ${printable(text)} ${palette.dim(`(${seconds.toFixed(1)} s)`)}\n`;
  return line + evidence.map((one) => `    ${palette.dim(printable(one))}\n`).join('');
}

/** The last lines: what was left out, and how it came out. */
export function formatSummary(
  results: readonly CheckResult[],
  plan: LabPlan,
  engine: string,
  seconds: number,
): string {
  const count = (outcome: Outcome): number => results.filter((one) => one.outcome === outcome).length;
  const left = [
    ...plan.reduced.map((sentence) => `only ${sentence}`),
    ...plan.notRehearsed.map(({ service, why }) => `${service} ${why}`),
  ];
  const skipped = count('skipped') === 0 ? '' : `, ${count('skipped')} skipped`;
  return [
    ...left.map((sentence) => `not rehearsed: ${printable(sentence)}\n`),
    `${count('passed')} passed, ${count('failed')} failed${skipped} in ${seconds} s (${engine})\n`,
  ].join('');
}
