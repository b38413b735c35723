import { codes, type CodeEntry } from '../diagnostics/codes.ts';
import { page, table } from './page.ts';

/** `docs/findings.md`: every finding code, as `lvs-puppet explain` has it. */
export function findingsPage(): string {
  const entries = Object.entries(codes) as [string, CodeEntry][];
  const rows = entries.map(([code, { severity, title, acknowledgeable }]) => [
    `[\`${code}\`](#${code})`,
    severity,
    title,
    acknowledgeable ? 'yes' : 'no',
  ]);
  return page('Findings', [
    'What `lint`, `diff` and `validate` may report; `lvs-puppet explain CODE` prints the same. Codes are stable once released. A finding that you mean is acknowledged, where that is possible, by a comment on its line or the line above: `# lvs-puppet: allow CODE - reason`.',
    table(['Code', 'Severity', 'What it says', 'May be allowed'], rows),
    ...entries.flatMap(([code, entry]) => [`## ${code}`, section(entry), facts(code, entry)]),
  ]);
}

function section({ severity, title }: CodeEntry): string {
  return `**${severity}**: ${title}`;
}

function facts(code: string, { why, fix, source, acknowledgeable }: CodeEntry): string {
  const allow = acknowledgeable ? `\`# lvs-puppet: allow ${code} - reason\`` : 'not possible';
  return [`- Why: ${why}`, `- Fix: ${fix}`, `- Source: ${source}`, `- Allow: ${allow}`].join('\n');
}
