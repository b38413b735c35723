import { describe, expect, it } from 'vitest';
import { hasAtLeast, severities, type Severity } from '../../../src/diagnostics/finding.ts';
import { finding } from '../../../src/diagnostics/report.ts';

const at = { file: 'lvs.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 };
const of = (severity: Severity) => [{ ...finding('unknown-key', at, 'text'), severity }];

describe('hasAtLeast', () => {
  it('counts what weighs as much or more', () => {
    const failing = (severity: Severity) => severities.filter((limit) => hasAtLeast(of(severity), limit));
    expect(failing('error')).toEqual(['error', 'warning', 'note']);
    expect(failing('warning')).toEqual(['warning', 'note']);
    expect(failing('note')).toEqual(['note']);
    expect(severities.some((limit) => hasAtLeast([], limit))).toBe(false);
  });
});
