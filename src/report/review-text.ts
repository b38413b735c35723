import { printable } from '../diagnostics/escape.ts';
import { plain, type Palette } from '../diagnostics/format-text.ts';
import type { Review, Risk } from '../diff/model.ts';
import { inventoryOnlyLine, messageOf, placeOf, subjectsLine } from './change-words.ts';
import { groupChanges, valuesOf, type ChangeGroup } from './group-changes.ts';
import type { Level } from './levels.ts';
import { reviewDiffs } from './review-diffs.ts';
import { severityOf } from './risk-severity.ts';
import { summarize, unionOfBlasts } from './review-summary.ts';
import { blastLine, countOf, excerpt, hazardLine, inARow, riskCounts } from './words.ts';
import { words, wrap, type Word } from './wrap.ts';

/** How the text format is laid out. */
export interface TextLayout {
  readonly palette?: Palette;
  /** The width of the terminal; without one, lines are as long as they are. */
  readonly columns?: number | undefined;
  readonly level?: Level | undefined;
}

/**
 * A review as people read it: a line that sums up, then the changes, the worst first, each with its place, reason, message,
 * values, what it touches, and a hint. Changes that say the same of several subjects are one entry with a list.
 */
export function reviewText(review: Review, layout: TextLayout = {}): string {
  const { palette = plain, columns = Number.POSITIVE_INFINITY } = layout;
  const print = printer(palette, columns);
  const entries = groupChanges(review.changes).map((group) => entry(group, review, print));
  const notes = review.inventoryOnly.length === 0 ? '' : print.line(inventoryOnlyLine(review));
  return [print.line(headline(review)), ...entries, notes, reviewDiffs(review, layout.level)].join('');
}

/** The whole review in one line. */
export function headline(review: Review): string {
  const { names, changes } = review;
  const sides = `${excerpt(names.before)} → ${excerpt(names.after)}`;
  if (changes.length === 0) return `${sides}: no change of meaning`;
  const summary = summarize(review);
  const touched = [
    ...(summary.directors.length === 0 ? [] : [countOf(summary.directors.length, 'director')]),
    ...(summary.realServers.length === 0 ? [] : [countOf(summary.realServers.length, 'real server')]),
  ];
  return [
    `${sides}: ${countOf(changes.length, 'change')} (${riskCounts(summary)})`,
    ...(touched.length === 0 ? [] : [`${inARow(touched)} touched`]),
    ...(summary.removals === 0 ? [] : [countOf(summary.removals, 'removal')]),
  ].join(', ');
}

interface Printer {
  /** A line at the margin, wrapped with an indentation. */
  readonly line: (text: string) => string;
  readonly head: (place: string, risk: Risk, message: string) => string;
  /** A line that belongs to the entry above. */
  readonly detail: (text: string) => string;
}

function printer(palette: Palette, width: number): Printer {
  const put = (line: readonly Word[], first: string, rest: string): string =>
    wrap(line, { width, first, rest });
  return {
    line: (text) => put(words(printable(text)), '', '    '),
    head: (place, risk, message) =>
      put(
        [
          ...words(printable(place)),
          { text: risk, paint: palette[severityOf(risk)] },
          ...words(printable(message)),
        ],
        '',
        '    ',
      ),
    detail: (text) => put(words(printable(text)), '  ', '    '),
  };
}

function entry(group: ChangeGroup, review: Review, { head, detail }: Printer): string {
  const [first] = group;
  const blast = unionOfBlasts(group.map((change) => change.blast));
  const confirmed = first.confirmed ? ' (confirmed)' : '';
  return [
    head(`${placeOf(first, review)}:`, first.risk, `${first.reason}: ${messageOf(group)}${confirmed}`),
    ...[
      valuesLine(group),
      group.length === 1 ? undefined : subjectsLine(group),
      blastLine(blast),
      hazardLine(blast),
      first.hint === undefined ? undefined : `hint: ${first.hint}`,
    ].flatMap((text) => (text === undefined ? [] : [detail(text)])),
  ].join('');
}

function valuesLine(group: ChangeGroup): string | undefined {
  const values = valuesOf(group);
  if (values === undefined) return undefined;
  const label = values.attribute === undefined ? '' : `${values.attribute}: `;
  const { before = values.absent, after = values.absent } = values;
  return `${label}${excerpt(before)} → ${excerpt(after)}`;
}
