import { risks, type Review, type Risk } from '../diff/model.ts';
import { summarize, type ReviewSummary } from '../report/review-summary.ts';
import { countOf } from '../report/words.ts';
import { markup, type Markup } from './markup.ts';
import { name, nameList } from './words.ts';

/** What the page is called in a tab or a list of bookmarks: the verdict first. */
export function titleOf(review: Review): string {
  const { names, changes } = review;
  const { maxRisk } = summarize(review);
  const outcome = `${maxRisk === undefined ? '' : `${maxRisk}: `}${countOf(changes.length, 'change')}`;
  return `${changes.length === 0 ? 'nothing changes' : outcome}, ${names.before} to ${names.after}`;
}

/** What is compared, and what came out: the worst risk, how many changes of which risk, and what they touch. */
export function headline(review: Review): Markup {
  const { names } = review;
  return markup`<p class="eyebrow">lvs-puppet review</p>
<h1>What changes from ${name(names.before)} to ${name(names.after)}</h1>
${verdict(review)}
${blindSpots(review)}`;
}

/** Where to go on this page. */
export function contents({ files }: Review): Markup {
  return markup`<nav aria-label="On this page">
<ul>
<li><a href="#changes">Changes</a></li>
<li><a href="#topology">Topology</a></li>
<li><a href="#config">ldirectord.cf</a></li>
${files === undefined ? undefined : markup`<li><a href="#files">Files of the module</a></li>`}
</ul>
</nav>`;
}

function verdict(review: Review): Markup {
  const total = review.changes.length;
  if (total === 0) {
    return markup`<div class="verdict none"><p class="summary"><strong>Nothing changes.</strong> Both sides mean the same: every
node keeps what it has.</p></div>`;
  }
  const summary = summarize(review);
  const { maxRisk, confirmed, removals, counts } = summary;
  return markup`<div class="verdict${maxRisk && markup` risk-${maxRisk}`}">
<p class="summary">${worst(maxRisk)} <strong>${countOf(total, 'change')}</strong>${
    confirmed === 0 ? '' : `, ${confirmed} of them confirmed`
  };
${removals === 0 ? 'nothing is removed' : `${countOf(removals, 'thing is', 'things are')} removed`}.</p>
<ul class="counts">
${risks.map((risk) => riskCount(risk, counts[risk]))}
</ul>
${touched(review, summary)}
</div>`;
}

/** What was confirmed is no risk that anybody still has to look at. */
function worst(risk: Risk | undefined): Markup {
  if (risk === undefined) return markup`No risk is left among`;
  return markup`Worst risk <strong class="badge">${risk}</strong> of`;
}

function riskCount(risk: Risk, count: number): Markup {
  if (count === 0) return markup`<li class="empty"><b>0</b> ${risk}</li>\n`;
  return markup`<li><a class="risk-${risk}" href="#risk-${risk}"><b>${count}</b> ${risk}</a></li>\n`;
}

/** What all changes together touch. */
function touched({ changes }: Review, summary: ReviewSummary): Markup {
  const { directors, realServers, reloads, kicked } = summary;
  const hazards = changes.filter(({ blast }) => blast.hazard !== undefined).length;
  const nodes = `${countOf(directors.length, 'director')} and ${countOf(realServers.length, 'real server')}`;
  const reload = `ldirectord reads its file again on ${countOf(reloads.length, 'director')}`;
  const kicks = `${countOf(kicked.length, 'node is', 'nodes are')} kicked`;
  const order = hazards === 0 ? '' : ` The order of runs matters for ${countOf(hazards, 'change')}.`;
  return markup`<p class="touched">Together they touch ${nodes}; ${reload}, and ${kicks}.${order}</p>`;
}

/** What the inventories do not say, so that nobody takes silence for safety. */
function blindSpots({ inventoryOnly }: Review): Markup | undefined {
  if (inventoryOnly.length === 0) return undefined;
  return markup`<p class="note"><strong>Inventory only:</strong> the servers of ${nameList(inventoryOnly)} are known to a
catalog only, so changes among them do not show here.</p>`;
}
