import { printable } from '../diagnostics/escape.ts';
import type { Palette } from '../diagnostics/format-text.ts';
import { headingOf, headingOfOrder } from './headings.ts';
import type { CheckResult, Order } from './model.ts';
import { countOutcomes, leftOut, marks, sentenceOf, type RehearsalReport } from './report.ts';
import { shownSeconds } from './words.ts';

/**
 * Prints what was tried, one after the other: a line with a mark, evidence below it where it failed, and a heading where
 * something else begins; of a change also where the other order begins.
 */
export function resultPrinter(palette: Palette): (result: CheckResult) => string {
  let heading: string | undefined;
  let order: Order | undefined;
  return (result) => {
    const next = headingOf(result.check);
    const above =
      result.order === undefined || result.order === order ? '' : `${headingOfOrder(result.order)}\n\n`;
    const head =
      above === '' && next === heading ? '' : `${heading === undefined ? '' : '\n'}${above}${next}\n`;
    ({ order } = result);
    heading = next;
    return head + formatResult(result, palette);
  };
}

function formatResult(result: CheckResult, palette: Palette): string {
  const { outcome, evidence, seconds } = result;
  const paint = {
    passed: (mark: string) => mark,
    failed: palette.error,
    noted: palette.warning,
    skipped: palette.dim,
  }[outcome];
  const shown = shownSeconds(seconds);
  const time = shown === undefined ? '' : ` ${palette.dim(`(${shown} s)`)}`;
  const line = `${paint(marks[outcome])} ${printable(sentenceOf(result))}${time}\n`;
  return (
    line +
    evidence
      .flatMap(linesOf)
      .map((one) => `    ${palette.dim(printable(one))}\n`)
      .join('')
  );
}

/** What a program said may have several lines: all of them stay below their check. */
function linesOf(evidence: string): string[] {
  return evidence.trimEnd().split(/\r?\n/);
}

/** The last lines: what was left out, and how it came out. */
export function formatSummary({ results, plan, engine, seconds }: RehearsalReport): string {
  const { passed, failed, noted, skipped } = countOutcomes(results);
  const left = leftOut(plan).map((sentence) => `not rehearsed: ${printable(sentence)}\n`);
  const more = `${noted === 0 ? '' : `, ${noted} noted`}${skipped === 0 ? '' : `, ${skipped} skipped`}`;
  return ['\n', ...left, `${passed} passed, ${failed} failed${more} in ${seconds} s (${engine})\n`].join('');
}

/** A whole rehearsal at once, as `resultPrinter` and `formatSummary` print it while it goes on. */
export function rehearsalText(report: RehearsalReport, palette: Palette): string {
  return report.results.map(resultPrinter(palette)).join('') + formatSummary(report);
}
