import type { Review } from '../diff/model.ts';
import { buildGraph } from '../graph/build-graph.ts';
import { focusGraph, focusOf, uniteFocus } from '../graph/focus-graph.ts';
import { hasMarks, markGraph } from '../graph/mark-graph.ts';
import type { Graph, Mark } from '../graph/model.ts';
import { printSvg } from '../graph/print-svg.ts';
import type { SvgLook } from '../graph/svg-look.ts';
import { printable } from '../diagnostics/escape.ts';
import { countOf } from '../report/words.ts';
import { marksOf, type Side } from './graph-marks.ts';
import { markup, printed, type Markup } from './markup.ts';
import { name } from './words.ts';

/** From so many services on the picture shows only what changed and its neighbours, until a person asks for all. */
const LARGE = 40;

const MARK_WORDS: readonly Mark[] = ['added', 'removed', 'changed', 'moved', 'renamed', 'reordered'];

/** The style sheet of the page colours the picture, so that it follows light and dark. */
const pageLook: SvgLook = {
  root: ' role="img" class="picture"',
  line: ' class="line"',
  tip: ' class="tip"',
  text: ' class="text"',
  box: (kind, mark) => ` class="${kind}${mark === undefined ? '' : ` ${mark}`}"`,
  patch: (kind, mark) => ` class="${kind} ${mark}"`,
  word: (kind, mark) => (mark === undefined ? '' : ` class="${kind} ${mark}"`),
};

interface Pair {
  readonly before: Graph;
  readonly after: Graph;
}

/** Pictures of both sides with the changes marked; one picture where they look the same. */
export function topologySection(review: Review): Markup {
  const pair = markedPair(review);
  const changed = hasMarks(pair.before) || hasMarks(pair.after);
  return markup`<section aria-labelledby="topology">
<h2 id="topology">Topology</h2>
${changed ? comparison(review, pair) : unchanged(pair.after)}
</section>`;
}

function markedPair({ before, after, changes }: Review): Pair {
  return {
    before: markGraph(buildGraph(before), marksOf(changes, 'before')),
    after: markGraph(buildGraph(after), marksOf(changes, 'after')),
  };
}

/** Nothing to compare: the picture is there for orientation, and folded where it is large. */
function unchanged(graph: Graph): Markup {
  const picture = scrollBox(graph, 'Topology, the same before and after');
  const folded = markup`<details><summary>Show the picture (${countOf(graph.services.length, 'service')})</summary>${picture}</details>`;
  return markup`<p>Virtual IPs, services, servers and kicks are the same before and after.</p>
${isLarge(graph) ? folded : picture}`;
}

function comparison({ names }: Review, pair: Pair): Markup {
  const focused = focusedPair(pair);
  const sides = [
    { side: 'before' as const, title: names.before },
    { side: 'after' as const, title: names.after },
  ];
  return markup`${key(pair)}
<div class="views">
<div class="switches">
${sideSwitch()}${focused && extentSwitch()}
</div>
<div class="sides">
${sides.map(({ side, title }) => figure(side, title, pair[side], focused?.[side]))}</div>
</div>`;
}

/** The part of large pictures around the changes; undefined where that is everything, or the pictures are small. */
function focusedPair({ before, after }: Pair): Pair | undefined {
  if (!isLarge(before) && !isLarge(after)) return undefined;
  const focus = uniteFocus(focusOf(before), focusOf(after));
  const part = { before: focusGraph(before, focus), after: focusGraph(after, focus) };
  const all =
    part.before.services.length === before.services.length &&
    part.after.services.length === after.services.length;
  return all ? undefined : part;
}

function isLarge({ services }: Graph): boolean {
  return services.length >= LARGE;
}

/** The marks that are in the pictures, as they look there. */
function key({ before, after }: Pair): Markup {
  const present = MARK_WORDS.filter((mark) => carries(before, mark) || carries(after, mark));
  return markup`<p class="key">Marked in the pictures: ${present.map((mark) => markup`<span class="mark ${mark}">${mark}</span> `)}</p>`;
}

function carries({ virtualIps, services, roles, kicks }: Graph, wanted: Mark): boolean {
  const parts = [...virtualIps, ...services, ...roles, ...roles.flatMap(({ hosts }) => hosts), ...kicks];
  return parts.some(({ mark }) => mark === wanted);
}

function sideSwitch(): Markup {
  return radios('Show', 'side', [
    ['both', 'before and after'],
    ['before', 'before only'],
    ['after', 'after only'],
  ]);
}

function extentSwitch(): Markup {
  return radios('Of the inventory', 'extent', [
    ['focus', 'what changed and its neighbours'],
    ['all', 'everything'],
  ]);
}

/** Choices that the style sheet obeys; the first is made. */
function radios(legend: string, group: string, choices: readonly (readonly [string, string])[]): Markup {
  const inputs = choices.map(
    ([value, text], index) =>
      markup`<label><input type="radio" name="${group}" id="${group}-${value}"${index === 0 ? markup` checked` : undefined}> ${text}</label>\n`,
  );
  return markup`<fieldset><legend>${legend}</legend>
${inputs}</fieldset>
`;
}

function figure(side: Side, title: string, graph: Graph, part: Graph | undefined): Markup {
  const caption = markup`<figcaption><b>${side === 'before' ? 'Before' : 'After'}</b> ${name(title)}</figcaption>`;
  const pictures = part === undefined ? scrollBox(graph, `Topology ${side}`) : bothExtents(side, graph, part);
  return markup`<figure class="${side}">${caption}
${pictures}</figure>
`;
}

/** Two pictures of one side, of which the switch shows one. */
function bothExtents(side: Side, graph: Graph, part: Graph): Markup {
  return markup`<div class="focus">
<p class="extent">${part.services.length} of ${countOf(graph.services.length, 'service')}, ${part.roles.length} of ${countOf(graph.roles.length, 'role')}</p>
${scrollBox(part, `Topology ${side}, what changed and its neighbours`)}</div>
<div class="all">
${scrollBox(graph, `Topology ${side}, everything`)}</div>
`;
}

/** A picture that scrolls in its own box, also by keyboard. */
function scrollBox(graph: Graph, label: string): Markup {
  const svg = printSvg(
    graph,
    printable(`${label}: virtual IPs, services, roles with their servers, and kicks`),
    pageLook,
  );
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
${printed(svg)}</div>`;
}
