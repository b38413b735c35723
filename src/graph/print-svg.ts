import { xmlText } from '../lang/xml.ts';
import { titleOf } from './labels.ts';
import { layoutGraph } from './layout.ts';
import { FONT_SIZE, type Box, type Patch, type PlacedText } from './layout-boxes.ts';
import type { Arrow, Point, Segment, Wire } from './layout-lines.ts';
import type { Graph } from './model.ts';
import { standaloneLook, type BoxKind, type SvgLook } from './svg-look.ts';

const FONTS = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace";
const RADII: Readonly<Record<BoxKind, number>> = { virtualIp: 18, service: 8, role: 0, tag: 4 };

/**
 * A graph as an SVG file that stands alone: no script, no style sheet, no font of its own. All text stands in light
 * boxes, so it can be read on any background; kinds differ in word and shape, kicks in word and dashes.
 * @param look other attributes than those of a file of its own, as in a page that brings a style sheet
 */
export function printSvg(
  graph: Graph,
  title: string = titleOf(graph),
  look: SvgLook = standaloneLook,
): string {
  const { width, height, virtualIps, services, roles, tags, wires } = layoutGraph(graph);
  const boxes = (kind: BoxKind, all: readonly Box[]): string[] => all.map((box) => printBox(box, kind, look));
  const elements = [
    `<title>${xmlText(title)}</title>`,
    `<g fill="none"${look.line} stroke-width="1.5">`,
    ...wires.map((wire) => printWire(wire, look)),
    '</g>',
    `<g${look.line}>`,
    ...boxes('virtualIp', virtualIps),
    ...boxes('service', services),
    ...boxes('role', roles),
    '</g>',
    '<g>',
    ...boxes('tag', tags),
    '</g>',
    ...[virtualIps, services, roles]
      .flat()
      .flatMap(({ patches }) => patches.map((patch) => printPatch(patch, look))),
    `<g${look.text}>`,
    ...[virtualIps, services, roles, tags]
      .flat()
      .flatMap(({ texts }) => texts.map((text) => printText(text, look))),
    '</g>',
  ];
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const font = `font-family="${xmlText(FONTS)}" font-size="${FONT_SIZE}"`;
  const body = elements.map((element) => `  ${element}\n`).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${font}${look.root}>\n${body}</svg>\n`;
}

function printBox({ x, y, width, height, mark }: Box, kind: BoxKind, look: SvgLook): string {
  const corners = RADII[kind] === 0 ? '' : ` rx="${RADII[kind]}"`;
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}"${corners}${look.box(kind, mark)}/>`;
}

function printPatch({ x, y, width, height, mark, kind }: Patch, look: SvgLook): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="3"${look.patch(kind, mark)}/>`;
}

function printText({ x, y, text, bold, mark, kind }: PlacedText, look: SvgLook): string {
  const weight = bold ? ' font-weight="bold"' : '';
  return `<text x="${x}" y="${y}"${weight}${look.word(kind, mark)}>${xmlText(text)}</text>`;
}

function printWire({ kick, lines, dots, arrows }: Wire, look: SvgLook): string {
  const path = `<path d="${lines.map(printSegment).join('')}"${kick ? ' stroke-dasharray="5 4"' : ''}/>`;
  const ends = arrows.map((arrow) => printArrow(arrow, kick, look));
  return [path, ...dots.map((dot) => printDot(dot, look)), ...ends].join('');
}

function printSegment({ from, to }: Segment): string {
  const end = from.y === to.y ? `H${to.x}` : `V${to.y}`;
  return `M${from.x} ${from.y}${end}`;
}

function printDot({ x, y }: Point, { tip }: SvgLook): string {
  return `<circle cx="${x}" cy="${y}" r="2.5"${tip} stroke="none"/>`;
}

/** A full arrow for requests, an open one for kicks. */
function printArrow({ tip, pointsTo }: Arrow, open: boolean, look: SvgLook): string {
  const back = tip.x + (pointsTo === 'right' ? -8 : 8);
  const path = `M${back} ${tip.y - 4}L${tip.x} ${tip.y}L${back} ${tip.y + 4}`;
  return open ? `<path d="${path}"/>` : `<path d="${path}Z"${look.tip}/>`;
}
