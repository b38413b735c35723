import type { Place } from '../diagnostics/finding.ts';
import type { Change, Review } from '../diff/model.ts';
import { reasons } from '../diff/reasons.ts';
import type { ChangeGroup } from './group-changes.ts';
import { inventoryFile } from './review-summary.ts';
import { countOfKind, inARow, subjectName } from './words.ts';

/** What a group says; one change says it in its own words. */
export function messageOf(group: ChangeGroup): string {
  const [first] = group;
  if (group.length === 1) return first.message;
  return `${reasons[first.reason].title}: ${countOfKind(group.length, first.subject.kind)}`;
}

/** Nobody reads more names in a row; the JSON format has them all. */
const MAX_SUBJECTS = 30;

/** The first subjects of a group in a row, and how many there are besides. */
export function subjectsInARow(group: ChangeGroup, print: (change: Change) => string): string {
  const shown = group.slice(0, MAX_SUBJECTS).map(print).join(', ');
  return group.length <= MAX_SUBJECTS ? shown : `${shown} and ${group.length - MAX_SUBJECTS} more`;
}

/** The subjects of a group, with their lines. */
export function subjectsLine(group: ChangeGroup): string {
  return subjectsInARow(group, ({ subject, at }) => {
    const line = (at.after ?? at.before)?.line;
    return `${subjectName(subject)}${line === undefined ? '' : ` line ${line}`}`;
  });
}

/** Where a change stands: in the new inventory, or in the old one where it is gone. */
export function placeOf({ at }: Change, review: Review): string {
  if (at.after !== undefined) return shownPlace(at.after);
  if (at.before === undefined) return review.names.after;
  // A revision says it by itself.
  return `${shownPlace(at.before)}${at.before.file === inventoryFile(review) ? ' (before)' : ''}`;
}

function shownPlace({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

/** What `inventory only` means for a review. */
export function inventoryOnlyLine({ inventoryOnly }: Review): string {
  return `inventory only: the servers of ${inARow(inventoryOnly)} are known when a catalog is compiled`;
}
