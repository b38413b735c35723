import { describe, expect, test } from 'vitest';
import { renderGraph } from '../../../src/graph/render-graph.ts';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import { layoutGraph } from '../../../src/graph/layout.ts';
import { assignLanes } from '../../../src/graph/layout-lines.ts';
import { inventoryOf } from './inventories.ts';
import { readSvg, type Rect, type SvgFile } from './read-svg.ts';

/** Of the fonts that are named, or that a monospaced fallback is likely to be, the widest has 0.61 of its size. */
const WIDEST = 12 * 0.61;

const wide = (text: string): number =>
  // oxlint-disable-next-line no-control-regex
  [...text].reduce((sum, character) => sum + (/[\u0000-\u007e]/.test(character) ? 1 : 2), 0) * WIDEST;

/** A text that reaches out of the box it stands in, or stands in none. */
function clipped({ texts, rects }: SvgFile): string[] {
  const fits = ({ x, y, width, height }: Rect, text: SvgFile['texts'][number]): boolean =>
    text.x > x && text.x + wide(text.text) < x + width && text.y - 9 > y && text.y + 3 < y + height;
  return texts.filter((text) => !rects.some((rect) => fits(rect, text))).map(({ text }) => text);
}

function overlapping({ rects }: SvgFile): number {
  const meet = (a: Rect, b: Rect): boolean =>
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
  return rects.filter((a, index) => rects.slice(index + 1).some((b) => meet(a, b))).length;
}

function outside({ width, height, rects }: SvgFile): Rect[] {
  return rects.filter(
    (box) => box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height,
  );
}

function draw(roles: string, virtualIps?: string): SvgFile {
  return readSvg(renderGraph(inventoryOf(roles, '', virtualIps), 'svg'));
}

const foreign = draw(`  a: { description: "${'中文'.repeat(25)}" }\n`);

/** Both of its virtual IPs that have services in two roles would like to stand where the other one does. */
const crowded = draw(
  '  a: { services: { a1: { virtual_ip: v1, port: 1 }, a3: { virtual_ip: v3, port: 1 } } }\n' +
    '  b: { services: { b2: { virtual_ip: v2, port: 1 } } }\n' +
    '  c: { services: { c1: { virtual_ip: v1, port: 2 }, c3: { virtual_ip: v3, port: 2 } } }\n',
  'v1: 10.1.0.1, v2: 10.1.0.2, v3: 10.1.0.3',
);

const longest = (start: string): string => start.padEnd(41, 'x');
const long = draw(
  `  ${longest('role')}:\n    description: "${'中文 description '.repeat(20)}ok"\n` +
    `    servers: { ${'long-subdomain-name.'.repeat(4)}oe.example: { address: "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", weight: 2147483647, state: draining } }\n` +
    `    services: { ${longest('service')}: { virtual_ip: web, port: 65535, state: draining } }\n    kicks: [other]\n` +
    `  other: { kicks: [${longest('role')}] }\n`,
);

/** Roles with two services on alternating virtual IPs; every third kicks the two before it. */
function many(roles: number): string {
  return Array.from(
    { length: roles },
    (_, n) =>
      `  r${n}:\n    servers: { ${Array.from({ length: n % 9 }, (__, s) => `h${n}-${s}: 10.0.${n}.${s + 1}`).join(', ')} }\n` +
      `    services:\n      a${n}: { virtual_ip: messaging, port: ${n + 1} }\n      b${n}: { virtual_ip: web, port: ${n + 1} }\n` +
      (n % 3 === 2 ? `    kicks: [r${n - 1}, r${n - 2}]\n` : ''),
  ).join('');
}

describe.each([
  ['the longest names', long],
  ['another script', foreign],
  ['virtual IPs that share roles', crowded],
  ['3 services', draw(many(2))],
  ['40 services', draw(many(20))],
  ['400 services', draw(many(200))],
])('%s', (_, svg) => {
  test('no text is cut off, no box covers another or leaves the picture', () => {
    expect({ clipped: clipped(svg), overlapping: overlapping(svg), outside: outside(svg) }).toEqual({
      clipped: [],
      overlapping: 0,
      outside: [],
    });
  });
});

test('a picture for a page is not wider than the page', () => {
  expect(draw(many(20)).width).toBeLessThan(1000);
});

test('kicks leave and reach a role beside its box, also where it has nothing else', () => {
  const names = Array.from({ length: 9 }, (_, index) => `r${index}`);
  const roles = names.map((name) => `  ${name}: { kicks: [${names.join(', ')}] }\n`);
  const drawing = layoutGraph(buildGraph(inventoryOf(roles.join(''))));
  const [box] = drawing.roles;
  const right = (box?.x ?? 0) + (box?.width ?? 0);
  const ends = drawing.wires
    .flatMap(({ lines }) => lines.map(({ from }) => from))
    .filter(({ x }) => x === right);
  // Every role is reached once and kicks ten; the directors' is reached once.
  expect(ends).toHaveLength(9 * 11 + 1);
  const beside = (y: number): boolean => drawing.roles.some((role) => y > role.y && y < role.y + role.height);
  expect(ends.filter(({ y }) => !beside(y))).toEqual([]);
});

describe('lanes', () => {
  const bundle = (...ys: number[]) => ({
    kick: true,
    stubs: ys.map((y) => ({ side: 'left' as const, y, arrives: false })),
  });

  test.each<[string, number[][], number[]]>([
    [
      'one after the other share a lane',
      [
        [0, 10],
        [30, 40],
      ],
      [0, 0],
    ],
    [
      'but not end to end',
      [
        [0, 10],
        [10, 20],
      ],
      [0, 1],
    ],
    [
      'nor where they overlap',
      [
        [0, 50],
        [10, 20],
        [60, 70],
      ],
      [0, 1, 0],
    ],
    [
      'a wide one keeps its lane',
      [
        [0, 100],
        [10, 20],
        [40, 50],
        [30, 60],
      ],
      [0, 1, 2, 1],
    ],
  ])('%s', (__, spans, expected) => {
    expect(assignLanes(spans.map((span) => bundle(...span)))).toEqual(expected);
  });
});
