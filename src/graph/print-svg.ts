import { xmlText } from '../lang/xml.ts';
import { titleOf } from './labels.ts';
import { layoutGraph } from './layout.ts';
import { FONT_SIZE, type Box, type PlacedText } from './layout-boxes.ts';
import type { Arrow, Point, Segment, Wire } from './layout-lines.ts';
import type { Graph } from './model.ts';

/** A grey that stands out from white and from black: there is no background. */
const LINE_COLOR = '#767676';
const TEXT_COLOR = '#1a1a1a';
const FONTS = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace";

/**
 * A graph as an SVG file that stands alone: no script, no style sheet, no font of its own. All text stands in light
 * boxes, so it can be read on any background; kinds differ in word and shape, kicks in word and dashes.
 */
export function printSvg(graph: Graph): string {
  const { width, height, virtualIps, services, roles, tags, wires } = layoutGraph(graph);
  const elements = [
    `<title>${xmlText(titleOf(graph))}</title>`,
    `<g fill="none" stroke="${LINE_COLOR}" stroke-width="1.5">`,
    ...wires.map(printWire),
    '</g>',
    `<g stroke="${LINE_COLOR}">`,
    ...virtualIps.map((box) => printBox(box, 18, '#dbe9f6')),
    ...services.map((box) => printBox(box, 8, '#ffffff')),
    ...roles.map((box) => printBox(box, 0, '#f6f1de')),
    '</g>',
    '<g>',
    ...tags.map((box) => printBox(box, 4, '#ffffff')),
    '</g>',
    `<g fill="${TEXT_COLOR}">`,
    ...[virtualIps, services, roles, tags].flat().flatMap(({ texts }) => texts.map(printText)),
    '</g>',
  ];
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const font = `font-family="${xmlText(FONTS)}" font-size="${FONT_SIZE}"`;
  const body = elements.map((element) => `  ${element}\n`).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${font}>\n${body}</svg>\n`;
}

function printBox({ x, y, width, height }: Box, radius: number, fill: string): string {
  const corners = radius === 0 ? '' : ` rx="${radius}"`;
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}"${corners} fill="${fill}"/>`;
}

function printText({ x, y, text, bold }: PlacedText): string {
  return `<text x="${x}" y="${y}"${bold ? ' font-weight="bold"' : ''}>${xmlText(text)}</text>`;
}

function printWire({ kick, lines, dots, arrows }: Wire): string {
  const path = `<path d="${lines.map(printSegment).join('')}"${kick ? ' stroke-dasharray="5 4"' : ''}/>`;
  const ends = arrows.map((arrow) => printArrow(arrow, kick));
  return [path, ...dots.map(printDot), ...ends].join('');
}

function printSegment({ from, to }: Segment): string {
  const end = from.y === to.y ? `H${to.x}` : `V${to.y}`;
  return `M${from.x} ${from.y}${end}`;
}

function printDot({ x, y }: Point): string {
  return `<circle cx="${x}" cy="${y}" r="2.5" fill="${LINE_COLOR}" stroke="none"/>`;
}

/** A full arrow for requests, an open one for kicks. */
function printArrow({ tip, pointsTo }: Arrow, open: boolean): string {
  const back = tip.x + (pointsTo === 'right' ? -8 : 8);
  const path = `M${back} ${tip.y - 4}L${tip.x} ${tip.y}L${back} ${tip.y + 4}`;
  return open ? `<path d="${path}"/>` : `<path d="${path}Z" fill="${LINE_COLOR}"/>`;
}
