import { describe, expect, test } from 'vitest';
import { graphFormats } from '../../../src/graph/formats.ts';
import { renderGraph } from '../../../src/graph/render-graph.ts';
import { inventoryOf, roleText } from './inventories.ts';
import { readSvg } from './read-svg.ts';

const small = inventoryOf(
  '  gui:\n    description: web "front" end\n    servers: { gui1: 10.0.0.1, gui2: { address: 10.0.0.2, weight: 2, state: setup } }\n' +
    '    services: { http: { virtual_ip: web, port: 80, state: draining } }\n    kicks: [push]\n' +
    '  push:\n    servers: { discover: true, min_servers: 2 }\n    services: { ws: { virtual_ip: messaging, port: 81 } }\n',
);

test('Mermaid', () => {
  expect(renderGraph(small, 'mermaid'))
    .toBe(`%%{init: {"flowchart": {"wrappingWidth": 1200, "rankSpacing": 110}}}%%
flowchart LR
  accTitle: Virtual IPs, services, roles with their servers, and kicks
  n1(["virtual IP messaging<br/>172.31.8.100"])
  n2(["virtual IP web<br/>2001#58;db8#58;#58;101"])
  n3("service ws<br/>172.31.8.100#58;81/tcp")
  n4("service http<br/>#91;2001#58;db8#58;#58;101#93;#58;80/tcp<br/>draining")
  n5[["role push<br/>servers#58; discover, at least 2"]]
  n6["role gui<br/>web #34;front#34; end<br/>gui1 10.0.0.1<br/>gui2 10.0.0.2, weight 2, setup"]
  n7{{"role lvs, directors<br/>lvs1.oe.example 172.31.8.2, director"}}
  n1 --> n3
  n3 --> n5
  n2 --> n4
  n4 --> n6
  n5 -.->|"kicks lvs"| n7
  n6 -.->|"kicks push"| n5
  n6 -.->|"kicks lvs"| n7
`);
});

test('DOT', () => {
  const statements = renderGraph(small, 'dot').split('\n').slice(4, -2);
  expect(statements.map((line) => line.trim())).toEqual([
    'n1 [style="rounded,filled,bold", label="virtual IP messaging\\l172.31.8.100\\l"];',
    'n2 [style="rounded,filled,bold", label="virtual IP web\\l2001:db8::101\\l"];',
    'n3 [style="rounded,filled", label="service ws\\l172.31.8.100:81/tcp\\l"];',
    'n4 [style="rounded,filled", label="service http\\l[2001:db8::101]:80/tcp\\ldraining\\l"];',
    'n5 [peripheries=2, label="role push\\lservers: discover, at least 2\\l"];',
    'n6 [label="role gui\\lweb \\"front\\" end\\lgui1 10.0.0.1\\lgui2 10.0.0.2, weight 2, setup\\l"];',
    'n7 [shape="folder", label="role lvs, directors\\llvs1.oe.example 172.31.8.2, director\\l"];',
    '{ rank="source"; n1; n2; }',
    'n1:e -> n3:w [weight=4];',
    'n3:e -> n5:w [weight=2];',
    'n2:e -> n4:w [weight=4];',
    'n4:e -> n6:w [weight=2];',
    'n5:e -> n7:w [style="dashed", arrowhead="open", label="kicks lvs\\l"];',
    'n6:e -> n5:w [style="dashed", arrowhead="open", label="kicks push\\l"];',
    'n6:e -> n7:w [style="dashed", arrowhead="open", label="kicks lvs\\l"];',
  ]);
});

describe('SVG', () => {
  const svg = readSvg(renderGraph(small, 'svg'));

  test('says everything', () => {
    expect(svg.texts.map(({ text }) => text)).toEqual([
      'virtual IP messaging',
      '172.31.8.100',
      'virtual IP web',
      '2001:db8::101',
      'service ws',
      '172.31.8.100:81/tcp',
      'service http',
      '[2001:db8::101]:80/tcp',
      'draining',
      'role push',
      'servers: discover, at least 2',
      'role gui',
      'web "front" end',
      'gui1',
      '10.0.0.1',
      'gui2',
      '10.0.0.2',
      'weight 2, setup',
      'role lvs, directors',
      'lvs1.oe.example',
      '172.31.8.2',
      'director',
      'kicks lvs',
      'kicks push',
      'kicks lvs',
      'requests of clients',
      'kicks: a change of one role runs the agents of the other',
    ]);
    expect(svg.title).toBe('lvs: virtual IPs, services, roles with their servers, and kicks');
  });

  test('stands alone: no script, no style sheet, no font, no link', () => {
    expect(new Set(svg.elements)).toEqual(new Set(['svg', 'title', 'g', 'path', 'circle', 'rect', 'text']));
  });

  test('draws kicks, and nothing else, with dashes', () => {
    // Two roles are kicked, and the legend shows one.
    expect(svg.dashed).toBe(3);
  });
});

test.each(graphFormats)('%s: without roles there is still a picture', (format) => {
  const empty = renderGraph(inventoryOf('  {}\n'), format);
  expect(empty).toContain('virtual IP messaging');
  if (format === 'svg') readSvg(empty);
});

test.each(graphFormats)('%s: circles and kicks to itself have a picture, too', (format) => {
  const roles = roleText('a', 1, '    kicks: [a, b]\n') + roleText('b', 2, '    kicks: [a]\n');
  expect(renderGraph(inventoryOf(roles), format)).toContain('kicks b');
});

test.each(graphFormats)('%s: twice the same bytes', (format) => {
  expect(renderGraph(small, format)).toBe(renderGraph(structuredClone(small), format));
});
