import type { Label } from './labels.ts';

/** The size of the text, in pixels. Every monospaced font that is in use is narrower than this, bold or not. */
export const FONT_SIZE = 12;
const CHARACTER = 7.4;
export const LINE = 18;
/** From the top of a line of text down to the line it stands on. */
const BASELINE = 13;
export const PADDING = 10;
const COLUMN_GAP = 16;
const TAG_HEIGHT = 16;

/** A rectangle with texts. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly texts: readonly PlacedText[];
}

export interface PlacedText {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly bold: boolean;
}

/** A word on a line: a small box around it, whose middle is at `y`. */
export function placeTag(text: string, x: number, y: number): Box {
  const box = { x, y: y - TAG_HEIGHT / 2, width: textWidth(text) + PADDING, height: TAG_HEIGHT };
  return { ...box, texts: [{ x: x + PADDING / 2, y: box.y + BASELINE - 1, text, bold: false }] };
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
  const widths = [label.heading, ...label.lines].map(textWidth);
  const rows = columnsOf(label).reduce((sum, width) => sum + width, 0);
  const lines = 1 + label.lines.length + label.rows.length;
  return { width: Math.max(rows, ...widths) + 2 * PADDING, height: lines * LINE + 2 * PADDING };
}

/** A box with a label in it, the hosts in columns. */
export function placeLabel(label: Label, box: Omit<Box, 'texts'>): Box {
  const left = box.x + PADDING;
  const baseline = (line: number): number => box.y + PADDING + line * LINE + BASELINE;
  const [host = 0, address = 0] = columnsOf(label);
  const starts = [left, left + host, left + host + address];
  const texts = [label.heading, ...label.lines].map((text, line) => ({
    x: left,
    y: baseline(line),
    text,
    bold: line === 0,
  }));
  const cells = label.rows.flatMap((row, index) =>
    row.map((text, column) => ({
      x: starts[column] ?? left,
      y: baseline(texts.length + index),
      text,
      bold: false,
    })),
  );
  return { ...box, texts: [...texts, ...cells.filter(({ text }) => text !== '')] };
}

/** The widths of the three columns of hosts, each but the last with the gap behind it. */
function columnsOf({ rows }: Label): number[] {
  const widest = (column: 0 | 1 | 2): number =>
    rows.reduce((most, row) => Math.max(most, textWidth(row[column])), 0);
  const [host, address, notes] = [widest(0), widest(1), widest(2)];
  if (rows.length === 0) return [0, 0, 0];
  return [host + COLUMN_GAP, notes === 0 ? address : address + COLUMN_GAP, notes];
}
