import type { BlastRadius } from '../diff/model.ts';
import { markup, type Markup } from './markup.ts';
import { nameList } from './words.ts';

/** Longer lists of hosts are folded, and no list is longer than this at all. */
const MAX_OPEN = 8;
const MAX_NAMES = 200;

/** What changes touch when they are merged, as a list of what and who. */
export function blastRadius(blast: BlastRadius, changes: number): Markup {
  const { directors, realServers, reloads, kicked, unknownHosts } = blast;
  const facts = [
    hosts('Directors', directors),
    hosts('Real servers', realServers),
    hosts('Reloads', reloads),
    hosts('Kicks, in order', kicked),
    hosts('Known to a catalog only: hosts of', unknownHosts),
    hazard(blast.hazard),
  ].filter((fact) => fact !== undefined);
  if (facts.length === 0) return markup`<p class="blast">Touches no node.</p>`;
  return markup`<div class="blast">
<p class="blast-title">${changes === 1 ? 'Touches' : `These ${changes} touch`}</p>
<dl>
${facts}</dl>
</div>`;
}

function hosts(term: string, names: readonly string[]): Markup | undefined {
  return names.length === 0 ? undefined : row(term, printNames(names));
}

function printNames(names: readonly string[]): Markup {
  if (names.length <= MAX_OPEN) return markup`${nameList(names)}`;
  const rest = names.length - MAX_NAMES;
  return markup`<details><summary>${names.length}: ${nameList(names.slice(0, 2))}, …</summary>
${nameList(names.slice(0, MAX_NAMES))}${rest > 0 ? ` and ${rest} more` : ''}</details>`;
}

function hazard(found: BlastRadius['hazard']): Markup | undefined {
  if (found === undefined) return undefined;
  const { first, otherwise } = found;
  const text =
    first === 'neither'
      ? markup`<strong>Neither real servers nor directors first.</strong> ${capital(otherwise)}.`
      : markup`<strong>${capital(first)} first.</strong> Otherwise: ${otherwise}.`;
  return row('Order of runs', text, 'hazard');
}

function row(term: string, value: Markup, kind = ''): Markup {
  return markup`<div${kind === '' ? undefined : markup` class="${kind}"`}><dt>${term}</dt><dd>${value}</dd></div>\n`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
