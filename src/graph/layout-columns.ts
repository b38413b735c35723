import { indexesBy } from './indexes-by.ts';
import { kickLabel, roleLabel, serviceLabel, virtualIpLabel, type Label } from './labels.ts';
import { LINE, PADDING, sizeOf, type Size } from './layout-boxes.ts';
import type { Graph, Kick, Mark } from './model.ts';

/** Boxes below each other, all of one width. */
export interface Column {
  readonly width: number;
  readonly items: readonly Item[];
}

/** A box of a column, from top to bottom. */
export interface Item {
  readonly label: Label;
  readonly top: number;
  readonly height: number;
}

/** Where a kick leaves or reaches a role. */
export interface Slot {
  readonly y: number;
  /** What the kick says; undefined where kicks arrive. */
  readonly text: string | undefined;
  readonly target: number;
  readonly mark: Mark | undefined;
}

export interface Columns {
  readonly virtualIps: Column;
  readonly services: Column;
  readonly roles: Column;
  readonly slots: readonly Slot[];
}

/** Between two boxes, and between two roles with all that is theirs. */
const GAP = 10;
const BAND_GAP = 26;

interface Sized extends Size {
  readonly label: Label;
}

/** Places the boxes from top to bottom. Each role is a band, as high as its box or the services beside it. */
export function placeColumns(graph: Graph, top: number): Columns {
  const kicks = kicksByRole(graph);
  const roles = graph.roles.map((role, index) => withRoom(sized(roleLabel(role)), kicks[index] ?? NO_KICKS));
  const services = graph.services.map((service) => sized(serviceLabel(service)));
  const ofRole = indexesBy(graph.services, ({ role }) => role, roles.length);
  const roleItems: Item[] = [];
  const serviceItems: Item[] = [];
  let bandTop = top;
  for (const [index, role] of roles.entries()) {
    const own = (ofRole[index] ?? []).flatMap((service) => services[service] ?? []);
    const height = Math.max(role.height, stackHeight(own));
    roleItems.push(at(role, middleOf(bandTop, height, role.height)));
    serviceItems.push(...stack(own, middleOf(bandTop, height, stackHeight(own))));
    bandTop += height + BAND_GAP;
  }
  return {
    virtualIps: placeVirtualIps(graph, serviceItems, top),
    services: { width: widest(services), items: serviceItems },
    roles: { width: widest(roles), items: roleItems },
    slots: roleItems.flatMap(({ top: y }, index) => slotsOf(graph, kicks[index] ?? NO_KICKS, index, y)),
  };
}

/** The middle of a box, where lines other than kicks meet it. */
export function centreOf({ top, height }: Item): number {
  return Math.round(top + height / 2);
}

/** Where a column ends. */
export function bottomOf({ items }: Column): number {
  return items.reduce((most, { top, height }) => Math.max(most, top + height), 0);
}

/** Each virtual IP stands beside the middle of its services, or below the one before it where there is no room. */
function placeVirtualIps(graph: Graph, services: readonly Item[], top: number): Column {
  const boxes = graph.virtualIps.map((virtualIp) => sized(virtualIpLabel(virtualIp)));
  const owned = indexesBy(graph.services, ({ virtualIp }) => virtualIp, boxes.length);
  const wanted = owned.map((own) => meanCentre(own.flatMap((index) => services[index] ?? [])));
  const order = [...boxes.keys()].sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
  const items: Item[] = [];
  let free = top;
  for (const index of order) {
    const box = boxes[index];
    const centre = wanted[index];
    if (box === undefined || centre === undefined) continue;
    const y = centre === UNUSED ? free : Math.max(free, Math.round(centre - box.height / 2));
    items[index] = at(box, y);
    free = y + box.height + GAP;
  }
  return { width: widest(boxes), items };
}

/** Where a virtual IP without services stands: below all others. */
const UNUSED = Number.MAX_SAFE_INTEGER;

function meanCentre(items: readonly Item[]): number {
  if (items.length === 0) return UNUSED;
  return items.reduce((sum, item) => sum + centreOf(item), 0) / items.length;
}

interface RoleKicks {
  readonly kicked: boolean;
  readonly kicks: readonly Kick[];
}

const NO_KICKS: RoleKicks = { kicked: false, kicks: [] };

function kicksByRole({ roles, kicks }: Graph): RoleKicks[] {
  const targets = new Set(kicks.map(({ to }) => to));
  const byRole = indexesBy(kicks, ({ from }) => from, roles.length);
  return byRole.map((own, index) => ({
    kicked: targets.has(index),
    kicks: own.flatMap((kick) => kicks[kick] ?? []),
  }));
}

/** Every kick leaves its role on a line of its own, below the one line where kicks arrive. */
function slotsOf(graph: Graph, { kicked, kicks }: RoleKicks, role: number, top: number): Slot[] {
  const arriving = kicked ? [{ text: undefined, target: role, mark: undefined }] : [];
  const leaving = kicks.map((kick) => ({
    text: kickLabel(kick, graph),
    target: kick.to,
    mark: kick.mark,
  }));
  return [...arriving, ...leaving].map((slot, line) => ({
    ...slot,
    y: top + PADDING + line * LINE + LINE / 2,
  }));
}

function withRoom(box: Sized, { kicked, kicks }: RoleKicks): Sized {
  const lines = kicks.length + (kicked ? 1 : 0);
  return { ...box, height: Math.max(box.height, lines * LINE + 2 * PADDING) };
}

function sized(label: Label): Sized {
  return { label, ...sizeOf(label) };
}

function at({ label, height }: Sized, top: number): Item {
  return { label, top, height };
}

function stack(boxes: readonly Sized[], top: number): Item[] {
  let free = top;
  return boxes.map((box) => {
    const item = at(box, free);
    free += box.height + GAP;
    return item;
  });
}

function stackHeight(boxes: readonly Sized[]): number {
  return boxes.reduce((sum, { height }) => sum + height + GAP, 0) - (boxes.length > 0 ? GAP : 0);
}

function middleOf(top: number, room: number, height: number): number {
  return Math.round(top + (room - height) / 2);
}

function widest(boxes: readonly Size[]): number {
  return boxes.reduce((most, { width }) => Math.max(most, width), 0);
}
