import type { FindingCode } from './codes.ts';

/** How much a finding weighs: errors stop `scaffold`, warnings and notes do not. */
export type Severity = 'error' | 'warning' | 'note';

/** A stretch of the input. Lines and columns count from 1; the end is exclusive. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Something a person should know about the input, with the place to look at. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly message: string;
  readonly at: Place;
  readonly hint?: string;
}

/** What a stage gives: a value where one could be made, and what was found on the way. */
export interface Result<T> {
  readonly value: T | undefined;
  readonly findings: readonly Finding[];
}

/** A value together with the place where it was written. */
export interface Located<T> {
  readonly value: T;
  readonly at: Place;
}

/** Sorts findings by place, then code, so that every run and every format lists them alike. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      compareText(a.at.file, b.at.file) ||
      a.at.line - b.at.line ||
      a.at.column - b.at.column ||
      compareText(a.code, b.code) ||
      compareText(a.message, b.message),
  );
}

/** The severities, the heaviest first. */
export const severities: readonly Severity[] = ['error', 'warning', 'note'];

/** Whether any of the findings is an error. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return hasAtLeast(findings, 'error');
}

/** Whether any of the findings weighs as much as `severity` or more. */
export function hasAtLeast(findings: readonly Finding[], severity: Severity): boolean {
  const failing = severities.slice(0, severities.indexOf(severity) + 1);
  return findings.some((finding) => failing.includes(finding.severity));
}

/** Compares by code unit: the same order on every machine, unlike a locale's collation. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
