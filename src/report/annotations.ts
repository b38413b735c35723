import { printable } from '../diagnostics/escape.ts';
import { severities, type Severity } from '../diagnostics/finding.ts';
import { workflowCommand, type CommandProperties } from '../lang/workflow-command.ts';
import type { Remark } from './remark.ts';

/** GitHub shows so many annotations of each level in one step, and drops the others without a word. */
const MAX_PER_LEVEL = 10;

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' };

/**
 * Remarks as workflow commands of GitHub Actions, the heaviest first: at most as many of a level as GitHub shows, and then the
 * last one says how many more there are.
 */
export function annotations(remarks: readonly Remark[]): string {
  return severities
    .flatMap((severity) => {
      const all = remarks.filter((remark) => remark.severity === severity);
      if (all.length <= MAX_PER_LEVEL) return all.map(annotation);
      const shown = all.slice(0, MAX_PER_LEVEL - 1);
      return [...shown.map(annotation), more(severity, all.length - shown.length)];
    })
    .join('');
}

function annotation(remark: Remark): string {
  const { severity, code, title, message, hint } = remark;
  const text = hint === undefined ? message : `${message}\nhint: ${hint}`;
  return workflowCommand(
    LEVELS[severity],
    { ...placeProperties(remark), title: `${code}: ${printable(title)}` },
    text.split('\n').map(printable).join('\n'),
  );
}

function placeProperties({ file: path, at }: Remark): CommandProperties {
  const file = printable(path);
  if (at === undefined) return { file };
  const { line, column, endLine, endColumn } = at;
  // Columns are for a place on one line only.
  const columns = line === endLine ? { col: column, endColumn } : {};
  return { file, line, endLine, ...columns };
}

function more(severity: Severity, number: number): string {
  const level = LEVELS[severity];
  return workflowCommand(
    level,
    { title: `${number} more` },
    `${number} more at this level; the summary of the step lists them all`,
  );
}
