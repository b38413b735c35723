import { codes } from '../diagnostics/codes.ts';
import type { Finding, Place, Severity } from '../diagnostics/finding.ts';
import type { Change, Review } from '../diff/model.ts';
import { reasons } from '../diff/reasons.ts';
import { groupChanges } from './group-changes.ts';
import { inventoryFile } from './review-summary.ts';
import { messageOf, subjectsLine } from './change-words.ts';
import { severityOf } from './risk-severity.ts';

/** What findings and changes have in common: what annotations and SARIF show of them. */
export interface Remark {
  readonly severity: Severity;
  readonly code: string;
  readonly title: string;
  readonly message: string;
  readonly hint: string | undefined;
  readonly file: string;
  /** The place in `file`; undefined where it is about the file as a whole, or what stood there is gone. */
  readonly at: Place | undefined;
  /** Where it stood before, in the same file. */
  readonly was: Place | undefined;
  /** The same for the same remark wherever it stands. */
  readonly identity: string;
}

/** What is known of a code besides. */
export interface CodeText {
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  readonly severity: Severity;
}

/** The findings as remarks, the heaviest first. */
export function remarksOfFindings(findings: readonly Finding[]): Remark[] {
  const remarks = findings.map(({ code, severity, message, hint, at }): Remark => ({
    severity,
    code,
    title: codes[code].title,
    message,
    hint,
    file: at.file,
    at,
    was: undefined,
    // A message may name another line, which moves.
    identity: [code, at.file, message.replaceAll(/\bline \d+/g, 'line')].join('\n'),
  }));
  return heaviestFirst(remarks);
}

/** Files without a verdict as remarks: nobody knows what is in them. */
export function remarksOfNotChecked(files: readonly { path: string; reason: string }[]): Remark[] {
  return files.map(({ path, reason }) => ({
    severity: 'error',
    code: 'not-checked',
    title: 'The file could not be checked',
    message: reason,
    hint: undefined,
    file: path,
    at: undefined,
    was: undefined,
    identity: `not-checked\n${path}`,
  }));
}

/** The changes of a review as remarks on the new inventory, the heaviest first. A confirmed change is a note. */
export function remarksOfReview(review: Review): Remark[] {
  return heaviestFirst(review.changes.map((change) => remarkOfChange(change, review)));
}

/** The same, with one remark for changes that say the same of several subjects: annotations are few. */
export function groupedRemarks(review: Review): Remark[] {
  const remarks = groupChanges(review.changes).map((group) => {
    const remark = remarkOfChange(group[0], review);
    if (group.length === 1) return remark;
    return { ...remark, message: `${messageOf(group)}\n${subjectsLine(group)}` };
  });
  return heaviestFirst(remarks);
}

function remarkOfChange(change: Change, review: Review): Remark {
  const { reason, risk, message, hint, at, confirmed, id } = change;
  const file = at.after?.file ?? inventoryFile(review);
  return {
    severity: confirmed ? 'note' : severityOf(risk),
    code: reason,
    title: `${risk}: ${reasons[reason].title}`,
    message: confirmed ? `${message} (confirmed)` : message,
    hint,
    file,
    at: at.after,
    was: isOf(file, at.before) ? at.before : undefined,
    identity: id,
  };
}

/** Whether a place is in this file, or in an older revision of it, as in `HEAD:lvs.yaml`. */
function isOf(file: string, place: Place | undefined): boolean {
  return place !== undefined && (place.file === file || place.file.endsWith(`:${file}`));
}

/** What the tables say about a code of a finding or a reason of a change. */
export function codeText(code: string): CodeText | undefined {
  if (isKeyOf(codes, code)) return codes[code];
  if (!isKeyOf(reasons, code)) return undefined;
  const { title, why, fix, risk } = reasons[code];
  return { title, why, fix, severity: severityOf(risk) };
}

function isKeyOf<T extends object>(table: T, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(table, key);
}

const WEIGHT: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

function heaviestFirst(remarks: readonly Remark[]): Remark[] {
  return remarks.toSorted((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]);
}
