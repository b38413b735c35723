import type { Label } from './labels.ts';
import type { Mark } from './model.ts';

/** The size of the text, in pixels. Every monospaced font that is in use is narrower than this, bold or not. */
export const FONT_SIZE = 12;
const CHARACTER = 7.4;
export const LINE = 18;
/** From the top of a line of text down to the line it stands on. */
const BASELINE = 13;
export const PADDING = 10;
const COLUMN_GAP = 16;
const TAG_HEIGHT = 16;
/** How far a band behind a marked row stays from the sides of its box. */
const BAND_MARGIN = 2;

/** A rectangle. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A rectangle with texts, and with what is drawn between it and them where something is marked. */
export interface Box extends Area {
  readonly texts: readonly PlacedText[];
  readonly mark: Mark | undefined;
  /** Behind the word of the mark of the whole box, and behind rows that are marked. */
  readonly patches: readonly Patch[];
}

export interface Patch extends Area {
  readonly mark: Mark;
  readonly kind: 'badge' | 'band';
}

export interface PlacedText {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly bold: boolean;
  /** Set where the text is the word or the sign of a mark, or stands in a row with one. */
  readonly mark: Mark | undefined;
  readonly kind: 'text' | 'badge' | 'sign';
}

/** Signs that tell the kinds of marks apart without their colours. */
const SIGNS: Readonly<Record<Mark, string>> = {
  added: '+',
  removed: '-',
  changed: '~',
  moved: '>',
  renamed: '=',
  reordered: '^',
};

/** A word on a line: a small box around it, whose middle is at `y`. */
export function placeTag(text: string, x: number, y: number, mark?: Mark): Box {
  const box = { x, y: y - TAG_HEIGHT / 2, width: textWidth(text) + PADDING, height: TAG_HEIGHT };
  const placed = plain(text, x + PADDING / 2, box.y + BASELINE - 1);
  return { ...box, texts: [{ ...placed, mark }], mark, patches: [] };
}

/** How much room a label takes. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The width of a text. What is not ASCII may come from another font and be twice as wide. */
export function textWidth(text: string): number {
  const columns = [...text].reduce((sum, character) => sum + (character > '\u007e' ? 2 : 1), 0);
  return Math.ceil(columns * CHARACTER);
}

/** The room that the box of a label needs. */
export function sizeOf(label: Label): Size {
  const badge = label.mark === undefined ? 0 : COLUMN_GAP + badgeWidth(label.mark);
  const widths = [textWidth(label.heading) + badge, ...label.lines.map(textWidth)];
  const rows = columnsOf(label).reduce((sum, width) => sum + width, 0);
  const lines = 1 + label.lines.length + label.rows.length;
  return { width: Math.max(rows, ...widths) + 2 * PADDING, height: lines * LINE + 2 * PADDING };
}

/** A box with a label in it, the hosts in columns. */
export function placeLabel(label: Label, area: Area): Box {
  const left = area.x + PADDING;
  const baseline = (line: number): number => area.y + PADDING + line * LINE + BASELINE;
  const head = [label.heading, ...label.lines].map((text, line) => ({
    ...plain(text, left, baseline(line)),
    bold: line === 0,
  }));
  const cells = placeCells(label, left, (row) => baseline(head.length + row));
  const badge = label.mark === undefined ? undefined : placeBadge(label.mark, area);
  return {
    ...area,
    texts: [...head, ...cells, ...(badge === undefined ? [] : [badge.text])],
    mark: label.mark,
    patches: [...(badge === undefined ? [] : [badge.patch]), ...placeBands(label, area, head.length)],
  };
}

function placeCells(label: Label, left: number, baseline: (row: number) => number): PlacedText[] {
  const [host = 0, address = 0] = columnsOf(label);
  const starts = [left, left + host, left + host + address];
  return label.rows
    .flatMap(({ cells, mark }, row) => [
      ...cells.map((text, column) => ({ ...plain(text, starts[column] ?? left, baseline(row)), mark })),
      ...(mark === undefined ? [] : [placeSign(mark, left, baseline(row))]),
    ])
    .filter(({ text }) => text !== '');
}

/** The sign of a marked row stands in the margin before it. */
function placeSign(mark: Mark, left: number, y: number): PlacedText {
  return { ...plain(SIGNS[mark], left - CHARACTER - 1, y), mark, kind: 'sign' };
}

function placeBands({ rows }: Label, { x, y, width }: Area, linesAbove: number): Patch[] {
  return rows.flatMap(({ mark }, row) => {
    if (mark === undefined) return [];
    const top = y + PADDING + (linesAbove + row) * LINE;
    const area = { x: x + BAND_MARGIN, y: top, width: width - 2 * BAND_MARGIN, height: LINE };
    return [{ ...area, mark, kind: 'band' as const }];
  });
}

/** The word of a mark, in the corner of its box. */
function placeBadge(mark: Mark, { x, y, width }: Area): { text: PlacedText; patch: Patch } {
  const area = {
    x: x + width - PADDING / 2 - badgeWidth(mark),
    y: y + PADDING,
    width: badgeWidth(mark),
    height: TAG_HEIGHT,
  };
  const text = plain(badgeText(mark), area.x + PADDING / 2, area.y + BASELINE - 1);
  return { text: { ...text, mark, kind: 'badge' }, patch: { ...area, mark, kind: 'badge' } };
}

function badgeText(mark: Mark): string {
  return `${SIGNS[mark]} ${mark}`;
}

function badgeWidth(mark: Mark): number {
  return textWidth(badgeText(mark)) + PADDING;
}

function plain(text: string, x: number, y: number): PlacedText {
  return { x, y, text, bold: false, mark: undefined, kind: 'text' };
}

/** The widths of the three columns of hosts, each but the last with the gap behind it. */
function columnsOf({ rows }: Label): number[] {
  const widest = (column: 0 | 1 | 2): number =>
    rows.reduce((most, { cells }) => Math.max(most, textWidth(cells[column])), 0);
  const [host, address, notes] = [widest(0), widest(1), widest(2)];
  if (rows.length === 0) return [0, 0, 0];
  return [host + COLUMN_GAP, notes === 0 ? address : address + COLUMN_GAP, notes];
}
