import { describe, expect, test } from 'vitest';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import { focusGraph, focusOf, uniteFocus } from '../../../src/graph/focus-graph.ts';
import { hasMarks, markGraph, type GraphMarks } from '../../../src/graph/mark-graph.ts';
import type { Graph } from '../../../src/graph/model.ts';
import { printMermaid } from '../../../src/graph/print-mermaid.ts';
import { printSvg } from '../../../src/graph/print-svg.ts';
import { inventoryOf, roleText } from './inventories.ts';
import { readSvg } from './read-svg.ts';

const noMarks: GraphMarks = {
  virtualIp: () => undefined,
  service: () => undefined,
  role: () => undefined,
  host: () => undefined,
  kick: () => undefined,
};

/** Three roles, of which the last kicks the first. */
const plain = buildGraph(
  inventoryOf(roleText('a', 1) + roleText('b', 2) + roleText('c', 3, '    kicks: [a]\n')),
);

const marked = markGraph(plain, {
  virtualIp: (name) => (name === 'messaging' ? 'changed' : undefined),
  service: (role, name) => (role === 'b' && name === 'sb' ? 'moved' : undefined),
  role: (name) => (name === 'c' ? 'renamed' : undefined),
  host: (role, hostname) => (role === 'a' && hostname === 'a1.oe.example' ? 'removed' : undefined),
  kick: (from, to) => (from === 'c' && to === 'a' ? 'added' : undefined),
});

describe('marks', () => {
  test('without one the picture stays what it was, byte for byte', () => {
    expect(printSvg(markGraph(plain, noMarks))).toBe(printSvg(plain));
    expect([hasMarks(markGraph(plain, noMarks)), hasMarks(marked)]).toEqual([false, true]);
  });

  test('each is said by a word and a sign', () => {
    const { texts } = readSvg(printSvg(marked));
    const words = texts.map(({ text }) => text);
    expect(words).toEqual(expect.arrayContaining(['~ changed', '> moved', '= renamed', '-', 'removed']));
    expect(words).toContain('kicks a, added');
  });

  test('Mermaid says them, too', () => {
    const lines = printMermaid(marked)
      .split('\n')
      .map((line) => line.trim());
    expect(lines).toContain('n1(["virtual IP messaging, changed<br/>172.31.8.100"])');
    expect(lines).toContain('n6["role a<br/>a1.oe.example 10.0.1.1, removed"]');
  });

  test('all words of a marked box stand inside of it', () => {
    const all = markGraph(plain, {
      virtualIp: () => 'reordered',
      service: () => 'reordered',
      role: () => 'reordered',
      host: () => 'reordered',
      kick: () => 'reordered',
    });
    const { texts, rects } = readSvg(printSvg(all));
    const reaches = texts.filter(
      ({ x, y, text }) =>
        !rects.some(
          (box) =>
            x > box.x &&
            x + text.length * 7.32 < box.x + box.width &&
            y - 9 > box.y &&
            y + 3 < box.y + box.height,
        ),
    );
    expect(reaches).toEqual([]);
    // A badge does not lie on the words of its box.
    const badges = rects.filter(({ height }) => height === 16);
    const covered = badges.filter((badge) =>
      texts.some(
        ({ x, y, text }) =>
          y > badge.y && y < badge.y + badge.height && x < badge.x && x + text.length * 7.32 > badge.x,
      ),
    );
    expect(covered).toEqual([]);
  });
});

describe('the part around the marks', () => {
  const names = ({ virtualIps, services, roles, kicks }: Graph) => ({
    virtualIps: virtualIps.map(({ name }) => name),
    services: services.map(
      ({ name, virtualIp, role }) => `${virtualIps[virtualIp]?.name}-${name}-${roles[role]?.name}`,
    ),
    roles: roles.map(({ name }) => name),
    kicks: kicks.map(({ from, to }) => `${roles[from]?.name}-${roles[to]?.name}`),
  });
  const many = (count: number): string =>
    Array.from({ length: count }, (_, n) => roleText(`r${n}`, n + 1)).join('');
  const of = (graph: Graph) => names(focusGraph(graph, focusOf(graph)));

  test('a marked service brings its virtual IP and its role', () => {
    const graph = buildGraph(inventoryOf(many(5)));
    const one = markGraph(graph, { ...noMarks, service: (role) => (role === 'r3' ? 'changed' : undefined) });
    expect(of(one)).toEqual({
      virtualIps: ['messaging'],
      services: ['messaging-sr3-r3'],
      roles: ['r3'],
      kicks: [],
    });
  });

  test('a marked server brings its role, whom that kicks, and its services', () => {
    const graph = buildGraph(inventoryOf(many(5)));
    const one = markGraph(graph, { ...noMarks, host: (role) => (role === 'r3' ? 'added' : undefined) });
    expect(of(one)).toEqual({
      virtualIps: ['messaging'],
      services: ['messaging-sr3-r3'],
      roles: ['r3', 'lvs'],
      kicks: ['r3-lvs'],
    });
  });

  test('a marked kick brings both of its ends, without their services', () => {
    const one = markGraph(plain, { ...noMarks, kick: (_, to) => (to === 'a' ? 'removed' : undefined) });
    expect(of(one)).toEqual({ virtualIps: [], services: [], roles: ['a', 'c'], kicks: ['c-a'] });
  });

  test('of many neighbours the first few stand for all', () => {
    const graph = buildGraph(inventoryOf(many(30)));
    const one = markGraph(graph, { ...noMarks, virtualIp: () => 'changed' });
    expect(of(one).services).toHaveLength(6);
    const servers = Array.from({ length: 20 }, (_, n) => `h${n}: 10.0.0.${n + 1}`).join(', ');
    const pool = markGraph(buildGraph(inventoryOf(`  a: { servers: { ${servers} } }\n`)), {
      ...noMarks,
      host: (_, hostname) => (hostname === 'h15' ? 'changed' : undefined),
    });
    const hosts = focusGraph(pool, focusOf(pool)).roles[0]?.hosts.map(({ hostname }) => hostname);
    expect(hosts).toEqual(['h0', 'h1', 'h2', 'h3', 'h4', 'h5', 'h15', 'and 13 more']);
  });

  test('two pictures show the same parts, each as far as it has them', () => {
    const before = markGraph(plain, {
      ...noMarks,
      service: (role) => (role === 'a' ? 'removed' : undefined),
    });
    const after = markGraph(plain, { ...noMarks, service: (role) => (role === 'b' ? 'changed' : undefined) });
    const both = uniteFocus(focusOf(before), focusOf(after));
    expect(names(focusGraph(before, both)).roles).toEqual(['a', 'b']);
    expect(names(focusGraph(after, both))).toEqual(names(focusGraph(before, both)));
  });

  test('nothing marked, nothing shown', () => {
    expect(of(plain)).toEqual({ virtualIps: [], services: [], roles: [], kicks: [] });
  });
});
