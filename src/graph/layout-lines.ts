/** Lines that meet in a gutter between columns: straight out of each box, and in the gutter up and down in one lane. */
export interface Bundle {
  readonly stubs: readonly Stub[];
  /** Whether the lines are kicks, which look different. */
  readonly kick: boolean;
}

/** Where a line leaves a box, or arrives at it. */
export interface Stub {
  /** On which side of the gutter the box stands. */
  readonly side: 'left' | 'right';
  readonly y: number;
  readonly arrives: boolean;
}

/** A gutter: where the boxes on both sides end, and where its first lane is. */
export interface Gutter {
  readonly left: number;
  readonly right: number;
  readonly firstLane: number;
}

/** A bundle as it is drawn. */
export interface Wire {
  readonly kick: boolean;
  readonly lines: readonly Segment[];
  /** Where lines join; where they only cross there is none. */
  readonly dots: readonly Point[];
  readonly arrows: readonly Arrow[];
}

export interface Segment {
  readonly from: Point;
  readonly to: Point;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Arrow {
  readonly tip: Point;
  readonly pointsTo: 'left' | 'right';
}

const LANE_WIDTH = 14;
/** Two bundles in one lane must not look like one. */
const CLEARANCE = 8;

/** The room that a number of lanes takes. */
export function lanesWidth(lanes: readonly number[]): number {
  return lanes.reduce((most, lane) => Math.max(most, lane), 0) * LANE_WIDTH;
}

/** Gives each bundle a lane, counted from 0: the first one that is free where the bundle begins. */
export function assignLanes(bundles: readonly Bundle[]): number[] {
  const lanes = bundles.map(() => 0);
  const ends: number[] = [];
  const spans = bundles.map((bundle, index) => ({ index, ...spanOf(bundle) }));
  for (const { index, top, bottom } of spans.sort((a, b) => a.top - b.top || a.index - b.index)) {
    const free = ends.findIndex((end) => end + CLEARANCE < top);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = bottom;
    lanes[index] = lane;
  }
  return lanes;
}

/** Draws a bundle in its lane. */
export function drawBundle(bundle: Bundle, lane: number, gutter: Gutter): Wire {
  const x = gutter.firstLane + lane * LANE_WIDTH;
  const { top, bottom } = spanOf(bundle);
  const out = bundle.stubs.map(({ side, y }) => ({ from: { x: gutter[side], y }, to: { x, y } }));
  const trunk = top < bottom ? [{ from: { x, y: top }, to: { x, y: bottom } }] : [];
  const joints = bundle.stubs.filter(({ y }) => y > top && y < bottom);
  return {
    kick: bundle.kick,
    lines: [...out, ...trunk],
    dots: joints.map(({ y }) => ({ x, y })),
    arrows: bundle.stubs
      .filter(({ arrives }) => arrives)
      .map(({ side, y }) => ({ tip: { x: gutter[side], y }, pointsTo: side })),
  };
}

function spanOf({ stubs }: Bundle): { readonly top: number; readonly bottom: number } {
  const [first, ...others] = stubs.map(({ y }) => y);
  return others.reduce(({ top, bottom }, y) => ({ top: Math.min(top, y), bottom: Math.max(bottom, y) }), {
    top: first ?? 0,
    bottom: first ?? 0,
  });
}
