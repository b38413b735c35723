import { indexesBy } from './indexes-by.ts';
import { placeLabel, placeTag, textWidth, PADDING, type Box } from './layout-boxes.ts';
import { bottomOf, centreOf, placeColumns, type Column, type Columns, type Slot } from './layout-columns.ts';
import {
  assignLanes,
  drawBundle,
  lanesWidth,
  type Bundle,
  type Gutter,
  type Stub,
  type Wire,
} from './layout-lines.ts';
import type { Graph } from './model.ts';

/** A picture in pixels: what to draw where. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly virtualIps: readonly Box[];
  readonly services: readonly Box[];
  readonly roles: readonly Box[];
  /** The words on kicks and those of the legend. */
  readonly tags: readonly Box[];
  readonly wires: readonly Wire[];
}

const MARGIN = 16;
/** How far a line runs straight from a box before it may turn. */
const STUB = 26;
const LEGEND_LINE = 44;
const LEGEND_STEP = 24;

/**
 * Places a graph: virtual IPs on the left, their services beside them, then the roles of those with their servers, and
 * right of the roles the kicks. All lines are horizontal or vertical; many to one place are one line.
 */
export function layoutGraph(graph: Graph): Drawing {
  const columns = placeColumns(graph, MARGIN);
  const { virtualIps, services, roles, slots } = columns;
  const requests = route(virtualIpBundles(graph, columns), MARGIN + virtualIps.width, 0);
  const pools = route(roleBundles(graph, columns), requests.gutter.right + services.width, 0);
  const kicks = route(
    kickBundles(slots, roles.items.length),
    pools.gutter.right + roles.width,
    tagsWidth(slots),
  );
  const bottom = Math.max(MARGIN, ...[virtualIps, services, roles].map(bottomOf));
  const legend = drawLegend(graph, bottom + LEGEND_STEP);
  const right = slots.length === 0 ? kicks.gutter.left : kicks.gutter.right - STUB;
  return {
    width: Math.max(right, ...legend.tags.map(({ x, width }) => x + width)) + MARGIN,
    height: Math.max(bottom, ...legend.tags.map(({ y, height }) => y + height)) + MARGIN,
    virtualIps: boxesOf(virtualIps, MARGIN),
    services: boxesOf(services, requests.gutter.right),
    roles: boxesOf(roles, pools.gutter.right),
    tags: [...kickTags(slots, kicks.gutter.left), ...legend.tags],
    wires: [...requests.wires, ...pools.wires, ...kicks.wires, ...legend.wires],
  };
}

function boxesOf({ width, items }: Column, x: number): Box[] {
  return items.map(({ label, top, height }) => placeLabel(label, { x, y: top, width, height }));
}

/** Draws bundles in a gutter that begins at `left` and has room for words before its first lane. */
function route(
  all: readonly Bundle[],
  left: number,
  room: number,
): { readonly gutter: Gutter; readonly wires: readonly Wire[] } {
  // One end alone is no line: a virtual IP or a role without services, a role that nobody kicks.
  const bundles = all.filter(({ stubs }) => stubs.length > 1);
  const lanes = assignLanes(bundles);
  const firstLane = left + room + STUB;
  const gutter = { left, firstLane, right: firstLane + lanesWidth(lanes) + STUB };
  return { gutter, wires: bundles.map((bundle, index) => drawBundle(bundle, lanes[index] ?? 0, gutter)) };
}

/** From each virtual IP to its services. */
function virtualIpBundles({ services }: Graph, columns: Columns): Bundle[] {
  const groups = indexesBy(services, ({ virtualIp }) => virtualIp, columns.virtualIps.items.length);
  return columns.virtualIps.items.map((item, index) => ({
    kick: false,
    stubs: [
      { side: 'left', y: centreOf(item), arrives: false },
      ...stubsOf(columns.services, groups[index] ?? [], 'right'),
    ],
  }));
}

/** From the services of each role to the role. */
function roleBundles({ services }: Graph, columns: Columns): Bundle[] {
  const groups = indexesBy(services, ({ role }) => role, columns.roles.items.length);
  return columns.roles.items.map((item, index) => ({
    kick: false,
    stubs: [
      ...stubsOf(columns.services, groups[index] ?? [], 'left'),
      { side: 'right', y: centreOf(item), arrives: true },
    ],
  }));
}

function stubsOf({ items }: Column, indexes: readonly number[], side: Stub['side']): Stub[] {
  const arrives = side === 'right';
  return indexes.flatMap((index) => items[index] ?? []).map((item) => ({ side, y: centreOf(item), arrives }));
}

/** From the roles that kick to the one that is kicked. */
function kickBundles(slots: readonly Slot[], roles: number): Bundle[] {
  return indexesBy(slots, ({ target }) => target, roles).map((own) => ({
    kick: true,
    stubs: own
      .flatMap((index) => slots[index] ?? [])
      .map(({ y, text }) => ({ side: 'left', y, arrives: text === undefined })),
  }));
}

function kickTags(slots: readonly Slot[], left: number): Box[] {
  return slots.flatMap(({ text, y, mark }) =>
    text === undefined ? [] : [placeTag(text, left + STUB / 2, y, mark)],
  );
}

function tagsWidth(slots: readonly Slot[]): number {
  return slots.reduce((most, { text }) => Math.max(most, textWidth(text ?? '') + PADDING), 0);
}

/** Says what the two kinds of lines are, where there are any. */
function drawLegend({ services, kicks }: Graph, top: number): { tags: Box[]; wires: Wire[] } {
  const kinds = [
    ...(services.length > 0 ? [{ kick: false, text: 'requests of clients' }] : []),
    ...(kicks.length > 0
      ? [{ kick: true, text: 'kicks: a change of one role runs the agents of the other' }]
      : []),
  ];
  const rows = kinds.map((kind, row) => ({ ...kind, y: top + row * LEGEND_STEP }));
  return {
    tags: rows.map(({ text, y }) => placeTag(text, MARGIN + LEGEND_LINE + PADDING, y)),
    wires: rows.map(({ kick, y }) => {
      const tip = { x: MARGIN + LEGEND_LINE, y };
      const lines = [{ from: { x: MARGIN, y }, to: tip }];
      return { kick, lines, dots: [], arrows: [{ tip, pointsTo: 'right' }] };
    }),
  };
}
