import type { Finding } from '../diagnostics/finding.ts';
import type { SourceFile } from './file.ts';

/** What a check gives for one file: findings, or why there is no verdict. */
export interface Verdict {
  readonly findings: readonly Finding[];
  readonly notChecked?: string;
}

/** Verdicts by file. */
export type Verdicts = ReadonlyMap<SourceFile, Verdict>;

/** The same reason for all of the files: the program that would have to check them does not work. */
export function allUnchecked(files: readonly SourceFile[], reason: string): Verdicts {
  return new Map(files.map((file) => [file, { findings: [], notChecked: reason }]));
}
