import type { Finding } from './finding.ts';

/** One finding in the JSON formats; keys and order are part of the contract. */
export interface JsonFinding {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly hint: string | null;
}

/** A finding as the JSON formats print it; `hint` is null where there is none. */
export function jsonFinding(item: Finding): JsonFinding {
  const { file, line, column, endLine, endColumn } = item.at;
  return {
    code: item.code,
    severity: item.severity,
    message: item.message,
    file,
    line,
    column,
    endLine,
    endColumn,
    hint: item.hint ?? null,
  };
}

/** `lint --format json`: versioned, sorted by place, without times or absolute paths. */
export function formatJson(findings: readonly Finding[]): string {
  return `${JSON.stringify({ schemaVersion: 1, findings: findings.map(jsonFinding) }, null, 2)}\n`;
}
