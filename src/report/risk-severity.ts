import type { Severity } from '../diagnostics/finding.ts';
import type { Risk } from '../diff/model.ts';

const SEVERITIES: Readonly<Record<Risk, Severity>> = {
  blocker: 'error',
  critical: 'error',
  major: 'warning',
  minor: 'note',
  info: 'note',
};

/** What a risk is where only the severities of findings are known, as in annotations. */
export function severityOf(risk: Risk): Severity {
  return SEVERITIES[risk];
}
