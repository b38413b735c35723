import { printable } from '../diagnostics/escape.ts';
import type { KickedRole, KickRuns } from '../graph/kick-runs.ts';
import { inARow } from './words.ts';

/** `kicks` for people: a paragraph for each role. */
export function kicksText(kicks: readonly KickRuns[]): string {
  return kicks.map((one) => `${paragraph(one).map(printable).join('\n')}\n`).join('\n');
}

function paragraph({ role, runs, following }: KickRuns): string[] {
  if (runs.length === 0) return [`a change of ${role} kicks nobody`];
  return [
    `a change of ${role} runs:`,
    ...runs.map((kicked) => `  ${kicked.role}: ${nodes(kicked)}`),
    ...(following.length === 0
      ? []
      : [
          '  and where such a run changes what others see of its node:',
          ...following.map((kicked) => `    ${kicked.role}, by ${inARow(kicked.by)}: ${nodes(kicked)}`),
        ]),
  ];
}

function nodes({ nodes: names, complete }: KickedRole): string {
  const more = complete ? [] : ['those that are known when a catalog is compiled'];
  return [...names, ...more].join(', ') || 'no nodes';
}
