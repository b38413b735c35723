import type { Place } from '../diagnostics/finding.ts';
import { groupBy } from '../diff/group-by.ts';
import { risks, type Change, type Review, type Risk } from '../diff/model.ts';
import { reasons } from '../diff/reasons.ts';
import { blastRadius } from './blast-radius.ts';
import { markup, type Markup } from './markup.ts';
import { counted, prose } from './words.ts';

/** So many changes of one card are shown at once; the others are folded. */
const MAX_OPEN = 12;

/** All changes, the worst first. Those of one reason that touch the same nodes share a card. */
export function changesSection({ changes }: Review): Markup {
  const present = risks.filter((risk) => changes.some((change) => change.risk === risk));
  return markup`<section aria-labelledby="changes">
<h2 id="changes">Changes</h2>
${changes.length === 0 ? markup`<p>There are none.</p>` : undefined}
${present.map((risk) =>
  riskSection(
    risk,
    changes.filter((change) => change.risk === risk),
  ),
)}
</section>`;
}

function riskSection(risk: Risk, changes: readonly Change[]): Markup {
  const cards = groupBy(changes, ({ reason, blast }) => JSON.stringify([reason, blast]));
  return markup`<section class="risk" aria-labelledby="risk-${risk}">
<h3 id="risk-${risk}" tabindex="-1"><span class="badge risk-${risk}">${risk}</span> ${counted(changes.length, 'change')}</h3>
${[...cards.values()].map((card) => printCard(risk, card))}
</section>
`;
}

function printCard(risk: Risk, changes: readonly Change[]): Markup | undefined {
  const [first] = changes;
  if (first === undefined) return undefined;
  const { title, why, fix } = reasons[first.reason];
  // One hint for all of a card is said once.
  const hint = changes.every((change) => change.hint === first.hint) ? first.hint : undefined;
  const items = changes.map((change) => printChange(change, change.hint === hint ? undefined : change.hint));
  return markup`<article class="card risk-${risk}">
<div>
<h4>${prose(title)}</h4>
<ul class="changes">
${items.slice(0, MAX_OPEN)}</ul>
${more(items.slice(MAX_OPEN))}
${hintLine(hint)}<details class="why"><summary>Why this matters, and what makes it safe</summary>
<p>${prose(why)}</p>
<p>${prose(fix)}</p>
<p class="code">Reason: <code>${first.reason}</code></p>
</details>
</div>
${blastRadius(first.blast, changes.length)}
</article>
`;
}

function more(items: readonly Markup[]): Markup | undefined {
  if (items.length === 0) return undefined;
  return markup`<details class="more"><summary>${counted(items.length, 'more change')}</summary>
<ul class="changes">
${items}</ul>
</details>`;
}

function printChange(change: Change, hint: string | undefined): Markup {
  const { action, message, confirmed } = change;
  return markup`<li>
<p class="message"><span class="mark ${action}">${action}</span> ${message}${
    confirmed ? markup` <span class="confirmed">removal confirmed</span>` : undefined
  }</p>
${values(change)}${hintLine(hint)}<p class="where">${places(change.at)}<code class="id">${change.id}</code></p>
</li>
`;
}

function values({ attribute, before, after }: Change): Markup | undefined {
  if (before === undefined && after === undefined) return undefined;
  return markup`<p class="values">${attribute === undefined ? undefined : markup`<span class="attribute">${attribute}</span> `}${valueBefore(before)}${
    before === undefined || after === undefined ? undefined : markup` <span aria-hidden="true">→</span> `
  }${valueAfter(after)}</p>
`;
}

function valueBefore(text: string | undefined): Markup | undefined {
  return text === undefined
    ? undefined
    : markup`<span class="unseen">before </span><del>${shown(text)}</del>`;
}

function valueAfter(text: string | undefined): Markup | undefined {
  return text === undefined ? undefined : markup`<span class="unseen">after </span><ins>${shown(text)}</ins>`;
}

function shown(text: string): string {
  return text === '' ? '(empty)' : text;
}

function hintLine(hint: string | undefined): Markup | undefined {
  return hint === undefined ? undefined : markup`<p class="hint"><b>Hint</b> ${hint}</p>\n`;
}

function places({ before, after }: Change['at']): Markup | undefined {
  const texts = [
    ...(before === undefined ? [] : [`before ${placeText(before)}`]),
    ...(after === undefined ? [] : [`after ${placeText(after)}`]),
  ];
  return texts.length === 0 ? undefined : markup`<span class="places">${texts.join(', ')}</span> `;
}

function placeText({ file, line }: Place): string {
  return `${file}:${line}`;
}
