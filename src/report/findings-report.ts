import { severities, type Finding } from '../diagnostics/finding.ts';
import { countOf } from './words.ts';

/** What `lint` or `validate` found, for the formats that both share. */
export interface FindingsReport {
  readonly command: 'lint' | 'validate';
  /** What was checked, as the person wrote it. */
  readonly subjects: readonly string[];
  readonly findings: readonly Finding[];
  /** Files without a verdict, and why. */
  readonly notChecked: readonly { readonly path: string; readonly reason: string }[];
}

/** How many findings of each severity there are, in words. */
export function countFindings({ findings, notChecked }: FindingsReport): string {
  const counts = severities.flatMap((severity) => {
    const number = findings.filter((item) => item.severity === severity).length;
    return number === 0 ? [] : [countOf(number, severity)];
  });
  const open = notChecked.length === 0 ? [] : [`${countOf(notChecked.length, 'file')} not checked`];
  return [...counts, ...open].join(', ') || 'no findings';
}
