import { risks, type Change, type Review, type Risk } from '../diff/model.ts';
import { markup, type Markup } from './markup.ts';
import { counted, name, nameList } from './words.ts';

/** What the page is called in a tab or a list of bookmarks: the verdict first. */
export function titleOf({ names, changes }: Review): string {
  const [first] = changes.filter(({ confirmed }) => !confirmed);
  const outcome = `${first === undefined ? '' : `${first.risk}: `}${counted(changes.length, 'change')}`;
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

function verdict({ changes, removals }: Review): Markup {
  if (changes.length === 0) {
    return markup`<div class="verdict none"><p class="summary"><strong>Nothing changes.</strong> Both sides mean the same: every
node keeps what it has.</p></div>`;
  }
  const open = changes.filter(({ confirmed }) => !confirmed);
  return markup`<div class="verdict${open[0] && markup` risk-${open[0].risk}`}">
<p class="summary">${worst(open)} <strong>${counted(changes.length, 'change')}</strong>${confirmations(changes.length - open.length)};
${removalsText(removals)}.</p>
<ul class="counts">
${risks.map((risk) => riskCount(changes, risk))}
</ul>
${touched(changes)}
</div>`;
}

/** What was confirmed is no risk that anybody still has to look at. */
function worst([first]: readonly Change[]): Markup {
  if (first === undefined) return markup`No risk is left among`;
  return markup`Worst risk <strong class="badge">${first.risk}</strong> of`;
}

function confirmations(count: number): string {
  return count === 0 ? '' : `, ${count} of them confirmed`;
}

function removalsText(removals: number): string {
  return removals === 0 ? 'nothing is removed' : `${counted(removals, 'thing is', 'things are')} removed`;
}

function riskCount(changes: readonly Change[], risk: Risk): Markup {
  const count = changes.filter((change) => change.risk === risk).length;
  if (count === 0) return markup`<li class="empty"><b>0</b> ${risk}</li>\n`;
  return markup`<li><a class="risk-${risk}" href="#risk-${risk}"><b>${count}</b> ${risk}</a></li>\n`;
}

/** What all changes together touch. */
function touched(changes: readonly Change[]): Markup {
  const all = (pick: (blast: Change['blast']) => readonly string[]): number =>
    new Set(changes.flatMap(({ blast }) => pick(blast))).size;
  const hazards = changes.filter(({ blast }) => blast.hazard !== undefined).length;
  return markup`<p class="touched">Together they touch ${counted(
    all(({ directors }) => directors),
    'director',
  )} and ${counted(
    all(({ realServers }) => realServers),
    'real server',
  )}; ldirectord reads its file again on ${counted(
    all(({ reloads }) => reloads),
    'director',
  )}, and ${counted(
    all(({ kicked }) => kicked),
    'node is',
    'nodes are',
  )} kicked.${hazards === 0 ? '' : ` The order of runs matters for ${hazards}.`}</p>`;
}

/** What the inventories do not say, so that nobody takes silence for safety. */
function blindSpots({ inventoryOnly }: Review): Markup | undefined {
  if (inventoryOnly.length === 0) return undefined;
  return markup`<p class="note"><strong>Inventory only:</strong> the servers of ${nameList(inventoryOnly)} are known to a
catalog only, so changes among them do not show here.</p>`;
}
