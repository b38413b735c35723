import type { Place } from '../diagnostics/finding.ts';
import { groupBy } from '../diff/group-by.ts';
import { risks, type Change, type Review, type Risk } from '../diff/model.ts';
import { reasons } from '../diff/reasons.ts';
import { ofRisk } from '../report/review-summary.ts';
import { countOf, excerpt, valueChange } from '../report/words.ts';
import { blastRadius } from './blast-radius.ts';
import { markup, type Markup } from './markup.ts';
import { prose } from './words.ts';

/** So many changes of one card are shown at once; the others are folded. */
const MAX_OPEN = 12;

/** Of longer values the beginning is shown; the configuration below has all of them. */
const MAX_VALUE = 400;

/** All changes, the worst first. Those of one reason that touch the same nodes share a card. */
export function changesSection({ changes }: Review): Markup {
  return markup`<section aria-labelledby="changes">
<h2 id="changes">Changes</h2>
${changes.length === 0 ? markup`<p>There are none.</p>` : undefined}
${risks.map((risk) => riskSection(risk, ofRisk(changes, risk)))}
</section>`;
}

function riskSection(risk: Risk, changes: readonly Change[]): Markup | undefined {
  if (changes.length === 0) return undefined;
  const cards = groupBy(changes, ({ reason, blast }) => JSON.stringify([reason, blast]));
  return markup`<section class="risk" aria-labelledby="risk-${risk}">
<h3 id="risk-${risk}" tabindex="-1"><span class="badge risk-${risk}">${risk}</span> ${countOf(changes.length, 'change')}</h3>
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
  return markup`<details class="more"><summary>${countOf(items.length, 'more change')}</summary>
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

function values(change: Change): Markup | undefined {
  const found = valueChange(change);
  if (found === undefined) return undefined;
  const { attribute, before, after, absent } = found;
  // What came or went as a whole has one value only.
  const one = attribute === undefined;
  const old = before ?? (one ? undefined : absent);
  const next = after ?? (one ? undefined : absent);
  const arrow =
    old !== undefined && next !== undefined ? markup` <span aria-hidden="true">→</span> ` : undefined;
  return markup`<p class="values">${attribute && markup`<span class="attribute">${attribute}</span> `}${
    old === undefined ? undefined : markup`<span class="unseen">before </span><del>${shown(old)}</del>`
  }${arrow}${next === undefined ? undefined : markup`<span class="unseen">after </span><ins>${shown(next)}</ins>`}</p>
`;
}

function shown(text: string): string {
  return text === '' ? '(empty)' : excerpt(text, MAX_VALUE);
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
