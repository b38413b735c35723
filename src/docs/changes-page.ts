import { risks, type Risk } from '../diff/model.ts';
import { reasons, type ReasonEntry } from '../diff/reasons.ts';
import { page, table } from './page.ts';

const MEANINGS: Readonly<Record<Risk, string>> = {
  blocker: 'Clients lose a service, or an address that they use.',
  critical:
    'Clients may get no answer for a while, or the order in which the nodes run decides whether they do.',
  major: 'Connections break, or clients meet other servers than before.',
  minor: 'What happens every day, and is safe when the nodes have run.',
  info: 'No client notices it.',
};

/** `docs/changes.md`: the reasons of changes by their risk, as `lvs-puppet explain` has them. */
export function changesPage(): string {
  const entries = Object.entries(reasons) as [string, ReasonEntry][];
  return page('Changes', [
    'What `lvs-puppet diff` says of two inventories; `lvs-puppet explain CODE` prints the same. Each change has one reason, and each reason one risk. Codes are stable once released.',
    table(
      ['Risk', 'What it means'],
      risks.map((risk) => [`[${risk}](#${risk})`, MEANINGS[risk]]),
    ),
    ...risks.flatMap((risk) =>
      section(
        risk,
        entries.filter(([, entry]) => entry.risk === risk),
      ),
    ),
  ]);
}

function section(risk: Risk, entries: readonly [string, ReasonEntry][]): string[] {
  return [
    `## ${risk}`,
    table(
      ['Code', 'What changed'],
      entries.map(([code, { title }]) => [`[\`${code}\`](#${code})`, title]),
    ),
    ...entries.flatMap(([code, { title, why, fix }]) => [
      `### ${code}`,
      `**${risk}**: ${title}`,
      `- Why: ${why}\n- Safer: ${fix}`,
    ]),
  ];
}
