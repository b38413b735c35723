import { codes, type FindingCode } from './codes.ts';
import type { Finding, Place } from './finding.ts';

/** Makes a finding; its severity comes from the table of codes. */
export function finding(code: FindingCode, at: Place, message: string, hint?: string): Finding {
  const base = { code, severity: codes[code].severity, message, at };
  return hint === undefined ? base : { ...base, hint };
}
