import type { Finding } from '../diagnostics/finding.ts';

/** What a file is, and so which program has the last word on it. */
export type FileKind = 'manifest' | 'epp' | 'erb' | 'metadata' | 'hiera' | 'ldirectord';

/** A file that was asked for, before anything is read. */
export interface InputFile {
  /** Relative to the working folder, with forward slashes: what reports print. */
  readonly path: string;
  readonly absolute: string;
  readonly kind: FileKind;
}

/** A file with its content, read once: what is checked is what the code frames show. */
export interface SourceFile extends InputFile {
  readonly bytes: Uint8Array;
  readonly text: string;
  /** The folder of the module that the file belongs to, or its own folder. */
  readonly moduleRoot: string;
}

/** What came out for one file; every file that was asked for has one. */
export interface FileReport {
  readonly path: string;
  readonly kind: FileKind;
  readonly findings: readonly Finding[];
  /** Why the file could not be checked. Such a file is neither valid nor refused. */
  readonly notChecked?: string;
}

/** Whether a file was checked and nothing refused it; warnings do not count. */
export function isValid(report: FileReport): boolean {
  return report.notChecked === undefined && report.findings.every((item) => item.severity !== 'error');
}
